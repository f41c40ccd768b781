// Names and patterns that no slot takes up: an order that passed over them would do another thing.
#include "scene.h"

namespace maxos::language {
namespace {

class Leftovers : public UnderstanderTest {};

TEST_F(Leftovers, APatternStandsForSomeOfWhatLiesThere) {
  for (const char* text :
       {"delete w/a/*.txt", "delete /srv/a/*", "delete /srv/a/?.txt", "delete w/a/[0-9].txt",
        "remove all *.txt files from w/a", "move m/x/* to m/A", "copy proj/* to x1", "rm m/*"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(understand("delete /srv/a/*.txt").caution, "part");
  EXPECT_EQ(slot("find /srv/a/*.txt", "pattern"), "*.txt");
}

TEST_F(Leftovers, ANameWithASpaceNeedsQuotes) {
  for (const char* text : {"delete m/my file.txt", "rm m/my file.txt", "delete /srv/pp/report 2024.pdf",
                           "show /srv/pp/report 2024.pdf", "move m/a.txt to m/new name.txt",
                           "rename m/a.txt to new name.txt", "extract arc/good.zip to pp/new place"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(understand("delete /srv/pp/report 2024.pdf").caution, "names");
  EXPECT_EQ(slot("delete \"/srv/pp/report 2024.pdf\"", "path"), "/srv/pp/report 2024.pdf");
  EXPECT_EQ(slot("move m/a.txt to \"m/new name.txt\"", "destination"), "m/new name.txt");
}

TEST_F(Leftovers, OfSeveralThingsNoneIsDoneAlone) {
  for (const char* text :
       {"zip m/a.txt m/b.txt to m/z.zip", "mkdir m/p m/q", "mkdir m/p, m/q", "make folders aa and bb",
        "create folder cv/salt and pepper", "archive docs and photos to both.zip"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
}

TEST_F(Leftovers, WhatAnOrderGoesOnWithIsNoName) {
  for (const char* text : {"delete /srv/a please", "delete /srv/a now", "move /srv/a to /srv/b",
                           "copy /srv/a to /srv/b and overwrite it", "zip /srv/a as zip",
                           "move the file /srv/a.txt into the folder /srv/b", "copy a.txt over b.txt",
                           "I don't need ~/Downloads/setup.exe anymore, delete it"}) {
    EXPECT_NE(intent(text), "unknown") << text;
  }
}

TEST_F(Leftovers, WhatNoSlotSaysIsNotAnsweredWithAnotherThing) {
  for (const char* text : {"show lines 3 to 5 of a.txt", "show line 5 of a.txt",
                           "list the 3 oldest files in photos", "undo that undo", "undo the last 2 changes",
                           "find duplicate files", "verify that a.iso has sha256 abc"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(intent("undo the last change"), "file.undo");
  EXPECT_EQ(slot("show the last 5 lines of a.txt", "lines"), "5");
}

TEST_F(Leftovers, WhatIsLeftOutIsNotShown) {
  for (const char* text :
       {"list all files except *.log in /var/log", "list files in /srv that are not pdfs",
        "find files not ending in .txt", "list files but not the hidden ones",
        "everything except debug messages in the log", "logs of nginx without the healthchecks"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(slot("find files not changed in a year", "older_than"), "31536000");
}

TEST_F(Leftovers, AnotherTimeIsNotAnsweredWithNow) {
  for (const char* text : {"who logged in last week", "cpu load yesterday", "find photos from 2019",
                           "find pictures from january", "files changed since christmas", "logs since boot",
                           "memory usage over the last hour"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(intent("who is logged in now"), "system.users");
}

TEST_F(Leftovers, OfTwoThatAreJoinedNoneIsDoneOrShownAlone) {
  for (const char* text :
       {"allow port 80 and 443", "is port 80 and 443 open on example.org", "is nginx and apache running",
        "what is in /srv/a, /srv/b", "resolve example.org using 8.8.8.8", "block port 25 outgoing",
        "make three folders in ~/a", "zip ~/a with password", "copy the biggest file in /srv to /mnt"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(intent("allow port 80"), "network.firewall");
  EXPECT_EQ(understand("copy ~/a.txt to 10.0.0.5").caution, "elsewhere");
  for (const char* text :
       {"delete the first 3 files in ~/a", "roll back webshop", "reboot in 5", "allow port 80 udp and tcp"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
  EXPECT_EQ(intent("roll back the last change"), "file.undo");
}

TEST_F(Leftovers, ANegationIsNeverPartOfAnAction) {
  for (const char* text : {"please dont turn the pc off", "please don't turn the pc off",
                           "please don't turn the computer off", "everything but /srv/wiki can be deleted"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
}

}  // namespace
}  // namespace maxos::language
