#include <sys/stat.h>

#include "scene.h"

namespace maxos::agents {
namespace {

class PackagesTest : public SystemScene {
 protected:
  PackagesTest() {
    files_.write("dpkg-status",
                 "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.19-1\n"
                 "Description: TLS toolkit\n\nPackage: cron\nStatus: install ok installed\nVersion: 3\n");
    environment_.apt_lists = files_ / "none";
    apt_says("openssl\tamd64\t3.0.19-1\t3.0.22-1\tsecurity\t-\ncron\tamd64\t3\t4\t-\theld\n");
  }

  // A stand-in for the program that reads apt's lists.
  void apt_says(const std::string& output, const std::string& more = {}) {
    files_.write("apt", "#!/bin/sh\ncat <<'END'\n" + output + "END\n" + more);
    ::chmod((files_ / "apt").c_str(), 0755);
    environment_.apt_reader = files_ / "apt";
  }
};

TEST_F(PackagesTest, WaitingUpdatesAreCountedThoseForSecurityApart) {
  const auto outcome = run("system.packages", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "2 updates are waiting, 1 of them for security: openssl (3.0.22-1), cron (4).");
  EXPECT_EQ(value(*outcome, "security_count"), "1");
  EXPECT_EQ(value(*outcome, "total_count"), "2");
  EXPECT_EQ(value(*outcome, "installed_count"), "2");
}

TEST_F(PackagesTest, OnePackageIsToldWithTheUpdateThatWaits) {
  apt_says("openssl\tamd64\t3.0.19-1\t3.0.22-1\tsecurity\t-\n");
  const auto outcome = run("system.packages", {{"name", "OpenSSL"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message,
            "openssl 3.0.19-1 is installed (TLS toolkit). Version 3.0.22-1 is waiting, for security.");
  EXPECT_EQ(value(*outcome, "version"), "3.0.19-1");
  EXPECT_EQ(value(*outcome, "update_available"), "true");
}

TEST_F(PackagesTest, WhatIsNotInstalledIsNoError) {
  apt_says("vim\tamd64\t-\t9.0\t-\t-\n");
  const auto outcome = run("system.packages", {{"name", "vim"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "vim is not installed; version 9.0 could be.");
  EXPECT_EQ(value(*outcome, "installed"), "false");
}

TEST_F(PackagesTest, WithoutAptWhatIsInstalledIsToldAllTheSame) {
  environment_.apt_reader = files_ / "nothing";
  const auto one = run("system.packages", {{"name", "cron"}});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->message, "cron 3 is installed.");
  EXPECT_EQ(value(*one, "update_available"), "(no update_available)");
  EXPECT_EQ(run("system.packages", {}).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(PackagesTest, AFailureOfTheReaderIsNotTakenAsNoUpdates) {
  apt_says("", "exit 3\n");
  EXPECT_EQ(run("system.packages", {}).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(PackagesTest, NamesThatCannotBeAreRefused) {
  for (const char* name : {"-o APT::x", "; reboot", "a/b", "x"}) {
    EXPECT_EQ(run("system.packages", {{"name", name}}).status().code(), absl::StatusCode::kInvalidArgument)
        << name;
  }
}

}  // namespace
}  // namespace maxos::agents
