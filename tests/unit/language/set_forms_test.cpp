// Requests in a set form, and what only looks like one.
#include "language/set_forms.h"

#include "scene.h"

namespace maxos::language {
namespace {

using SetForms = UnderstanderTest;

TEST_F(SetForms, AnUndoNamesOneTransaction) {
  for (const char* text :
       {"undo transaction 42", "can you undo transaction 42", "revert transaction number 42",
        "roll back transaction 42 please", "undo the transaction with the id 42"}) {
    EXPECT_EQ(intent(text), "file.undo") << text;
    EXPECT_EQ(slot(text, "transaction"), "42") << text;
  }
  for (const char* text :
       {"undo transaction 42 and reboot", "undo transaction 42, 43", "don't undo transaction 42",
        "should i undo transaction 42", "undo the last 3 transactions", "undo transactions 4 and 5",
        "undo transaction 42 tomorrow", "I undid transaction 42", "learn to undo transaction 42"})
    EXPECT_NE(intent(text), "file.undo") << text;
  EXPECT_EQ(slot("what did transaction 42 do", "limit"), "");
}

TEST_F(SetForms, AreTheWholeUtterance) {
  EXPECT_EQ(slot("unlearn sitrep", "phrase"), "sitrep");
  EXPECT_EQ(intent("unlearn it"), "unknown");
  EXPECT_EQ(slot("unlearn 'sitrep', it clashes with another bot of ours", "phrase"), "sitrep");
  EXPECT_NE(intent("unlearn 'sitrep', it clashes, but not before monday"), "agent.forget");
  EXPECT_EQ(slot("tar.gz of /srv/data please", "format"), "tar.gz");
  EXPECT_EQ(slot("zip of ~/a into ~/b.zip", "destination"), "~/b.zip");
  for (const char* text : {"zip of ~/a and ~/b", "tar.gz of /srv/data except logs", "is there a zip of ~/a"})
    EXPECT_NE(intent(text), "file.archive") << text;
  EXPECT_EQ(slot("any zombies?", "name"), "zombie");
  EXPECT_EQ(slot("show zombie processes", "name"), "zombie");
  EXPECT_EQ(intent("any zombies in the film"), "unknown");
}

TEST_F(SetForms, OneWordThatIsMistypedOnlyReads) {
  EXPECT_EQ(intent("uptme"), "system.uptime");
  EXPECT_EQ(slot("memroy", "kind"), "memory");
  for (const char* text : {"rebot", "processed", "reboots"}) EXPECT_NE(intent(text), "system.power") << text;
  EXPECT_FALSE(read_set_form(Utterance("processed")));
  EXPECT_FALSE(read_set_form(Utterance("uptime")));
}

}  // namespace
}  // namespace maxos::language
