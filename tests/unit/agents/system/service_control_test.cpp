#include <future>

#include "scene.h"

namespace maxos::agents {
namespace {

class ServiceControlTest : public SystemScene {
 protected:
  ServiceControlTest() { allow({"app*.service", "ssh.service", "dbus.service"}); }

  absl::StatusOr<Outcome> control(const std::string& action, const std::string& unit = "app") {
    return run("system.service_control", {{"unit", unit}, {"action", action}});
  }

  // The bus dies while systemd has the call; the systemd of the next bus starts with `after`.
  absl::StatusOr<Outcome> control_over_a_loss(const std::string& action, const std::string& after) {
    auto waiting = std::async(std::launch::async, [this, action] { return control(action); });
    while (tell("calls") == "none") {
    }
    daemon_.kill();
    systemd_.reset();
    daemon_.start();
    systemd_ =
        std::make_unique<testing::Child>(std::vector<std::string>{FAKE_SYSTEMD, daemon_.address(), after});
    systemd_->read_line();
    return waiting.get();
  }
};

TEST_F(ServiceControlTest, StartWaitsForTheJobAndTellsTheState) {
  tell("unit app.service loaded inactive dead");
  const auto outcome = control("start");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->status, AnswerStatus::success);
  EXPECT_EQ(outcome->message.substr(0, 28), "app.service was started. app");
  EXPECT_EQ(value(*outcome, "job_result"), "done");
  EXPECT_EQ(value(*outcome, "state"), "active");
  EXPECT_EQ(tell("calls"), "StartUnit(app.service) ");
  EXPECT_EQ(progress_, (std::vector<int>{0, 30, 90}));
}

TEST_F(ServiceControlTest, EachActionIsItsOwnMethod) {
  tell("unit app.service loaded active running reload=1");
  for (const char* action : {"restart", "reload", "stop"}) ASSERT_TRUE(control(action).ok()) << action;
  EXPECT_EQ(tell("calls"), "RestartUnit(app.service) ReloadUnit(app.service) StopUnit(app.service) ");
}

TEST_F(ServiceControlTest, AJobThatFailsIsAnErrorThatSaysWhy) {
  tell("unit app.service loaded inactive dead result=exit-code code=1 status=7");
  tell("job app.service failed failed failed");
  const auto outcome = control("start");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->status, AnswerStatus::error);
  EXPECT_NE(outcome->message.find(
                "app.service could not be started. app.service (The app.service) has failed: exit "
                "code 7"),
            std::string::npos)
      << outcome->message;
  EXPECT_EQ(value(*outcome, "job_result"), "failed");
  EXPECT_EQ(value(*outcome, "exit_code"), "7");
}

TEST_F(ServiceControlTest, AServiceThatFailsRightAfterItsJobIsNoSuccess) {
  tell("unit app.service loaded inactive dead result=exit-code code=1 status=7");
  tell("job app.service done failed failed");
  const auto outcome = control("start");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->status, AnswerStatus::error);
}

TEST_F(ServiceControlTest, EnablingIsTheJobOfTheOneShot) {
  tell("unit app.service loaded inactive dead enabled=disabled");
  const auto outcome = control("enable");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->status, AnswerStatus::success) << outcome->message;
  EXPECT_EQ(value(*outcome, "enablement"), "enabled");
  ASSERT_TRUE(control("disable").ok());
  EXPECT_EQ(
      tell("calls"),
      "StartUnit(maxos-unit-enable@app.service.service) StartUnit(maxos-unit-disable@app.service.service) ");
}

TEST_F(ServiceControlTest, AUnitThatIsNotAllowedIsDeniedBeforeAnythingIsCalled) {
  tell("unit cron.service loaded active running");
  const auto made = plan("system.service_control", {{"unit", "cron"}, {"action", "stop"}});
  EXPECT_EQ(made.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(message(made.status()),
            "cron.service is not among the units that may be controlled from here. An administrator allows "
            "it with: "
            "maxosctl units allow cron.service");
  EXPECT_EQ(tell("calls"), "none");
}

TEST_F(ServiceControlTest, AnAliasIsAllowedByTheNameOfItsUnitAlone) {
  tell("unit cron.service loaded active running alias=app-cron.service");
  EXPECT_EQ(control("stop", "app-cron").status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ServiceControlTest, TheListIsLookedAtAgainWhenItIsDone) {
  tell("unit app.service loaded active running");
  const auto made = plan("system.service_control", {{"unit", "app"}, {"action", "stop"}});
  ASSERT_TRUE(made.ok()) << made.status();
  allow({});
  EXPECT_EQ(handler("system.service_control").execute(*made, context()).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(tell("calls"), "none");
}

TEST_F(ServiceControlTest, WhatTheServiceItselfNeedsIsForAdministratorsAndSaysWhatWouldBreak) {
  tell("unit dbus.service loaded active running");
  const auto refused = plan("system.service_control", {{"unit", "dbus"}, {"action", "restart"}});
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_NE(message(refused.status()).find("Only an administrator"), std::string::npos);
  caller_.admin = true;
  const auto made = plan("system.service_control", {{"unit", "dbus"}, {"action", "restart"}});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->confirm);
  EXPECT_NE(made->preview.find("Careful: every service that talks over D-Bus"), std::string::npos)
      << made->preview;
}

TEST_F(ServiceControlTest, SshIsProtectedWhenNoConsoleOffersALogin) {
  tell("unit ssh.service loaded active running");
  EXPECT_EQ(plan("system.service_control", {{"unit", "ssh"}, {"action", "stop"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
  tell("unit getty@tty1.service loaded active running");
  EXPECT_TRUE(plan("system.service_control", {{"unit", "ssh"}, {"action", "stop"}}).ok());
}

TEST_F(ServiceControlTest, ThePreviewTellsWhatGoesWithIt) {
  tell("unit app.service loaded active running required=shop.service");
  const auto made = plan("system.service_control", {{"unit", "app"}, {"action", "stop"}});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_NE(made->preview.find("Stop app.service"), std::string::npos) << made->preview;
  EXPECT_NE(made->preview.find("What needs it goes with it: shop.service."), std::string::npos)
      << made->preview;
}

TEST_F(ServiceControlTest, WhatAUnitCannotDoIsSaidBefore) {
  tell("unit app.service loaded active running");
  EXPECT_EQ(message(control("reload").status()), "app.service has nothing to reload. Restart it instead.");
  EXPECT_NE(message(control("enable").status()).find("cannot be enabled: its unit file is static"),
            std::string::npos);
  tell("unit app2.service masked inactive dead");
  EXPECT_NE(message(control("start", "app2").status()).find("is masked"), std::string::npos);
}

TEST_F(ServiceControlTest, WhenPolkitSaysNoTheAnswerSaysHowToAllowIt) {
  tell("unit app.service loaded inactive dead");
  tell("deny");
  const auto outcome = control("start");
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_NE(message(outcome.status()).find("maxosctl units allow app.service"), std::string::npos);
}

TEST_F(ServiceControlTest, AStopLeavesTheJobToSystemdAndSaysSo) {
  tell("unit app.service loaded inactive dead");
  tell("hold");
  auto waiting = std::async(std::launch::async, [this] { return control("start"); });
  stop_.request_stop();
  const auto outcome = waiting.get();
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kCancelled);
}

TEST_F(ServiceControlTest, AJobThatTakesItsTimeIsWaitedFor) {
  tell("unit app.service loaded inactive dead");
  tell("hold");
  auto waiting = std::async(std::launch::async, [this] { return control("start"); });
  // Until the fake has the job in its hands.
  while (tell("calls") == "none") {
  }
  tell("release");
  const auto outcome = waiting.get();
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "job_result"), "done");
}

TEST_F(ServiceControlTest, TheLossOfTheBusMeanwhileIsNoInventedResult) {
  tell("unit app.service loaded inactive dead");
  tell("hold");
  const auto outcome = control_over_a_loss("start", "unit app.service loaded active running");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->status, AnswerStatus::success) << outcome->message;
  EXPECT_EQ(value(*outcome, "job_result"), "unknown");
}

TEST_F(ServiceControlTest, AnAnswerThatWasLostIsNoSuccessUnlessTheStateTells) {
  struct Case {
    const char* action;
    const char* after;
    AnswerStatus status;
  };
  for (const auto& [action, after, status] :
       {Case{"start", "active running pid=20", AnswerStatus::success},
        Case{"start", "inactive dead", AnswerStatus::error},
        Case{"start", "failed failed result=exit-code code=1 status=7", AnswerStatus::error},
        Case{"stop", "active running pid=10", AnswerStatus::error},
        Case{"restart", "active running pid=20", AnswerStatus::success},
        Case{"restart", "active running pid=10 reload=1", AnswerStatus::error},
        Case{"reload", "active running pid=10 reload=1", AnswerStatus::error}}) {
    tell("unit app.service loaded active running pid=10 reload=1");
    tell("mute");
    const auto outcome = control_over_a_loss(action, std::string("unit app.service loaded ") + after);
    ASSERT_TRUE(outcome.ok()) << action << outcome.status();
    EXPECT_EQ(outcome->status, status) << action << ", " << after << ": " << outcome->message;
    EXPECT_EQ(value(*outcome, "job_result"), "unknown");
  }
}

}  // namespace
}  // namespace maxos::agents
