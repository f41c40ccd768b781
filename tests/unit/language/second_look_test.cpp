// What would change something and was no order all through.
#include "scene.h"

namespace maxos::language {
namespace {

class SecondLook : public UnderstanderTest {
 protected:
  void expect_refused(std::initializer_list<const char*> texts) {
    for (const char* text : texts) EXPECT_EQ(intent(text), "unknown") << text;
  }
};

TEST_F(SecondLook, AQuestionMarkAsks) {
  expect_refused({"restart nginx?", "delete ~/w.txt, ok?", "vpn down?", "any harm in deleting ~/w.txt?",
                  "can you even delete ~/w.txt?", "will you be restarting nginx?"});
  EXPECT_EQ(intent("can you restart nginx?"), "system.service_control");
  EXPECT_EQ(intent("would you mind restarting nginx?"), "system.service_control");
  EXPECT_EQ(intent("would you be so kind as to restart nginx?"), "system.service_control");
  EXPECT_EQ(intent("uptime?"), "system.uptime");
}

TEST_F(SecondLook, WhatIsTakenBackIsNotDone) {
  expect_refused({"delete ~/w.txt, nah", "reboot, abort!", "restart nginx, oops, wrong window",
                  "deploy shop, hm", "delete ~/w.txt, keep it", "quit restarting nginx",
                  "stop nginx, i mean start it", "block port 80, er, 8080", "vpn up, sorry, down",
                  "restart nginx, karl is on it"});
  EXPECT_EQ(intent("oops, undo that"), "file.undo");
  EXPECT_EQ(intent("sorry, restart nginx"), "system.service_control");
}

TEST_F(SecondLook, WhatIsLeftOutIsNotTaken) {
  expect_refused({"delete ~/photos, leaving the raws", "delete ~/photos, the blurry ones",
                  "empty the trash, leaving the pdfs", "move ~/w to ~/v, skipping the large ones",
                  "delete ~/photos, anna wants the portraits", "delete ~/photos from 2019",
                  "block port 80, just for karl"});
  EXPECT_EQ(intent("delete ~/w.txt, i need the space"), "file.delete");
  EXPECT_EQ(intent("delete ~/w.txt, it's a duplicate"), "file.delete");
}

TEST_F(SecondLook, WhatIsToldOrNotedOrdersNothing) {
  expect_refused({"Karl, restart nginx", "@anna please delete ~/w.txt", "karl should restart nginx",
                  "let them reboot", "todo restart nginx", "Fwd: delete ~/w.txt", "OPS-77: deploy shop",
                  "dry run: delete ~/w.txt", "nginx stopped", "blocked port 22",
                  "you should have deleted ~/w.txt", "deleting ~/w.txt", "nginx needs a restart i guess",
                  "karl wrote: restart nginx"});
  EXPECT_EQ(intent("Computer, restart nginx"), "system.service_control");
  EXPECT_EQ(intent("i want nginx restarted"), "system.service_control");
  EXPECT_EQ(intent("nginx needs to be restarted"), "system.service_control");
}

TEST_F(SecondLook, WhatIsElsewhereOrAnothersIsLeftAlone) {
  expect_refused({"delete web02:~/w.txt", "move ~/w from web01 to ~/v", "reboot node 3",
                  "allow port 443 in the cloud firewall", "undo karl's last change",
                  "undo the last change to the firewall", "stop ssh attacks", "restart the nginx training",
                  "suspend payments", "bring back summer"});
  EXPECT_EQ(intent("undo the last change"), "file.undo");
  EXPECT_EQ(intent("suspend the laptop"), "system.power");
}

TEST_F(SecondLook, WhatASentenceOnlySpeaksOfIsNotDone) {
  expect_refused({"organize ~/w by type karl says", "move ~/x to ~/y the commenter wrote",
                  "commit with message \"fix\" karl said", "create a go project was the homework",
                  "i want that karl deletes ~/w.txt", "copy ~/w as karl did", "copy ~/w from web01",
                  "sort ~/w.csv by column 3", "deploy shop, QA has to sign it off",
                  "restart nginx because the page hangs is what karl does"});
  EXPECT_EQ(intent("copy ~/w.txt as ~/v.txt"), "file.copy");
  EXPECT_EQ(intent("commit with message what the ticket says"), "dev.commit");
}

TEST_F(SecondLook, NobodyAsksThisMachineForIt) {
  expect_refused({"delete ~/w.txt nope",
                  "empty the trash yeah right",
                  "~/w.txt hardly needs deleting",
                  "marc permitting, delete ~/w.txt",
                  "should marc agree, delete ~/w.txt",
                  "his laptop needs a reboot",
                  "nginx start page",
                  "cancel the shutdown of the airport",
                  "commit fraud with the message pay now",
                  "leo delete ~/w.txt",
                  "hey tom, please delete ~/w.txt",
                  "people zip ~/w",
                  "tom vowed to delete ~/w.txt",
                  "deletes ~/w.txt",
                  "nginx restarts",
                  "dana brought us a.zip. tom should extract it",
                  "delete ~/w.txt would be wrong",
                  "watch marc delete ~/w.txt",
                  "delete ~/w.txt and you lose your job",
                  "delete ~/w.txt, reads the ticket"});
  EXPECT_EQ(intent("hey there, please delete ~/w.txt"), "file.delete");
  EXPECT_EQ(intent("let nginx reload its configuration"), "system.service_control");
  EXPECT_EQ(intent("the firewall should block 23 tcp"), "network.firewall");
  EXPECT_EQ(intent("cancel the shutdown of the server"), "system.power");
}

TEST_F(SecondLook, WhatWasRefusedIsOfferedFirst) {
  const Understanding refused = understand("restart nginx?");
  ASSERT_FALSE(refused.candidates.empty());
  EXPECT_EQ(refused.candidates.front().intent, "system.service_control");
  EXPECT_EQ(refused.caution, "asked");
  EXPECT_TRUE(refused.slots.empty());
}

}  // namespace
}  // namespace maxos::language
