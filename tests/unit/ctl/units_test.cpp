#include "ctl/units.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

namespace maxos::ctl {
namespace {

class UnitsTest : public ::testing::Test {
 protected:
  UnitsTest() {
    std::string pattern = ::testing::TempDir() + "maxos-units-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(directory_ + "/polkit");
    write("maxos-grpc.toml", "");
    files_ = {
        .config = directory_ + "/maxos-grpc.toml", .polkit = directory_ + "/polkit/49.rules", .root = true};
  }
  ~UnitsTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(directory_ + "/" + name).parent_path());
    std::ofstream(directory_ + "/" + name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(directory_ + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  ExitCode run(std::vector<std::string> words) {
    out_.str("");
    err_.str("");
    Terminal terminal{.out = out_, .err = err_};
    Options options;
    options.words = std::move(words);
    options.json = json_;
    return units(options, files_, terminal);
  }

  bool json_ = false;
  std::string directory_;
  UnitsFiles files_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(UnitsTest, AllowWritesBothListsTheSame) {
  EXPECT_EQ(run({"allow", "nginx", "app-*.service"}), ExitCode::success) << err_.str();
  EXPECT_NE(read("maxos-grpc.d/90-units.toml").find(R"(allowed_units = ["nginx.service", "app-*.service"])"),
            std::string::npos);
  EXPECT_NE(read("polkit/49.rules").find(R"(polkit.maxosUnits = ["nginx.service", "app-*.service"];)"),
            std::string::npos);
  EXPECT_EQ(run({"list"}), ExitCode::success);
  EXPECT_EQ(out_.str(), "nginx.service\napp-*.service\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(UnitsTest, WhatIsAllowedTwiceStandsThereOnce) {
  run({"allow", "nginx"});
  run({"allow", "nginx.service", "cron"});
  EXPECT_NE(read("polkit/49.rules").find(R"(["nginx.service", "cron.service"])"), std::string::npos);
}

TEST_F(UnitsTest, ForgetTakesOutAndSaysWhenThereIsNothingToForget) {
  run({"allow", "nginx", "cron"});
  EXPECT_EQ(run({"forget", "nginx"}), ExitCode::success);
  EXPECT_NE(read("polkit/49.rules").find(R"(["cron.service"])"), std::string::npos);
  EXPECT_EQ(run({"forget", "nginx"}), ExitCode::failed);
}

TEST_F(UnitsTest, AListWrittenByHandIsTakenOver) {
  write("maxos-grpc.toml", "[system]\nallowed_units = [\"cron.service\"]\n");
  EXPECT_EQ(run({"list"}), ExitCode::success);
  EXPECT_NE(err_.str().find("polkit's list differs"), std::string::npos);
  run({"allow", "cron"});
  EXPECT_EQ(run({"list"}), ExitCode::success);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(UnitsTest, NothingThatCouldBeCodeGetsIntoTheLists) {
  for (const char* glob : {"x\"];polkit", "a b", "a/b", "*", "x\n.service", "nginх"}) {
    EXPECT_EQ(run({"allow", glob}), ExitCode::usage) << glob;
  }
  EXPECT_EQ(read("polkit/49.rules"), "");
  EXPECT_EQ(run({"allow", R"(srv-a\x2db.mount)"}), ExitCode::success);
  EXPECT_NE(read("polkit/49.rules").find(R"(["srv-a\\x2db.mount"])"), std::string::npos);
}

TEST_F(UnitsTest, OnlyRootChanges) {
  files_.root = false;
  EXPECT_EQ(run({"allow", "nginx"}), ExitCode::denied);
  EXPECT_EQ(run({"list"}), ExitCode::success);
}

TEST_F(UnitsTest, WithoutPolkitItSaysWhatToInstall) {
  std::filesystem::remove(directory_ + "/polkit");
  EXPECT_EQ(run({"allow", "nginx"}), ExitCode::failed);
  EXPECT_NE(err_.str().find("apt install polkitd"), std::string::npos);
}

TEST_F(UnitsTest, ALaterFileThatWinsIsNamed) {
  write("maxos-grpc.d/99-site.toml", "[system]\nallowed_units = []\n");
  EXPECT_EQ(run({"allow", "nginx"}), ExitCode::failed);
  EXPECT_NE(err_.str().find("a later file"), std::string::npos);
}

TEST_F(UnitsTest, WithJsonAllOfItIsJson) {
  json_ = true;
  EXPECT_EQ(run({"allow", "nginx"}), ExitCode::success);
  EXPECT_EQ(out_.str(), "{\"allowed_units\":[\"nginx.service\"],\"polkit_agrees\":true}\n");
  EXPECT_EQ(run({"list"}), ExitCode::success);
  EXPECT_EQ(out_.str(), "{\"allowed_units\":[\"nginx.service\"],\"polkit_agrees\":true}\n");

  const auto refused = [this](std::vector<std::string> words, ExitCode code) {
    EXPECT_EQ(run(std::move(words)), code);
    EXPECT_EQ(err_.str(), "");
    return nlohmann::json::parse(out_.str()).at("error").at("code").get<std::string>();
  };
  EXPECT_EQ(refused({"allow", "*"}, ExitCode::usage), "INVALID_ARGUMENT");
  EXPECT_EQ(refused({"forget", "cron"}, ExitCode::failed), "NOT_FOUND");
  std::filesystem::remove_all(directory_ + "/polkit");
  EXPECT_EQ(refused({"allow", "cron"}, ExitCode::failed), "UNAVAILABLE");
  files_.root = false;
  EXPECT_EQ(refused({"allow", "cron"}, ExitCode::denied), "PERMISSION_DENIED");
  files_.config = directory_ + "/none/maxos-grpc.toml";
  EXPECT_FALSE(refused({"list"}, ExitCode::failed).empty());
}

}  // namespace
}  // namespace maxos::ctl
