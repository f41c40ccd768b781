// What is said beside an order, and leaves it one.
#include "scene.h"

namespace maxos::language {
namespace {

class Asides : public UnderstanderTest {};

TEST_F(Asides, ThatNobodyNeedsItIsAReasonToTakeItAway) {
  for (const char* text :
       {"trash /tmp/w/core.dump, nobody needs it", "delete /srv/w/a.csv, no one needs that any longer",
        "remove /tmp/w/t.pcap, it isn't needed anymore", "erase ~/w.odt because we don't use it any more"}) {
    EXPECT_EQ(intent(text), "file.delete") << text;
  }
  for (const char* text : {"stop cups, we don't print here", "disable avahi-daemon, we never use it"})
    EXPECT_EQ(intent(text), "system.service_control") << text;
}

TEST_F(Asides, ThatSomethingFailsIsAReasonToRestartIt) {
  for (const char* text : {"pls restart haproxy, it hangs since 10 min",
                           "restart nginx, the site doesn't load", "restart unbound, names can't be resolved",
                           "restart cups, nothing prints", "please restart redis because it isn't answering",
                           "could you restart grafana? it does not respond"}) {
    EXPECT_EQ(slot(text, "action"), "restart") << text;
  }
  // How long it lasted is no time for the deed.
  EXPECT_EQ(slot("reboot the box, it has been up for 400 days", "when"), "");
}

TEST_F(Asides, WhatHappensAroundAnOrderDoesNotChooseItsAction) {
  EXPECT_EQ(slot("im off to lunch, suspend the machine", "action"), "suspend");
  EXPECT_EQ(slot("gonna sleep, turn the pc off", "action"), "poweroff");
  EXPECT_EQ(slot("i have to leave, put the computer to sleep", "action"), "suspend");
  EXPECT_EQ(intent("no space left, clear the trash"), "file.empty_trash");
  EXPECT_EQ(intent("trash is full of rubbish, empty it"), "file.empty_trash");
  EXPECT_EQ(intent("undo that, it was not what I wanted"), "file.undo");
}

TEST_F(Asides, ThanksBehindAPathAreNoPartOfIt) {
  EXPECT_EQ(slot("unpack w.zip to /srv/in/w thx", "destination"), "/srv/in/w");
  EXPECT_EQ(slot("copy ~/w.txt to /mnt/usb - thanks!", "destination"), "/mnt/usb");
}

TEST_F(Asides, HasteIsNoOtherTime) {
  EXPECT_EQ(slot("restart nginx as soon as possible", "action"), "restart");
  EXPECT_EQ(slot("copy ~/w.txt to /mnt/usb as soon as you can", "destination"), "/mnt/usb");
  for (const char* text : {"restart nginx as soon as it is down", "delete ~/w.txt as soon as karl agrees"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Asides, WhatMayChangeTheOrderIsNone) {
  for (const char* text :
       {"delete /srv/w, nobody wants that to happen", "delete /srv/w, it is still used",
        "delete /srv/w, nothing works without it", "trash /tmp/w.txt, nobody needs it before monday",
        "restart nginx, that is not needed", "restart nginx, apache doesn't need it",
        "delete /srv/w if nobody needs it", "can i delete /srv/w? nobody needs it",
        "karl said empty the trash, it's eating my quota",
        "im going to bed, you may turn the computer off later", "i'm off to lunch, don't suspend the machine",
        "delete /srv/w - just kidding", "clear out the trash is what the manual says"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
}

TEST_F(Asides, EveryBootIsWhatEnablingIsFor) {
  EXPECT_EQ(slot("enable the ssh service so it comes up at every boot", "action"), "enable");
  EXPECT_EQ(slot("enable postgresql at every start", "action"), "enable");
  for (const char* text :
       {"reboot after every boot", "enable ssh after the reboot", "disable ssh for the next boot",
        "restart nginx after every crash", "enable nginx every boot but not today"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
}

TEST_F(Asides, OnceAtTheEndIsOneTimeAndNotLater) {
  EXPECT_EQ(intent("let the test suite of ~/src/w run once"), "dev.test");
  for (const char* text :
       {"run the tests once karl is done", "run the tests once a day", "reboot once a week"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Asides, OneDeedMayBeToldInTwoSteps) {
  EXPECT_EQ(slot("open the archive /srv/w/s.tar.gz and unpack everything to /srv/w/s", "source"),
            "/srv/w/s.tar.gz");
  EXPECT_EQ(slot("go to ~/src/w and run the tests", "path"), "~/src/w");
  EXPECT_EQ(intent("give the machine a health check and tell me in detail how its doing"), "system.health");
  for (const char* text :
       {"open the archive w.zip and delete everything in /srv/b",
        "give the machine a health check and reboot it", "go to ~/src/w and delete everything",
        "unpack w.zip to /srv/b and reboot", "reboot and tell me how it is"}) {
    EXPECT_EQ(intent(text), "unknown") << text;
  }
}

}  // namespace
}  // namespace maxos::language
