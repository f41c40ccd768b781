// What non-native speakers say in other words: courtesies, permissions, relative pronouns, slips.
#include "scene.h"

namespace maxos::language {
namespace {

class WordingTest : public UnderstanderTest {};

TEST_F(WordingTest, ACourtesyIsNoCondition) {
  EXPECT_EQ(intent("restart nginx , if it is possible"), "system.service_control");
  EXPECT_EQ(intent("if it is possible, restart cups"), "system.service_control");
  EXPECT_EQ(intent("deploy shop-api when possible"), "dev.deploy");
  EXPECT_EQ(slot("I demand you to stop apache2 now", "action"), "stop");
  for (const char* text :
       {"if it is possible to restore it, delete ~/a", "delete ~/a only if it is possible to restore it",
        "ask karl if it is possible to restart nginx", "i want to know if it is possible to delete ~/a",
        "tell me if you can delete ~/a", "stop nginx if possible, else restart it"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(WordingTest, LeaveGivenIsAnOrderToBeConfirmed) {
  for (const char* text : {"nobody is at home, u can suspend the server", "u can delete ~/Downloads/a.iso",
                           "trash is full i think, u can empty it thx"}) {
    EXPECT_NE(intent(text), "unknown") << text;
    EXPECT_TRUE(understand(text).whole) << text;
  }
  for (const char* text :
       {"you can delete files with rm", "you can delete it but keep ~/a", "he said you can delete ~/a",
        "u can delete what u want", "if you want, you can delete ~/a", "did you know, you can delete ~/a",
        "u can restart nginx when the backup is done", "you can delete ~/a?",
        "karl wrote: you can delete ~/a", "in theory you can delete ~/a", "on windows, you can delete ~/a",
        "remember, you can delete ~/a", "you can delete ~/a with rm"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(WordingTest, CuriosityBesideAnOrderIsNoCondition) {
  EXPECT_EQ(slot("build project ~/code/tetris, i am courious if it works", "path"), "~/code/tetris");
  EXPECT_EQ(slot("run tests in ~/code/snake and show me if they pass", "path"), "~/code/snake");
  EXPECT_EQ(slot("befor i break something make a copy from a.yml to a.yml.bak", "source"), "a.yml");
  for (const char* text : {"i am curious if deleting ~/a breaks something", "before you delete ~/a ask me",
                           "delete ~/a, i am curious if i should"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(WordingTest, WhatAndWichRelate) {
  EXPECT_EQ(slot("list all services what are runing in the moment", "state"), "running");
  EXPECT_EQ(slot("in wich files below ~/notes stands the text 'mango'", "pattern"), "");
  EXPECT_EQ(slot("copy ~/a in /srv/a and overwirte what is allready there", "overwrite"), "true");
  EXPECT_EQ(slot("clean the recycle bin from everything what is older than 30 days", "older_than"),
            "2592000");
}

TEST_F(WordingTest, ItIsTheOneThingNamedInFront) {
  const auto setup = understand("this windows thing in ~/Downloads/setup.exe makes no sense, delete it pls");
  EXPECT_EQ(setup.intent, "file.delete");
  EXPECT_TRUE(setup.whole);
  EXPECT_EQ(slot("apache2 must not run during our backup, so stop it now pls", "unit"), "apache2");
  for (const char* text :
       {"there is a virus in ~/Downloads, delete it", "a virus sits in the file ~/a.exe, delete it",
        "the file ~/a is important, never delete it", "the files ~/a and ~/b are old, delete it",
        "apache2 must not run tomorrow, so stop it"})
    EXPECT_TRUE(intent(text) == "unknown" || slot(text, "path").empty()) << text;
}

TEST_F(WordingTest, SlipsOfUnitsAndDetails) {
  EXPECT_EQ(slot("shutdown the machine in 10 minuts pls", "when"), "600");
  EXPECT_EQ(slot("make a health check and give me all the detials", "verbose"), "true");
  EXPECT_EQ(slot("put ~/fotos in one archive, name should be fotos.zip", "destination"), "fotos.zip");
  EXPECT_EQ(slot("connect with the WLAN eduroam", "ssid"), "eduroam");
  EXPECT_EQ(
      slot("I need somewhere to keep the supplier letters, plese make a folder /srv/shop/suppliers", "path"),
      "/srv/shop/suppliers");
  EXPECT_EQ(slot("learn that 'plese look' means system.health", "phrase"), "plese look");
}

}  // namespace
}  // namespace maxos::language
