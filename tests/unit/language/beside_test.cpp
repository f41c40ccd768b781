// What a speaker tells beside an order or a question.
#include "scene.h"

namespace maxos::language {
namespace {

class Beside : public UnderstanderTest {};

TEST_F(Beside, AStoryLeavesAnOrderWhatItIs) {
  EXPECT_EQ(slot("move /var/tmp/dumps to /data/dumps since the root partition is nearly full", "destination"),
            "/data/dumps");
  EXPECT_EQ(
      slot("extract /srv/in/w.tar.gz into /srv/w - the restore script can't handle archives", "destination"),
      "/srv/w");
  EXPECT_EQ(intent("tidy up ~/Downloads by type, I can never find anything in there"), "file.organize");
  EXPECT_EQ(intent("run the tests in ~/src/w, karl changed the grammar yesterday"), "dev.test");
  EXPECT_EQ(slot("restart nginx, customers are complaining about timeouts", "action"), "restart");
  EXPECT_EQ(slot("power off at 23:30, the electricians are coming", "when"), "23:30");
}

TEST_F(Beside, WhatTheSpeakerDoesNextIsNoOtherTime) {
  EXPECT_EQ(intent("duplicate /etc/haproxy to /root/haproxy.bak before i touch anything"), "file.copy");
  EXPECT_EQ(intent("I'm travelling tomorrow, so copy ~/w.pdf to /media/usb please"), "file.copy");
  EXPECT_EQ(slot("okay that's me done for today shut the computer down", "action"), "poweroff");
  for (const char* text : {"restart nginx before the backup starts", "restart nginx when the copy is done",
                           "restart nginx, we do that on sunday", "restart nginx, it can wait until monday",
                           "that's what happens when you turn the computer off"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Beside, WhatLeadsToSoPleaseIsWhy) {
  EXPECT_EQ(
      slot("Visitors still see last summer's opening hours at the door, so please deploy the app museum-web",
           "app"),
      "museum-web");
  EXPECT_EQ(slot("The new volumes come next week and I want order here, so could you create a directory "
                 "/srv/books/v9",
                 "path"),
            "/srv/books/v9");
  EXPECT_EQ(
      slot("The talk broke off in the middle and the guest was upset, so please show me the log of icecast2",
           "unit"),
      "icecast2");
  for (const char* text :
       {"if the disk is full, so please delete /srv/w",
        "my boss wrote the disk is full, so please delete /srv/w", "she said it is full, delete /srv/w",
        "we keep old logs, so please do not delete /srv/w", "when the talk is over, so please restart nginx",
        "the backup is not done, so please stop nginx tomorrow"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Beside, AQuestionEndsWhereTheStoryBegins) {
  EXPECT_EQ(slot("what do our documents say about parental leave, HR is on holiday", "query"),
            "parental leave");
  EXPECT_EQ(slot("find pdfs in ~/Documents, my mail program refuses them", "content"), "");
  EXPECT_EQ(intent("what's the default gateway? the guy from support is asking"), "network.routes");
  EXPECT_EQ(slot("is cups running? nothing comes out of the printer", "unit"), "cups");
  // What says how to answer is no story.
  EXPECT_EQ(slot("list the files in /srv/w so that the newest come first", "sort"), "time");
}

TEST_F(Beside, WhatIsNotSurelyAReasonHasTheOrderConfirmed) {
  for (const char* text :
       {"delete /srv/w, the dba has the last word", "erase ~/w.odt, it only embarrasses me",
        "stop bluetooth, i don't own a single wireless thing"}) {
    EXPECT_NE(intent(text), "unknown") << text;
    EXPECT_TRUE(understand(text).whole) << text;
  }
  for (const char* text : {"delete /srv/w", "reload haproxy, I've added a backend",
                           "remove ~/w.iso because my disk is filling up"})
    EXPECT_FALSE(understand(text).whole) << text;
}

TEST_F(Beside, WhatForbidsOrTakesBackRefusesIt) {
  for (const char* text : {"delete /srv/w, karl must agree",
                           "delete /srv/w, the accountant says i have to keep it",
                           "delete /srv/w, she told me",
                           "karl told me, delete /srv/w",
                           "delete /srv/w, provided it is empty",
                           "delete /srv/w, legal has put a hold on it",
                           "restart nginx, i already did",
                           "restart nginx, i'll do it myself",
                           "restart nginx, nobody should",
                           "reboot, he shouted at me",
                           "stop cups, it should stay up",
                           "stop mysql, no, start it",
                           "stop mysql, the boss forbids it",
                           "open port 22 in the firewall, our policy forbids that",
                           "move /srv/a to /srv/b, c.txt stays where it is",
                           "shut down the computer, i'll be finished at 18:00",
                           "shut down the pc, the download isn't finished yet",
                           "restart nginx, it hangs and delete /var/log/nginx",
                           "copy /srv/a to /srv/b, the logs are to be left out",
                           "deploy webshop, marketing has to approve it",
                           "reboot the computer at my brothers place"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Beside, WhatAReloadSparesForbidsNothing) {
  EXPECT_EQ(slot("reload the haproxy service without dropping connections", "action"), "reload");
  EXPECT_EQ(slot("reload nginx, not a restart", "action"), "reload");
  for (const char* text : {"reload nginx without asking me", "reload haproxy, not now"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Beside, DismayComesBeforeUndoing) {
  EXPECT_EQ(intent("no no that is not what I wanted, undo the last change"), "file.undo");
  for (const char* text : {"no, don't undo it, that was right", "no, undo nothing"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Beside, ThinkingThatOneCouldIsPoliteness) {
  EXPECT_EQ(slot("do you think you could block port 445 in the firewall", "action"), "block");
  EXPECT_EQ(intent("would it be too much trouble to zip up ~/w"), "file.archive");
  EXPECT_NE(slot("do you think i should block port 445", "action"), "block");
}

}  // namespace
}  // namespace maxos::language
