#include "config/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "base/status.h"

namespace maxos::config {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A directory of its own for each test.
class ConfigFiles : public testing::Test {
 protected:
  ConfigFiles() {
    std::string path = testing::TempDir() + "maxos-config-XXXXXX";
    directory_ = ::mkdtemp(path.data());
  }
  ~ConfigFiles() override { fs::remove_all(directory_); }

  fs::path main_file() const { return directory_ / "maxos-grpc.toml"; }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name) << text;
  }
  std::string refusal() const {
    const auto loaded = load(main_file());
    EXPECT_FALSE(loaded.ok());
    return std::string(base::message_of(loaded.status()));
  }

  fs::path directory_;
};

TEST(ConfigText, ConfidencesAreWholeOrNot) {
  const auto loaded = load_text(R"(
[language]
model = "/srv/language.model"
modify_confidence = 0
execute_confidence = 0.25
destructive_confidence = 1
privileged_confidence = 1.0
)",
                                "maxos.toml");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Language& language = loaded->config.language;
  EXPECT_EQ(language.model, "/srv/language.model");
  EXPECT_EQ(language.modify_confidence, 0);
  EXPECT_EQ(language.execute_confidence, 0.25);
  EXPECT_EQ(language.destructive_confidence, 1);
  EXPECT_EQ(language.privileged_confidence, 1);
}

TEST(ConfigText, EveryKindOfValueIsTaken) {
  const auto loaded = load_text(R"(
[server]
listen = ["127.0.0.1:6000", "unix:/tmp/maxos.sock"]
max_connections = 7
drain_timeout = "1500ms"
[limits]
text_bytes = "128KiB"
context_bytes = 4096
[health]
cpu_percent = { warning = 70.5, critical = 80 }
disk_used_percent.critical = 97
watched_units = ["nginx.service"]
[redis]
enabled = false
socket = ""
host = "::1"
port = 7000
[memory]
ttl = "2h"
)",
                                "text");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const Config& config = loaded->config;
  EXPECT_THAT(config.server.listen, testing::ElementsAre("127.0.0.1:6000", "unix:/tmp/maxos.sock"));
  EXPECT_EQ(config.server.max_connections, 7U);
  EXPECT_EQ(config.server.drain_timeout, std::chrono::milliseconds(1'500));
  EXPECT_EQ(config.limits.text_bytes, 131'072U);
  EXPECT_EQ(config.limits.context_bytes, 4'096U);
  EXPECT_EQ(config.health.cpu_percent.warning, 70.5);
  EXPECT_EQ(config.health.cpu_percent.critical, 80);
  // The level that was not named keeps its default.
  EXPECT_EQ(config.health.disk_used_percent.warning, 90);
  EXPECT_EQ(config.health.disk_used_percent.critical, 97);
  EXPECT_THAT(config.health.watched_units, testing::ElementsAre("nginx.service"));
  EXPECT_FALSE(config.redis.enabled);
  EXPECT_EQ(config.redis.socket, "");
  EXPECT_EQ(config.redis.host, "::1");
  EXPECT_EQ(config.redis.port, 7000);
  EXPECT_EQ(config.memory.ttl, std::chrono::hours(2));
}

TEST(ConfigText, EmptyTextAndNoFileAreTheDefaults) {
  for (const auto& loaded : {load_text("", "empty"), load("")}) {
    ASSERT_TRUE(loaded.ok());
    EXPECT_EQ(loaded->config.server.max_connections, Server().max_connections);
    EXPECT_TRUE(loaded->files.empty());
  }
}

TEST(ConfigText, KeyNamesAreSectionAndKey) {
  const std::vector<std::string> names = key_names();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  EXPECT_THAT(names, testing::IsSupersetOf(
                         {"server.listen", "health.cpu_percent", "redis.password_file", "state.directory"}));
}

TEST_F(ConfigFiles, DropInsWinKeyByKeyInTheOrderOfTheirNames) {
  write("maxos-grpc.toml",
        "[workers]\nthreads = 2\nqueue = 10\n[filesystem]\nroots = [\"/srv\", \"/data\"]\n");
  write("maxos-grpc.d/20-b.toml", "[workers]\nthreads = 8\n[filesystem]\nroots = [\"/srv\"]\n");
  write("maxos-grpc.d/10-a.toml", "[workers]\nthreads = 4\nqueue = 20\n");
  write("maxos-grpc.d/.#30-editor.toml", "not toml");
  write("maxos-grpc.d/README", "not toml");
  const auto loaded = load(main_file());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.workers.threads, 8U);
  EXPECT_EQ(loaded->config.workers.queue, 20U);
  EXPECT_THAT(loaded->config.filesystem.roots, testing::ElementsAre("/srv"));
  EXPECT_THAT(loaded->files, testing::ElementsAre(main_file(), directory_ / "maxos-grpc.d/10-a.toml",
                                                  directory_ / "maxos-grpc.d/20-b.toml"));
}

TEST_F(ConfigFiles, FaultsOfAllFilesAreToldTogether) {
  write("maxos-grpc.toml", "[workers]\nthreads = 0\n");
  write("maxos-grpc.d/10-a.toml", "[workers\n");
  write("maxos-grpc.d/20-b.toml", "\n[workers]\nthread = 1\n");
  const std::string message = refusal();
  EXPECT_THAT(message, AllOf(HasSubstr("maxos-grpc.toml:2:11: `threads`"), HasSubstr("10-a.toml:1:"),
                             HasSubstr("20-b.toml:3:1: unknown key `workers.thread`")));
  EXPECT_LT(message.find("threads"), message.find("10-a.toml"));
}

TEST_F(ConfigFiles, AThresholdSplitOverTwoFilesIsCheckedAsAWhole) {
  write("maxos-grpc.toml",
        "[health]\ncpu_percent = { critical = 80 }\ndisk_used_percent = { warning = 1 }\n");
  write("maxos-grpc.d/a.toml", "[health]\ncpu_percent = { warning = 85 }\n");
  EXPECT_THAT(refusal(), HasSubstr("maxos-grpc.d/a.toml:2:15: `health.cpu_percent`: warning (85)"));
}

TEST_F(ConfigFiles, AMissingMainFileIsAnError) {
  EXPECT_THAT(refusal(), HasSubstr("maxos-grpc.toml: No such file"));
}

TEST_F(ConfigFiles, WhatIsNoRegularFileIsAnErrorAndNeverWaitedFor) {
  ASSERT_EQ(::mkfifo(main_file().c_str(), 0600), 0);
  EXPECT_THAT(refusal(), HasSubstr("not a regular file"));
  fs::remove(main_file());
  fs::create_directory(main_file());
  EXPECT_THAT(refusal(), HasSubstr("not a regular file"));
}

TEST_F(ConfigFiles, AHugeFileIsAnError) {
  write("maxos-grpc.toml", "#" + std::string(1024 * 1024, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("larger than 1 MiB"));
}

TEST_F(ConfigFiles, ADropInThatCannotBeReadIsAnError) {
  write("maxos-grpc.toml", "");
  fs::create_directories(directory_ / "maxos-grpc.d");
  fs::create_symlink("/nonexistent", directory_ / "maxos-grpc.d/a.toml");
  EXPECT_THAT(refusal(), HasSubstr("a.toml: No such file"));
}

TEST_F(ConfigFiles, ByteOrderMarkAndWindowsLineEndsAreFine) {
  write("maxos-grpc.toml", "\xEF\xBB\xBF[workers]\r\nthreads = 3\r\n");
  const auto loaded = load(main_file());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.workers.threads, 3U);
}

}  // namespace
}  // namespace maxos::config
