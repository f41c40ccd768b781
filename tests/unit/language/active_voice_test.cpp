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
  EXPECT_EQ(slot("maxos: delete ~/w.txt", "path"), "~/w.txt");
  EXPECT_EQ(slot("nginx needs to be restarted", "action"), "restart");
  EXPECT_EQ(intent("list the files in ~/w, just the pdfs"), "file.list");
}

TEST_F(ActiveVoice, WhoLooksAtTheTrashDoesNotEmptyIt) {
  for (const char* text : {"list deleted files in the trash", "show me the deleted files in the trash",
                           "show deleted files from the trash", "undo the copying of ~/w"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(intent("undo the deletion"), "file.undo");
  EXPECT_EQ(intent("empty the trash"), "file.empty_trash");
}

TEST_F(ActiveVoice, FormalityIsNoPartOfTheOrder) {
  EXPECT_EQ(slot("Kindly set up a Python project by the name ledger", "stack"), "python");
  EXPECT_EQ(slot("Dear team, kindly restart cups and oblige.", "action"), "restart");
  EXPECT_EQ(slot("Change approved. Kindly deploy the application ledger-portal.", "app"), "ledger-portal");
  EXPECT_EQ(intent("Kindly do not restart cups"), "unknown");
}

TEST_F(ActiveVoice, WhatSomebodyElseDoesOrIsToDoIsNoOrder) {
  for (const char* text :
       {"get karl to delete ~/w", "let karl delete ~/w", "let our vendor restart cups",
        "have the night shift delete ~/w", "kindly get the dba team to restart cups", "anna deletes ~/w",
        "as discussed, anna moves ~/w/a.csv to ~/x", "get ~/w deleted by karl",
        "dear customer, please reboot", "dear students please delete ~/w",
        "teach karl the phrase \"tea time\"", "teach my son the phrase \"tea time\"",
        "could cups be restarted, please, by karl?"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(slot("let the service nginx restart", "action"), "restart");
  EXPECT_EQ(slot("get cups reloaded", "action"), "reload");
  EXPECT_EQ(slot("make nginx restart", "action"), "restart");
  EXPECT_EQ(intent("get rid of ~/w"), "file.delete");
  EXPECT_EQ(intent("teach yourself the phrase \"tea time\""), "agent.learn");
}

TEST_F(ActiveVoice, WhatHoldsADeedUpDoesNotDoIt) {
  for (const char* text :
       {"stop the deletion of ~/w", "kindly stop the deployment of webshop", "abort the tests in ~/src/w",
        "put the deployment of webshop on hold", "roll back the deployment of webshop",
        "could the restart of nginx be stopped, please?", "could the tests of ~/src/w be stopped, please?"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(slot("cancel the restart of the server", "action"), "cancel");
  EXPECT_EQ(slot("stop nginx", "action"), "stop");
}

TEST_F(ActiveVoice, WhoAsksForAWordDoesNotOrder) {
  for (const char* text :
       {"can cups be restarted? Please advise.", "could ~/w be removed, please check with karl",
        "could cups be restarted? Please let me know.", "could cups be restarted less often, please?",
        "change approved? Then deploy the application webshop.", "as agreed? Delete ~/w"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(ActiveVoice, WhatWasDoneOnlySaysWhich) {
  for (const char* text :
       {"list the deleted folder ~/w", "show the deleted file ~/w/a.txt",
        "can the deleted folder ~/w be listed, please?", "get the files deleted yesterday"})
    EXPECT_NE(intent(text), "file.delete") << text;
  EXPECT_EQ(intent("show the archived files in ~/w"), "file.list");
  EXPECT_EQ(intent("Have any services failed?"), "system.services");
}

TEST_F(ActiveVoice, OfficeWordsAreSaidPlainly) {
  EXPECT_EQ(slot("Kindly share the log entries of nginx for the past 20 minutes", "since"), "1200");
  EXPECT_EQ(intent("share the log with karl"), "unknown");
  EXPECT_EQ(slot("organise ~/w month-wise", "by"), "month");
  EXPECT_EQ(slot("What round-trip time do we get to a.example.org?", "host"), "a.example.org");
  EXPECT_EQ(slot("start a new software project called pump", "stack"), "");
  EXPECT_EQ(slot("find videos larger than 2 GB in /srv/w that are older than a year", "kind"), "video");
  EXPECT_EQ(slot("Kindly locate all pdf files under /srv/w modified in the last 5 days.", "path"), "/srv/w");
  EXPECT_EQ(slot("You are kindly requested to restart cups.", "action"), "restart");
  EXPECT_EQ(intent("You are kindly requested not to restart cups."), "unknown");
}

}  // namespace
}  // namespace maxos::language
