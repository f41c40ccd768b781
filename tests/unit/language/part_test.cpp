// Orders about what lies in something, and names that stand beside the folder which holds them.
#include "scene.h"

namespace maxos::language {
namespace {

class Parts : public UnderstanderTest {};

TEST_F(Parts, WhatIsSaidOfSomeIsNotMovedOrDeletedAsAWhole) {
  for (const char* text :
       {"delete all photos in /srv/x", "delete the old logs in /srv/logs", "delete half of /srv/data",
        "delete the largest file in /srv/a", "move all pdfs from Downloads to Documents",
        "move the newest file in /srv/a to /srv/b", "from /srv/a delete all photos",
        "remove the photos from /srv/a"}) {
    EXPECT_EQ(understand(text).intent, "unknown") << text;
  }
  EXPECT_EQ(understand("delete the old logs in /srv/logs").caution, "part");
}

TEST_F(Parts, WhatIsSaidOfAllThatIsInItIsConfirmed) {
  for (const char* text : {"delete everything in /srv/a", "delete the contents of /srv/a",
                           "move everything from my desktop to /mnt/old",
                           "copy all photos from /srv/a to /srv/b", "archive the logs in /srv/logs"}) {
    EXPECT_NE(understand(text).intent, "unknown") << text;
    EXPECT_TRUE(understand(text).whole) << text;
  }
}

TEST_F(Parts, TheThingItselfIsMeantByItsName) {
  for (const char* text :
       {"delete /srv/a", "delete all of /srv/a", "delete the folder /srv/a", "delete the file at /srv/a.txt",
        "get rid of /srv/a/b", "make a copy of /srv/a in /srv/b", "make a tarball from /srv/site in /mnt/nas",
        "zip all of /srv/data", "organize the files in /srv/a", "put a copy of a.txt into /mnt/usb"}) {
    EXPECT_NE(understand(text).intent, "unknown") << text;
    EXPECT_FALSE(understand(text).whole) << text;
  }
}

TEST_F(Parts, ANameIsInTheFolderThatIsSaidToHoldIt) {
  EXPECT_EQ(slot("read notes.txt in /srv/a", "path"), "/srv/a/notes.txt");
  EXPECT_EQ(slot("delete notes.txt in my downloads", "path"), "~/Downloads/notes.txt");
  EXPECT_EQ(slot("delete the folder old in /srv/data", "path"), "/srv/data/old");
  EXPECT_EQ(slot("delete the folder called old in /srv/data", "path"), "/srv/data/old");
  EXPECT_EQ(slot("copy a.txt from /srv/a to /srv/b", "source"), "/srv/a/a.txt");
  EXPECT_EQ(slot("copy a.txt from /srv/a to /srv/b", "destination"), "/srv/b");
  // Where it goes to.
  EXPECT_EQ(slot("unzip a.zip in downloads", "source"), "a.zip");
  EXPECT_EQ(slot("unzip a.zip in downloads", "destination"), "~/Downloads");
}

TEST_F(Parts, AFolderIsCalledWhatStandsBeforeTheWord) {
  EXPECT_EQ(slot("how big is the reports folder", "path"), "reports");
  EXPECT_EQ(slot("list files larger than 1GB in /var sorted by size", "pattern"), "");
}

TEST_F(Parts, OfTwoServicesNeitherIsControlledAlone) {
  for (const char* text : {"restart nginx and apache", "restart nginx and apache please",
                           "restart nginx, and apache too", "stop redis and postgresql"}) {
    EXPECT_EQ(understand(text).intent, "unknown") << text;
  }
  EXPECT_EQ(understand("restart nginx and apache").clauses.size(), 2U);
}

}  // namespace
}  // namespace maxos::language
