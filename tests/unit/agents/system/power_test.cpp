#include "scene.h"

namespace maxos::agents {
namespace {

class PowerTest : public SystemScene {
 protected:
  PowerTest() {
    caller_.admin = true;
    // 2026-11-25 10:00:00 UTC
    environment_.clock.system = [] { return std::chrono::system_clock::from_time_t(1795600800); };
  }
  absl::StatusOr<Plan> ask(const std::string& action, const std::string& when = {}) {
    return plan("system.power",
                when.empty() ? Values{{"action", action}} : Values{{"action", action}, {"when", when}});
  }
};

TEST_F(PowerTest, EverythingAboutPowerIsConfirmed) {
  const auto made = ask("reboot");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->confirm);
  EXPECT_EQ(made->slots.at("when"), "now");
  EXPECT_EQ(made->preview, "Reboot this machine now. Nobody is logged in.");
}

TEST_F(PowerTest, NowIsLogindsOwnMethod) {
  ASSERT_TRUE(run("system.power", {{"action", "reboot"}}).ok());
  ASSERT_TRUE(run("system.power", {{"action", "suspend"}, {"when", "now"}}).ok());
  EXPECT_EQ(tell("calls"), "Reboot() Suspend() ");
}

TEST_F(PowerTest, ATimeIsScheduledWithAMessageForThoseLoggedIn) {
  tell("session 1 bob tty1 -");
  const auto made = ask("poweroff", "10m");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->preview,
            "Power off this machine at 2026-11-25 10:10:00 UTC. 1 session is open and would end or freeze.");
  const auto outcome = handler("system.power").execute(*made, context());
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "at"), "2026-11-25T10:10:00Z");
  EXPECT_EQ(tell("calls"),
            "Wall(The machine powers off at 2026-11-25 10:10:00 UTC, as alice asked.) Schedule(poweroff) ");
}

TEST_F(PowerTest, TimesAreSpansOrTheClock) {
  for (const char* when : {"90", "90s", "in 10 minutes", "2h", "22:00", "at 7:30"})
    EXPECT_TRUE(ask("reboot", when).ok()) << when;
  for (const char* when : {"yesterday", "25:00", "12:60", "-5", "8 days", "99999999", "10:5"}) {
    EXPECT_EQ(ask("reboot", when).status().code(), absl::StatusCode::kInvalidArgument) << when;
  }
}

TEST_F(PowerTest, ATimeThatHasPassedBeforeItWasConfirmedIsNotTakenAsNow) {
  auto made = ask("reboot", "10m");
  ASSERT_TRUE(made.ok()) << made.status();
  made->slots["when"] = "2026-11-25T09:59:00Z";
  EXPECT_EQ(handler("system.power").execute(*made, context()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(tell("calls"), "none");
}

TEST_F(PowerTest, ASuspendCannotBeScheduled) {
  EXPECT_EQ(ask("suspend", "22:00").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(PowerTest, CancelTakesBackWhatIsScheduledAndSaysWhenNothingIs) {
  EXPECT_EQ(ask("cancel").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(run("system.power", {{"action", "reboot"}, {"when", "1h"}}).ok());
  const auto made = ask("cancel");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->preview, "Cancel the scheduled reboot at 2026-11-25 11:00:00 UTC.");
  ASSERT_TRUE(handler("system.power").execute(*made, context()).ok());
  EXPECT_EQ(ask("cancel").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(PowerTest, WhatTheMachineCannotDoOrPolkitForbidsIsSaidInThePlan) {
  tell("can na");
  EXPECT_EQ(ask("suspend").status().code(), absl::StatusCode::kUnavailable);
  tell("can challenge");
  EXPECT_EQ(ask("reboot").status().code(), absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace maxos::agents
