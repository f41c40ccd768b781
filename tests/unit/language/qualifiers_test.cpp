// Words that narrow, widen, repeat or turn round an order, and that no slot takes.
#include "scene.h"

namespace maxos::language {
namespace {

class Qualifiers : public UnderstanderTest {
 protected:
  void expect_refused(std::initializer_list<const char*> texts) const {
    for (const char* text : texts) {
      const Understanding understood = understand(text);
      const agents::CapabilityDecl* capability = registry_.find(understood.intent);
      // What asks for a slot, or reads, does nothing to anything.
      EXPECT_TRUE(capability == nullptr ||
                  agents::risk_of(*capability, understood.slots) == agents::Risk::read)
          << text << ": " << understood.intent;
    }
  }
};

TEST_F(Qualifiers, LimitsOfAnyOrderAreNotDropped) {
  expect_refused({"copy half of ~/w to ~/b", "copy ~/w to ~/b twice", "allow only port 22",
                  "copy ~/w to ~/b but skip existing files", "copy ~/w to ~/b as root",
                  "empty half of the trash", "stop nginx temporarily", "run half of the tests",
                  "zip each folder in ~/w", "connect the vpn only for firefox", "reboot twice"});
  EXPECT_EQ(understand("copy half of ~/w to ~/b").caution, "conditional");
  // What a slot says is said.
  EXPECT_EQ(slot("clear out the trash, only stuff older than a month", "older_than"), "2592000");
  // No less than what is named.
  EXPECT_EQ(slot("delete only ~/a.txt", "path"), "~/a.txt");
  EXPECT_EQ(slot("restart only nginx", "unit"), "nginx");
  EXPECT_EQ(slot("create a hidden folder ~/.secret", "path"), "~/.secret");
  expect_refused({"create a hidden folder ~/secret", "delete only ~/w/*.log"});
}

TEST_F(Qualifiers, SomeOfAFolderIsNotTheFolder) {
  expect_refused({"copy only the pdfs from ~/w to ~/b", "copy the pdfs from ~/w to ~/b",
                  "zip the pdfs in ~/w", "copy everything older than a month from ~/w to ~/b",
                  "move the subfolders of ~/w to ~/b", "unpack only the readme from ~/w.zip",
                  "extract the file config.ini from ~/w.tar.gz", "organize only the photos in ~/w"});
  EXPECT_EQ(understand("copy the pdfs from ~/w to ~/b").caution, "part");
}

TEST_F(Qualifiers, WhatIsToldByAPathIsNotThePath) {
  expect_refused({"delete the backup of ~/w.txt", "delete ~/w.txt's backup", "delete the folder above ~/w",
                  "delete ~/w and everything next to it", "delete ~/w from the backup",
                  "delete ~/w.txt from the trash", "copy the permissions of ~/w to ~/b",
                  "copy line 3 of ~/w.txt to ~/b.txt", "copy the backup of ~/w to ~/b",
                  "create a folder next to ~/w", "copy ~/b.txt from ~/w"});
  EXPECT_EQ(intent("make a backup of ~/w to /mnt/usb"), "file.copy");
  EXPECT_EQ(intent("change the name of w.txt to b.txt"), "file.move");
  EXPECT_EQ(intent("I'd like /srv/w/m.csv copied to /home/anna"), "file.copy");
  EXPECT_EQ(intent("remove the folder /srv/w-2019 and all in it"), "file.delete");
}

TEST_F(Qualifiers, WhatTheTrashCannotDoIsNotPromised) {
  expect_refused({"securely erase ~/w.txt", "delete ~/w, bypass the trash", "empty karl's trash",
                  "empty the trash of karl", "empty the mail trash", "undo the change before the last"});
}

TEST_F(Qualifiers, APieceOfAProgramIsNotItsService) {
  expect_refused({"restart the nginx pod", "restart my user service syncthing",
                  "restart the workers of nginx", "stop nginx permanently",
                  "start ssh after every boot of web-02"});
}

TEST_F(Qualifiers, ATimeIsSeenWhateverTheTaggerTakesForAnAction) {
  expect_refused({"turn the pc off tomorrow", "turn the computer off tomorrow",
                  "reboot at midnight every day", "disconnect from the wifi for an hour"});
  EXPECT_EQ(understand("turn the pc off tomorrow").caution, "later");
}

TEST_F(Qualifiers, OtherMachinesAndTheirSystemsAreNotThisOne) {
  expect_refused({"connect my phone to the wifi cafe", "disconnect karl from the wifi", "suspend the vm",
                  "cancel the reboot of web-02", "reboot to bios", "deploy billing to web-02",
                  "bring up wg0 and wg1", "take down all tunnels"});
  EXPECT_EQ(slot("connect this laptop to the wifi cafe-guest", "action"), "connect");
}

TEST_F(Qualifiers, ProjectsAreBuiltAndCommittedAsAWhole) {
  expect_refused(
      {"commit only the readme in ~/w with message \"x\"", "commit the change in main.cpp with message \"x\"",
       "amend the last commit with message \"x\"", "commit ~/w as karl with message \"x\"",
       "run the failed tests in ~/w again", "run the tests in ~/w with coverage", "build ~/w in debug mode",
       "build ~/w with clang", "deploy the old version of billing", "deploy billing version 1.2"});
  EXPECT_EQ(intent("build ~/w with cmake"), "dev.build");
}

TEST_F(Qualifiers, AnotherStageThanTheRecipesIsConfirmed) {
  EXPECT_TRUE(understand("deploy billing to staging").whole);
  EXPECT_FALSE(understand("deploy billing to production").whole);
}

TEST_F(Qualifiers, WhatIsPutOffIsNotDoneNow) {
  expect_refused({"copy ~/w to ~/b at night", "copy ~/w to ~/b when i am gone", "empty the trash when full",
                  "run the tests in ~/w at night", "shut down for an hour", "suspend for an hour",
                  "allow port 22 once"});
  EXPECT_EQ(slot("let tomcat start automatically when booting", "action"), "enable");
}

TEST_F(Qualifiers, WhatIsNotToBeOverwrittenIsNot) {
  expect_refused({"copy ~/w to ~/b, overwrite nothing", "copy ~/w to ~/b, no overwrite",
                  "copy ~/w to ~/b, replace only older files"});
  EXPECT_EQ(slot("copy ~/w to ~/b and overwrite what is there", "overwrite"), "true");
}

TEST_F(Qualifiers, NothingIsDoneByHalf) {
  expect_refused({"copy one of the files in ~/w to ~/b", "copy the missing files from ~/w to ~/b",
                  "copy everything new in ~/w to ~/b", "copy ~/w to ~/b, max 10 files",
                  "delete everything in ~/w.txt", "delete the link to ~/w", "stop karl's nginx",
                  "enable nginx for user karl", "connect to wifi cafe on wlan1",
                  "connect vpn office for firefox", "connect to vpn office on web-02",
                  "disconnect from wifi cafe and connect to bar", "deploy billing v2",
                  "commit all repos with message \"x\"", "run test 5 in ~/w",
                  "run the tests in ~/w and fix them", "build ~/w in release mode", "build ~/w for windows"});
}

}  // namespace
}  // namespace maxos::language
