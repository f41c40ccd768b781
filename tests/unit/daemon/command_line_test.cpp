#include "daemon/command_line.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/status.h"

namespace maxos::daemon {
namespace {

absl::StatusOr<CommandLine> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "maxos-grpcd");
  return parse_command_line(static_cast<int>(words.size()), const_cast<char**>(words.data()));
}

TEST(CommandLine, ServesWithTheEmbeddedDefaultsWhenNothingIsSaid) {
  EXPECT_EQ(parse({})->action, CommandLine::Action::serve);
  EXPECT_TRUE(parse({})->config_file.empty());
}

TEST(CommandLine, TakesTheConfigurationInBothForms) {
  EXPECT_EQ(parse({"--config", "/a.toml"})->config_file, "/a.toml");
  EXPECT_EQ(parse({"--check-config", "--config=/a.toml"})->config_file, "/a.toml");
  EXPECT_EQ(parse({"--check-config", "--config=/a.toml"})->action, CommandLine::Action::check_config);
}

TEST(CommandLine, AnUnknownOptionIsRefusedWithTheKnownOnes) {
  const auto line = parse({"--confg"});
  ASSERT_FALSE(line.ok());
  EXPECT_NE(base::message_of(line.status()).find("--check-config"), std::string_view::npos);
  EXPECT_FALSE(parse({"--config"}).ok());
  EXPECT_FALSE(parse({"--config="}).ok());
}

}  // namespace
}  // namespace maxos::daemon
