// Orders in other words, beside what is told without a pause, and what only looks like one.
#include "scene.h"

namespace maxos::language {
namespace {

class SaidOtherwise : public UnderstanderTest {
 protected:
  void expect_refused(std::initializer_list<const char*> texts) {
    for (const char* text : texts) EXPECT_EQ(intent(text), "unknown") << text;
  }
};

TEST_F(SaidOtherwise, ASemicolonPartsSentences) {
  EXPECT_EQ(intent("stop cups; nobody prints here"), "system.service_control");
  EXPECT_EQ(intent("show the routing table; the new network cannot be reached"), "network.routes");
  EXPECT_EQ(slot("list /srv/a by name; the first twenty will do", "limit"), "20");
  expect_refused(
      {"list /srv/a; rm -rf /srv/a", "list /srv/a;rm x", "show the disk; reboot", "stop cups; we need it"});
}

TEST_F(SaidOtherwise, NumbersInWords) {
  EXPECT_EQ(slot("find photos changed in the last forty eight hours", "modified_within"), "172800");
  EXPECT_EQ(slot("show the last twenty-five lines of ~/a.log", "lines"), "25");
  EXPECT_EQ(slot("can we reach port four hundred forty three on a.example.org", "port"), "443");
  EXPECT_EQ(slot("warnings of nginx in the last 24 h", "since"), "86400");
}

TEST_F(SaidOtherwise, ToolsAndVerbsInOtherPlaces) {
  EXPECT_EQ(slot("avahi-daemon: disable", "action"), "disable");
  EXPECT_TRUE(understand("avahi-daemon: disable").whole);
  EXPECT_EQ(slot("firewall: allow 5353/udp", "port"), "5353");
  EXPECT_EQ(intent("please the folder /data/wt99 delete"), "file.delete");
  EXPECT_EQ(slot("the machine please at 05:15 reboot", "when"), "05:15");
  EXPECT_EQ(slot("The folder /srv/a must to /srv/b be moved, please.", "destination"), "/srv/b");
  EXPECT_EQ(slot("tail -25 on turbines.csv", "lines"), "25");
  expect_refused({"karl: restart", "nginx: restart pending", "nginx: restart done",
                  "firewall: block 22 inactive", "vpn: down since noon", "trash: empty, nothing to do",
                  "karl the folder ~/a delete please"});
}

TEST_F(SaidOtherwise, WhatRunsOnWithoutAPauseIsConfirmed) {
  EXPECT_EQ(intent("restart the web server the ticket page is stuck"), "system.service_control");
  EXPECT_TRUE(understand("restart the web server the ticket page is stuck").whole);
  EXPECT_EQ(intent("turn the server off now its super loud"), "system.power");
  EXPECT_EQ(intent("delete ~/a.mp4 i watched it"), "file.delete");
  expect_refused({"restart the web server the teacher told the class", "delete ~/a.mp4 i want to keep it",
                  "restart the web server the request was denied", "power off the pc that my wife works on",
                  "delete ~/a the moment karl agrees", "delete ~/a.txt it's gone already"});
}

TEST_F(SaidOtherwise, WhatOnlyAttendsAnOrderIsLeftAway) {
  EXPECT_EQ(intent("can u run teh tests in ~/robot, almost done with it aaah"), "dev.test");
  EXPECT_EQ(intent("try and build ~/shop again, i fixed the typo i think"), "dev.build");
  EXPECT_EQ(slot("can you disable bluetooth, the service i mean", "unit"), "bluetooth");
  EXPECT_EQ(slot("take wg0 down, the vpn", "name"), "wg0");
  EXPECT_EQ(intent("no time to read it all, summarise ~/w.pdf"), "knowledge.summarize");
  EXPECT_EQ(slot("teach yourself the phrase \"whos in\" for system.users ok", "intent"), "system.users");
  expect_refused({"stop nginx, i mean start it", "i think leo opened port 80 in the router"});
  EXPECT_EQ(intent("i think the disk is full"), "system.disk");
}

TEST_F(SaidOtherwise, APortIsNamedInFront) {
  const char* const text = "leo needs udp 19132 for his game, can you allow it in the firewall";
  EXPECT_EQ(slot(text, "port"), "19132");
  EXPECT_EQ(slot(text, "protocol"), "udp");
  EXPECT_TRUE(understand(text).whole);
  expect_refused({"nobody needs 19132, open it in the firewall", "karl said he needs 19132, open it"});
}

TEST_F(SaidOtherwise, ASenderIsNoName) {
  EXPECT_EQ(slot("delete the file karl sent", "path"), "");
  EXPECT_EQ(slot("search music on /mnt/backup", "kind"), "audio");
  EXPECT_EQ(slot("dig out every csv touched in the last 48 hours under /srv/lab", "pattern"), "*.csv");
}

TEST_F(SaidOtherwise, ReasonsOfAnyKind) {
  EXPECT_EQ(intent("Biggest space consumers below /srv, because the board meets and wants figures."),
            "file.usage");
  EXPECT_EQ(intent("changed one line in the vhost, reload nginx"), "system.service_control");
  EXPECT_EQ(intent("read me /srv/menu.txt, got a customer at the counter"), "file.read");
  EXPECT_EQ(intent("fan is going crazy at 3am, who's logged in right now"), "system.users");
  expect_refused({"restart nginx because the page hangs never works",
                  "delete ~/cache because we can is no argument", "deploy shop, QA rejected it"});
}

TEST_F(SaidOtherwise, ReasonsOfTheSpeakersOwn) {
  for (const char* text :
       {"put it back how it was, i didnt mean to do that last move",
        "bin ~/w.pdf it was only me trying the scanner", "pls empty bin for good we need room for xrays",
        "block port 23 on the firewall pls, the it lady wants that",
        "test the project in ~/w, i changed a few things while nobody was in the waiting room"})
    EXPECT_NE(intent(text), "unknown") << text;
  expect_refused({"undo it, i didn't want you to undo it", "delete ~/w.pdf it is gone",
                  "delete ~/w.pdf it was what karl said"});
}

TEST_F(SaidOtherwise, WhatOnlyAddsIsConfirmedBesideADoubt) {
  const Understanding told = understand("my son says everything is fixed, run the tests in ~/w");
  EXPECT_EQ(told.intent, "dev.test");
  EXPECT_TRUE(told.whole);
  expect_refused(
      {"my son says everything is fixed, delete ~/w.txt", "karl must agree first, run the tests in ~/w"});
}

TEST_F(SaidOtherwise, OrdersOfKnownWordsAloneAreUnderstood) {
  EXPECT_EQ(intent("wipe the trash completly"), "file.empty_trash");
  EXPECT_EQ(slot("get rid of everyhting in the trash thats older than a month", "older_than"), "2592000");
  EXPECT_EQ(slot("firewall on or off at the moment?", "action"), "status");
}

TEST_F(SaidOtherwise, SlipsThatTheirPlaceTells) {
  EXPECT_EQ(slot("whats in my docs foldr", "path"), "docs");
  EXPECT_EQ(slot("can we reach pay.example.org on prot 443", "port"), "443");
  EXPECT_EQ(slot("is port six three one open on print.example.org", "port"), "631");
  EXPECT_EQ(slot("shift menu.txt in to /srv/old thx", "destination"), "/srv/old");
  EXPECT_EQ(slot("take the vpn donw", "action"), "down");
  EXPECT_EQ(slot("pls turn the machine of at 22:30", "when"), "22:30");
  EXPECT_EQ(slot("copy map.yaml to map.orig and overwrite it if it exists", "overwrite"), "true");
  EXPECT_EQ(slot("any uncommitted files in the webshop repo", "repository"), "webshop");
  EXPECT_EQ(slot("allow port 631 in the firewall so people can print", "port"), "631");
  EXPECT_EQ(slot("she has sent us brochure.zip. could you please unpack it?", "source"), "brochure.zip");
  expect_refused({"she has not sent brochure.zip, unpack it", "bring up wg0 and wg1", "stop the vpn ads"});
}

TEST_F(SaidOtherwise, AnotherDeedThanTheWordsOfIt) {
  expect_refused({"undo the vpn disconnect", "undo mkdir ~/a", "leave the vpn up", "look up the vpn",
                  "back up postgres", "slow down cron", "stop nginx from restarting",
                  "show the commit with message \"fix\"", "i always forget the phrase \"x\"",
                  "did you forget the phrase \"x\"?", "nein delete ~/a", "archive ~/a is broken",
                  "reboot pending", "deploy done", "vpn still down"});
  EXPECT_EQ(intent("bring up the vpn office"), "network.vpn");
  EXPECT_EQ(intent("forget the phrase \"x\""), "agent.forget");
  EXPECT_EQ(intent("stop cups from starting at boot"), "system.service_control");
}

TEST_F(SaidOtherwise, NoTimeThatWasNotUnderstoodAllThrough) {
  expect_refused({"reboot at ten past nine", "reboot at nine thirty", "reboot in 3 days at 4",
                  "reboot in 5-10 minutes", "shut down in 2 hours 15 minutes", "reboot at 12 midnight"});
  expect_refused({"empty the trash newer than 3 days", "empty the trash in 3 days",
                  "empty the trash older than 1,000 days", "empty the trash older than may",
                  "empty the trash older than a thousand days"});
  EXPECT_EQ(slot("empty the trash, everything older than two weeks", "older_than"), "1209600");
  EXPECT_EQ(slot("reboot at 22:30", "when"), "22:30");
}

TEST_F(SaidOtherwise, ALongTextIsLookedAtTwice) {
  const std::string path = "~/" + std::string(220, 'a') + ".txt";
  EXPECT_EQ(intent("delete " + path), "file.delete");
  EXPECT_EQ(intent("delete " + path + ", ok?"), "unknown");
}

TEST_F(SaidOtherwise, TheFirstLetterOfASentenceTellsNothing) {
  EXPECT_EQ(slot("Send ten echo requests to 10.44.3.1", "host"), "10.44.3.1");
  EXPECT_EQ(slot("Does the turbine controller at 192.168.40.11 respond to a ping?", "host"), "192.168.40.11");
  EXPECT_EQ(slot("Check whether TCP port 2049 on nas2 answers", "host"), "nas2");
}

}  // namespace
}  // namespace maxos::language
