#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "agents/builtin.h"
#include "agents/handlers.h"
#include "loop_thread.h"
#include "platform/bus.h"
#include "private_bus.h"
#include "scene.h"
#include "temp_dir.h"

namespace maxos::agents {
namespace {

// A machine of files, and hostnamed on a bus of the test's own.
class InfoTest : public ::testing::Test {
 protected:
  InfoTest() {
    loop_.on_loop([this] { bus_ = std::make_unique<platform::Bus>(loop_.loop, daemon_.address()); });
    files_.write("proc/sys/kernel/hostname", "box\n");
    files_.write("sys/class/dmi/id/sys_vendor", "ACME Inc.\n");
    files_.write("sys/class/dmi/id/product_name", "A-100\n");
    environment_.bus = bus_.get();
    environment_.loop = &loop_.loop;
    environment_.proc_root = files_ / "proc";
    environment_.sys_root = files_ / "sys";
    environment_.etc_root = files_ / "etc";
    environment_.run_root = files_ / "run";
  }
  ~InfoTest() override {
    loop_.on_loop([this] { bus_.reset(); });
  }

  void tell(const std::string& command) { services_.tell(command); }

  absl::StatusOr<Outcome> ask() {
    const ExecutionContext context({}, ExecutionContext::Clock::now() + testing::kPatience, nullptr);
    return make_system_info(environment_)->execute(Plan{}, context);
  }

  testing::PrivateBus daemon_;
  testing::FakeServices services_{daemon_.address()};
  testing::LoopThread loop_;
  testing::TempDir files_;
  std::unique_ptr<platform::Bus> bus_;
  HandlerEnvironment environment_;
};

TEST_F(InfoTest, WhatHostnamedTellsIsTold) {
  tell("host StaticHostname box");
  tell("host PrettyHostname Front desk");
  tell("host Chassis server");
  tell("host Deployment production");
  tell("host Location Rack 3, left");
  tell("host HardwareVendor ACME");
  tell("host HardwareModel Anvil 100");
  const auto outcome = ask();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "hostname"), "box");
  EXPECT_EQ(value(*outcome, "static_hostname"), "box");
  EXPECT_EQ(value(*outcome, "pretty_hostname"), "Front desk");
  EXPECT_EQ(value(*outcome, "chassis"), "server");
  EXPECT_EQ(value(*outcome, "deployment"), "production");
  EXPECT_EQ(value(*outcome, "location"), "Rack 3, left");
  EXPECT_EQ(value(*outcome, "hardware_vendor"), "ACME");
  EXPECT_EQ(value(*outcome, "hardware_model"), "Anvil 100");
  EXPECT_TRUE(outcome->message.starts_with("box (Front desk) runs ")) << outcome->message;
  EXPECT_NE(outcome->message.find("Hardware: ACME Anvil 100, server. Location: Rack 3, left."),
            std::string::npos)
      << outcome->message;
}

TEST_F(InfoTest, WhatHostnamedDoesNotTellIsLeftOutOrAsTheFilesSay) {
  tell("host StaticHostname box");
  tell("host HardwareVendor To Be Filled By O.E.M.");
  tell("host Location");
  const auto outcome = ask();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "hardware_vendor"), "ACME Inc.");
  EXPECT_EQ(value(*outcome, "hardware_model"), "A-100");
  EXPECT_EQ(value(*outcome, "location"), "(no location)");
  EXPECT_EQ(value(*outcome, "chassis"), "(no chassis)");
}

TEST_F(InfoTest, WithoutHostnamedTheFilesAreEnough) {
  const auto outcome = ask();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "hostname"), "box");
  EXPECT_EQ(value(*outcome, "hardware_vendor"), "ACME Inc.");
  EXPECT_EQ(value(*outcome, "static_hostname"), "(no static_hostname)");
}

TEST_F(InfoTest, AHostnamedThatDoesNotAnswerIsNotWaitedForLong) {
  tell("host StaticHostname box");
  tell("silent org.freedesktop.hostname1");
  const auto began = ExecutionContext::Clock::now();
  const auto outcome = ask();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_LT(ExecutionContext::Clock::now() - began, std::chrono::seconds(6));
  EXPECT_EQ(value(*outcome, "hardware_model"), "A-100");
}

TEST_F(InfoTest, WithoutDBusTheFilesAreEnough) {
  environment_.bus = nullptr;
  const auto outcome = ask();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "hardware_model"), "A-100");
}

}  // namespace
}  // namespace maxos::agents
