// Orders as a formal letter has them.
#include "scene.h"

namespace maxos::language {
namespace {

class ActiveVoice : public UnderstanderTest {};

TEST_F(ActiveVoice, APoliteQuestionInThePassiveIsAnOrder) {
  EXPECT_EQ(slot("Can nginx be restarted, please?", "action"), "restart");
  EXPECT_EQ(slot("Could /srv/in/w.zip be extracted here?", "source"), "/srv/in/w.zip");
  EXPECT_EQ(slot("Could ~/w/obj please be removed? It is only leftovers.", "path"), "~/w/obj");
  EXPECT_EQ(intent("Can the project under ~/src/w be compiled, please?"), "dev.build");
  EXPECT_EQ(intent("Please have the unit tests of ~/src/w executed."), "dev.test");
  EXPECT_EQ(slot("Have nginx reloaded", "action"), "reload");
  // It may ask whether that is possible.
  EXPECT_TRUE(understand("Could ~/w/obj be removed?").whole);
}

TEST_F(ActiveVoice, WhatAsksOrTellsOrdersNothing) {
  for (const char* text :
       {"can nginx be restarted safely?", "can nginx be restarted?", "could ~/w be deleted by mistake?",
        "has nginx been restarted, please?", "could nginx be restarted without an outage, please?",
        "can a deleted file be restored, please?", "have you restarted nginx",
        "have the logs in /srv/w been deleted", "should nginx be restarted, please?",
        "could ~/w/obj be removed if anna agrees, please?"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(ActiveVoice, WhatOthersAreToDoIsNoOrder) {
  for (const char* text :
       {"have karl delete ~/w", "have fun deleting ~/w", "karl: delete ~/w", "have nginx restarted itself?",
        "the print service must be restarted by karl", "let's talk about deleting ~/w",
        "delete ~/photos, just the blurry ones", "can you delete ~/photos, only those of anna"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(slot("todo: delete ~/w.txt", "path"), "~/w.txt");
  EXPECT_EQ(slot("nginx needs to be restarted", "action"), "restart");
  EXPECT_EQ(intent("list the files in ~/w, just the pdfs"), "file.list");
}

TEST_F(ActiveVoice, FormalityIsNoPartOfTheOrder) {
  EXPECT_EQ(slot("Kindly set up a Python project by the name ledger", "stack"), "python");
  EXPECT_EQ(slot("Dear team, kindly restart cups and oblige.", "action"), "restart");
  EXPECT_EQ(slot("Change approved. Kindly deploy the application ledger-portal.", "app"), "ledger-portal");
  EXPECT_EQ(intent("Kindly do not restart cups"), "unknown");
}

}  // namespace
}  // namespace maxos::language
