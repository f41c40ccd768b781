#include "scene.h"

namespace maxos::agents {
namespace {

class ServiceTest : public SystemScene {};

TEST_F(ServiceTest, AUnitIsToldWithItsFigures) {
  tell("unit nginx.service loaded active running pid=812 memory=25165824 tasks=3 enabled=enabled");
  const auto outcome = run("system.service", {{"unit", "nginx"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message.substr(0, outcome->message.find(" (", 45)),
            "nginx.service (The nginx.service) is running, since 2023-11-14 22:13:20 UTC");
  EXPECT_NE(outcome->message.find("main process 812, 24 MiB of memory, 3 tasks. It starts at boot."),
            std::string::npos)
      << outcome->message;
  EXPECT_EQ(value(*outcome, "unit"), "nginx.service");
  EXPECT_EQ(value(*outcome, "state"), "active");
  EXPECT_EQ(value(*outcome, "sub_state"), "running");
  EXPECT_EQ(value(*outcome, "main_pid"), "812");
  EXPECT_EQ(value(*outcome, "memory_bytes"), "25165824");
  EXPECT_EQ(value(*outcome, "tasks"), "3");
  EXPECT_EQ(value(*outcome, "enablement"), "enabled");
  EXPECT_EQ(value(*outcome, "started_unix"), "1700000000");
}

TEST_F(ServiceTest, ThePlanNamesTheUnitItself) {
  tell("unit ssh.service loaded active running alias=sshd.service");
  const auto made = plan("system.service", {{"unit", "sshd"}});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->slots.at("unit"), "ssh.service");
  EXPECT_EQ(made->targets, std::vector<std::string>{"ssh.service"});
}

TEST_F(ServiceTest, APlanThatIsExecutedAgainAsksAgain) {
  tell("unit app.service loaded active running");
  const auto made = plan("system.service", {{"unit", "app"}});
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_TRUE(handler("system.service").execute(*made, context()).ok());
  tell("unit app.service loaded failed failed result=exit-code code=1 status=3");
  const auto again = handler("system.service").execute(*made, context());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(value(*again, "state"), "failed");
  tell("unit app.service not-found inactive dead");
  EXPECT_EQ(handler("system.service").execute(*made, context()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ServiceTest, AFailureIsExplainedByItsExit) {
  tell("unit app.service loaded failed failed result=exit-code code=1 status=3");
  const auto outcome = run("system.service", {{"unit", "app"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_NE(outcome->message.find("has failed: exit code 3"), std::string::npos) << outcome->message;
  EXPECT_EQ(value(*outcome, "exit_code"), "3");
  EXPECT_EQ(value(*outcome, "result"), "exit-code");
}

TEST_F(ServiceTest, ASignalHasItsNumberAndItsName) {
  tell("unit app.service loaded failed failed result=signal code=2 status=9");
  const auto outcome = run("system.service", {{"unit", "app"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_NE(outcome->message.find("killed by signal 9 (KILL)"), std::string::npos) << outcome->message;
  EXPECT_EQ(value(*outcome, "exit_signal"), "9");
}

TEST_F(ServiceTest, AMaskedUnitSaysSo) {
  tell("unit app.service masked inactive dead");
  const auto outcome = run("system.service", {{"unit", "app"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "app.service is masked: it cannot be started.");
}

TEST_F(ServiceTest, SlashesAndOtherNonsenseAreInvalid) {
  for (const char* unit : {"a/b", "; reboot", "-c.1/"}) {
    EXPECT_EQ(run("system.service", {{"unit", unit}}).status().code(), absl::StatusCode::kInvalidArgument)
        << unit;
  }
  EXPECT_EQ(run("system.service", {{"unit", std::string(300, 'x')}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ServiceTest, FiveHundredRequestsInARowWork) {
  tell("unit nginx.service loaded active running");
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(run("system.service", {{"unit", "nginx"}}).ok()) << i;
}

TEST_F(ServiceTest, AfterARestartOfDBusItAnswersAgain) {
  tell("unit nginx.service loaded active running");
  ASSERT_TRUE(run("system.service", {{"unit", "nginx"}}).ok());
  daemon_.kill();
  systemd_.reset();
  daemon_.start();
  systemd_ = std::make_unique<testing::Child>(std::vector<std::string>{FAKE_SYSTEMD, daemon_.address()});
  systemd_->read_line();
  tell("unit nginx.service loaded active running");
  // The loss of the old connection is seen by the loop, at its own time.
  bool answered = false;
  for (int i = 0; i < 50 && !answered; ++i) answered = run("system.service", {{"unit", "nginx"}}).ok();
  EXPECT_TRUE(answered);
}

TEST_F(ServiceTest, WithoutDBusItSaysWhatProvidesIt) {
  daemon_.kill();
  systemd_.reset();
  const std::vector<std::pair<const char*, Values>> requests = {
      {"system.service", {{"unit", "nginx"}}},
      {"system.services", {}},
      {"system.service_control", {{"unit", "nginx"}, {"action", "restart"}}}};
  for (const auto& [intent, slots] : requests) {
    // The loss of the connection is seen by the loop, at its own time: the first answer may tell of that.
    const auto outcome = run(intent, slots);
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable) << intent;
    EXPECT_TRUE(message(outcome.status()).starts_with("Units are systemd's, which cannot be asked: "))
        << intent;
    EXPECT_NE(message(outcome.status()).find("the packages systemd and dbus"), std::string::npos) << intent;
  }
}

class ServicesTest : public SystemScene {
 protected:
  ServicesTest() {
    tell("unit a.service loaded active running");
    tell("unit b.service loaded failed failed");
    tell("unit c.service loaded inactive dead");
    tell("unit d.mount loaded failed failed");
  }
};

TEST_F(ServicesTest, FailedUnitsAreOfEveryType) {
  const auto outcome = run("system.services", {{"state", "failed"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "2 units have failed: b, d.mount.");
  EXPECT_EQ(value(*outcome, "total_count"), "2");
  EXPECT_EQ(value(*outcome, "failed_count"), "2");
}

TEST_F(ServicesTest, RunningServicesAreTheDefault) {
  const auto outcome = run("system.services", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "1 service is running: a.");
  EXPECT_EQ(value(*outcome, "services"),
            R"([{"unit":"a.service","description":"The a.service","load":"loaded","state":"active",)"
            R"("sub_state":"running"}])");
}

TEST_F(ServicesTest, AllAreCountedAndCutHonestly) {
  const auto outcome = run("system.services", {{"state", "all"}, {"limit", "1"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "3 services, 1 running, 1 failed: a and 2 more.");
  EXPECT_EQ(value(*outcome, "total_count"), "3");
  EXPECT_EQ(value(*outcome, "shown_count"), "1");
  EXPECT_EQ(value(*outcome, "truncated"), "true");
}

}  // namespace
}  // namespace maxos::agents
