#include "language/utterance.h"

#include <gtest/gtest.h>

#include <string>

namespace maxos::language {
namespace {

std::string shape(std::string_view text) {
  const Utterance utterance(text);
  std::string out;
  for (const Token& token : utterance.tokens) {
    static constexpr std::string_view kKinds = "wnpgefq";
    out.append(out.empty() ? "" : " ").append(1, kKinds[static_cast<std::size_t>(token.kind)]).append(":");
    out.append(token.value.empty() ? token.raw : std::string_view(token.value));
  }
  return out;
}

TEST(Utterances, PathsEndBeforePunctuation) {
  EXPECT_EQ(shape("what is in /srv/data?"), "w:what w:is w:in p:/srv/data");
  EXPECT_EQ(shape("/srv/a.txt."), "p:/srv/a.txt");
  EXPECT_EQ(shape("/srv/.."), "p:/srv/..");
  EXPECT_EQ(shape("(see ~/x)"), "w:see p:~/x");
}

TEST(Utterances, QuotesAndEscapesKeepSpaces) {
  EXPECT_EQ(shape("\"/srv/a b\""), "p:/srv/a b");
  EXPECT_EQ(shape("\u201C/srv/a b\u201D"), "p:/srv/a b");
  EXPECT_EQ(shape("'my file'"), "q:my file");
  EXPECT_EQ(shape("/srv/a\\ b c"), "p:/srv/a b w:c");
  EXPECT_EQ(shape("\"/srv/a"), "p:/srv/a");
}

TEST(Utterances, ApostrophesAreNoQuotes) {
  EXPECT_EQ(shape("what's 'what'"), "w:what's q:what");
}

TEST(Utterances, PatternsAreCutFromTheirDirectories) {
  EXPECT_EQ(shape("/srv/log/*.log"), "p:/srv/log g:*.log");
  EXPECT_EQ(shape("/*.log"), "p:/ g:*.log");
  EXPECT_EQ(shape("*.log"), "g:*.log");
}

TEST(Utterances, NumbersNamesAndEndingsAreTold) {
  EXPECT_EQ(shape("5 notes.txt .py 1.5"), "n:5 f:notes.txt e:.py w:1.5");
}

TEST(Utterances, EmptyOnesHaveNoTokens) {
  EXPECT_EQ(shape(""), "");
  EXPECT_EQ(shape("  \t\n ?! - "), "");
}

}  // namespace
}  // namespace maxos::language
