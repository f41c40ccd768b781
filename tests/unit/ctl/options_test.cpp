#include "ctl/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/status.h"

namespace maxos::ctl {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

absl::StatusOr<Options> parsed(std::vector<const char*> words, std::string_view environment = "") {
  words.insert(words.begin(), "maxosctl");
  return parse_options(static_cast<int>(words.size()), words.data(), environment);
}

std::string refused(std::vector<const char*> words) {
  const auto options = parsed(std::move(words));
  EXPECT_FALSE(options.ok());
  return options.ok() ? "" : std::string(base::message_of(options.status()));
}

TEST(Options, WordsAfterAskAreOneSentence) {
  const auto options = parsed({"ask", "what", "is", "my", "uptime"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->command, Command::ask);
  EXPECT_EQ(options->text, "what is my uptime");
  EXPECT_EQ(options->address.text(), "unix:/run/maxos/grpc.sock");
  EXPECT_EQ(options->timeout, milliseconds(300'000));
}

TEST(Options, JsonIsSeenInACommandLineThatCannotBeRead) {
  const auto json = [](std::vector<const char*> words) {
    words.insert(words.begin(), "maxosctl");
    return says_json(static_cast<int>(words.size()), words.data());
  };
  EXPECT_TRUE(json({"--json", "units"}));
  EXPECT_TRUE(json({"frobnicate", "-j"}));
  EXPECT_FALSE(json({"units", "--jsonl"}));
  EXPECT_FALSE(json({"ask", "--", "--json"}));
}

TEST(Options, StandBeforeAndAfterTheCommand) {
  const auto options = parsed({"--json", "ask", "hello", "--address=localhost:50051", "there", "-t", "1.5"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_TRUE(options->json);
  EXPECT_EQ(options->text, "hello there");
  EXPECT_EQ(options->address.text(), "localhost:50051");
  EXPECT_EQ(options->timeout, milliseconds(1500));
}

TEST(Options, AWordThatStartsWithADashGoesAfterTwoDashes) {
  EXPECT_THAT(refused({"ask", "the", "-5", "newest"}), HasSubstr("'-5' is not known"));
  const auto options = parsed({"ask", "--", "the", "-5", "newest"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->text, "the -5 newest");
}

TEST(Options, TheAdministratorsCommandsHaveAnActionAndWhatItIsFor) {
  const auto enable = parsed({"user", "enable", "alice"});
  ASSERT_TRUE(enable.ok()) << enable.status();
  EXPECT_EQ(enable->command, Command::user);
  EXPECT_EQ(enable->action, "enable");
  EXPECT_EQ(enable->text, "alice");
  EXPECT_EQ(parsed({"root", "list", "--json"})->action, "list");
  EXPECT_THAT(refused({"user"}), HasSubstr("user enable NAME"));
  EXPECT_THAT(refused({"user", "add", "alice"}), HasSubstr("'user add' is not a command"));
  EXPECT_THAT(refused({"root", "add"}), HasSubstr("needs a PATH"));
  EXPECT_THAT(refused({"user", "list", "alice"}), HasSubstr("one word too many"));
}

TEST(Options, TheEnvironmentNamesTheAddressUnlessTheOptionDoes) {
  EXPECT_EQ(parsed({"health"}, "localhost:1")->address.text(), "localhost:1");
  EXPECT_EQ(parsed({"health", "-a", "localhost:2"}, "localhost:1")->address.text(), "localhost:2");
}

TEST(Options, ContextIsGatheredFromAllItsOptions) {
  const auto options = parsed({"ask", "x", "--context", "path=/srv/a=b", "-c", "empty=", "--session", "s1",
                               "--domain", "system", "--dry-run"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_THAT(options->context,
              ElementsAre(Pair("domain", "system"), Pair("dry_run", "true"), Pair("empty", ""),
                          Pair("path", "/srv/a=b"), Pair("session", "s1")));
}

TEST(Options, AContextKeyIsGivenOnce) {
  EXPECT_THAT(refused({"ask", "x", "-c", "a=1", "-c", "a=2"}), HasSubstr("'a' is given twice"));
  EXPECT_THAT(refused({"ask", "x", "-s", "one", "-c", "session=two"}), HasSubstr("'session' is given twice"));
  EXPECT_THAT(refused({"ask", "x", "-c", "novalue"}), HasSubstr("key=value"));
  EXPECT_THAT(refused({"ask", "x", "-c", "=v"}), HasSubstr("key is empty"));
}

TEST(Options, WatchTakesItsSecondsAsAWord) {
  EXPECT_EQ(parsed({"health", "--watch"})->watch_interval, milliseconds(2000));
  const auto options = parsed({"health", "--watch", "0.5"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_TRUE(options->watch);
  EXPECT_EQ(options->watch_interval, milliseconds(500));
  EXPECT_EQ(options->timeout, milliseconds(10'000));
  EXPECT_THAT(refused({"health", "--watch", "0"}), HasSubstr("'0' is not a number of seconds from 0.1"));
  EXPECT_THAT(refused({"health", "--watch", "nan"}), HasSubstr("not a number of seconds"));
  EXPECT_THAT(refused({"health", "5"}), HasSubstr("one word too many"));
  EXPECT_THAT(refused({"agents", "--watch"}), HasSubstr("health alone"));
}

TEST(Options, UnderstandTakesASentenceOrLines) {
  const auto options = parsed({"understand", "restart", "nginx", "-c", "cwd=/srv", "-d", "system"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->command, Command::understand);
  EXPECT_EQ(options->text, "restart nginx");
  EXPECT_FALSE(options->jsonl);
  EXPECT_EQ(options->timeout, milliseconds(10'000));
  EXPECT_THAT(options->context, ElementsAre(Pair("cwd", "/srv"), Pair("domain", "system")));
  EXPECT_TRUE(parsed({"understand", "--jsonl"})->jsonl);
  EXPECT_THAT(refused({"understand"}), HasSubstr("what shall be asked?"));
  EXPECT_THAT(refused({"understand", "--jsonl", "uptime"}), HasSubstr("'uptime' is one word too many"));
  EXPECT_THAT(refused({"ask", "x", "--jsonl"}), HasSubstr("understand alone"));
  EXPECT_THAT(refused({"understand", "x", "--dry-run"}), HasSubstr("ask and stream alone"));
  EXPECT_THAT(refused({"agents", "--domain", "system"}), HasSubstr("understand alone"));
}

TEST(Options, WrongUseIsNamed) {
  EXPECT_THAT(refused({}), HasSubstr("no command"));
  EXPECT_THAT(refused({"frobnicate"}), HasSubstr("'frobnicate' is not a command; there are ask"));
  EXPECT_THAT(refused({"ask"}), HasSubstr("what shall be asked?"));
  EXPECT_THAT(refused({"stream", " ", ""}), HasSubstr("what shall be asked?"));
  EXPECT_THAT(refused({"--frob", "ask", "x"}), HasSubstr("'--frob' is not known"));
  EXPECT_THAT(refused({"ask", "x", "--timeout"}), HasSubstr("'--timeout' needs a value"));
  EXPECT_THAT(refused({"ask", "x", "--json=1"}), HasSubstr("takes no value"));
  EXPECT_THAT(refused({"ask", "x", "-t", "soon"}), HasSubstr("'soon' is not a number of seconds"));
  EXPECT_THAT(refused({"ask", "x", "-t", "-1"}), HasSubstr("not a number of seconds"));
  EXPECT_THAT(refused({"health", "--yes"}), HasSubstr("ask and stream alone"));
  EXPECT_THAT(refused({"ask", "x", "-a", "nowhere"}), HasSubstr("no port"));
  EXPECT_THAT(refused({"capabilities", "system", "more"}), HasSubstr("one word too many"));
}

TEST(Options, InvalidUtf8IsRefusedBeforeAnythingIsSent) {
  EXPECT_THAT(refused({"ask", "caf\xe9"}), HasSubstr("argument 2 is not valid UTF-8"));
}

TEST(Options, HelpAndVersionWinOverEverythingElse) {
  EXPECT_EQ(parsed({"--help"})->command, Command::help);
  EXPECT_EQ(parsed({"ask", "--help"})->command, Command::help);
  EXPECT_EQ(parsed({"--version"})->command, Command::own_version);
  EXPECT_EQ(parsed({"version"})->command, Command::version);
}

TEST(Options, TheHelpTextFitsATerminalAndNamesEveryOption) {
  std::string_view text = usage_text();
  for (const auto* name : {"--address", "--json", "--timeout", "--help", "--version", "--context",
                           "--session", "--domain", "--dry-run", "--yes", "--watch", "--jsonl"}) {
    EXPECT_THAT(std::string(text), HasSubstr(name));
  }
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    EXPECT_LE(line.size(), 80U) << line;
    text.remove_prefix(line.size() + 1);
  }
}

}  // namespace
}  // namespace maxos::ctl
