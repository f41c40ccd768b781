// Wi-Fi by iwd: what NetworkManager's tests ask (bus_test.cpp), and what is different.
#include "agents/network/iwd.h"

#include <gmock/gmock.h>

#include "on_the_bus.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class WithIwd : public OnTheBus {
 protected:
  explicit WithIwd(const char* service = "iwd") : OnTheBus(service) {}
};

class WithIwdAndNoDevice : public WithIwd {
 protected:
  WithIwdAndNoDevice() : WithIwd("iwd-bare") {}
};

class WithIwdThatMayNotBeAsked : public WithIwd {
 protected:
  WithIwdThatMayNotBeAsked() : WithIwd("iwd-closed") {}
};

TEST_F(WithIwd, NetworksAreSearchedForAndListedBestFirst) {
  const auto outcome = bench().run("network.wifi", {{"action", "list"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const json networks = json_value(*outcome, "networks");
  ASSERT_EQ(networks.size(), 7U);
  EXPECT_EQ(networks.at(0), (json{{"ssid", "HomeNet"}, {"strength_percent", 80}, {"secured", true}}));
  EXPECT_EQ(networks.at(1).at("ssid"), "Caf\xC3\xA9\\n");
  EXPECT_EQ(networks.at(1).at("secured"), false);
  EXPECT_EQ(networks.at(5).at("ssid"), "Attic");
  EXPECT_EQ(networks.at(6).at("strength_percent"), 0);
  EXPECT_THAT(outcome->message, StartsWith("7 Wi-Fi networks are in range: HomeNet (80%), Caf"));
  EXPECT_EQ(value(*outcome, "total_count"), "7");
}

TEST_F(WithIwd, AStoredNetworkIsConnectedToOnceThePlanIsConfirmed) {
  const Bench with = bench();
  EXPECT_EQ(with.run("network.wifi", {})->message,
            "wlan0 is disconnected. wlan1 is unavailable. 6 networks are in range.");
  EXPECT_EQ(with.plan("network.wifi", {{"action", "disconnect"}}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const auto plan = with.plan("network.wifi", {{"action", "connect"}, {"ssid", "HomeNet"}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->preview, "Would connect wlan0 to the Wi-Fi \"HomeNet\", with what is stored for it.");
  const auto outcome = with.handler("network.wifi").execute(*plan, quiet_context());
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "wlan0 is connected to \"HomeNet\".");
  const auto status = with.run("network.wifi", {});
  EXPECT_THAT(status->message, StartsWith("wlan0 is connected to \"HomeNet\" (signal 80%)."));
  EXPECT_EQ(json_value(*status, "devices").at(0).at("network"), (json{{"ssid", "HomeNet"},
                                                                      {"mac", "00:11:22:33:44:55"},
                                                                      {"strength_percent", 80},
                                                                      {"frequency_mhz", 5200},
                                                                      {"secured", true}}));
  EXPECT_EQ(with.run("network.wifi", {{"action", "disconnect"}})->message, "wlan0 is disconnected.");
  EXPECT_THAT(with.run("network.wifi", {})->message, StartsWith("wlan0 is disconnected."));
}

TEST_F(WithIwd, AnOpenNetworkThatWasNotHeardYetIsSearchedFor) {
  const auto plan = bench().plan("network.wifi", {{"action", "connect"}, {"ssid", "Attic"}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->preview, "Would connect wlan0 to the Wi-Fi \"Attic\", which is open to everybody.");
  EXPECT_TRUE(bench().handler("network.wifi").execute(*plan, quiet_context()).ok());
}

TEST_F(WithIwd, OneThatIsNotThereOrWantsAPasswordIsRefusedWhenPlanned) {
  const auto refused = [this](const std::string& ssid) {
    return bench().plan("network.wifi", {{"action", "connect"}, {"ssid", ssid}}).status();
  };
  EXPECT_EQ(refused("Nowhere").code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(refused("Nowhere")), HasSubstr("no Wi-Fi \"Nowhere\" in range"));
  EXPECT_EQ(refused("Cottage").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(message(refused("Cottage")), "The Wi-Fi \"Cottage\" is stored, but not in range.");
  for (const char* ssid : {"Office", "Campus"}) {
    EXPECT_EQ(refused(ssid).code(), absl::StatusCode::kFailedPrecondition) << ssid;
    EXPECT_THAT(message(refused(ssid)),
                AllOf(HasSubstr("wants a password"), HasSubstr("iwctl station DEVICE connect SSID")));
  }
}

TEST_F(WithIwd, WhatComesToNothingSaysWhy) {
  const auto failed = [this](const std::string& ssid) {
    return bench().run("network.wifi", {{"action", "connect"}, {"ssid", ssid}}).status();
  };
  EXPECT_EQ(failed("New Router").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(message(failed("New Router")), HasSubstr("\"New Router\" wants a password"));
  EXPECT_EQ(failed("Far Away").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(message(failed("Far Away")),
              AllOf(HasSubstr("Operation failed"), HasSubstr("iwd's journal says why")));
}

TEST_F(WithIwd, NetworkManagerComesFirstWhereBothAre) {
  add("networkmanager");
  EXPECT_EQ(value(*bench().run("network.wifi", {}), "networks_count"), "3");
}

TEST_F(WithIwdAndNoDevice, ThatIsSaid) {
  for (const char* action : {"status", "list", "disconnect"}) {
    const auto outcome = bench().run("network.wifi", {{"action", action}});
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(message(outcome.status()), "This machine has no Wi-Fi device that iwd knows.");
  }
}

TEST_F(WithIwdThatMayNotBeAsked, ThePolicyIsNamed) {
  const auto outcome = bench().run("network.wifi", {});
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(message(outcome.status()), HasSubstr("/usr/share/dbus-1/system.d/maxos-network.conf"));
}

TEST(PercentOfDbm, IsAllAtMinus40AndNoneAtMinus100) {
  EXPECT_EQ(percent_of_dbm(-30), 100U);
  EXPECT_EQ(percent_of_dbm(-40), 100U);
  EXPECT_EQ(percent_of_dbm(-70), 50U);
  EXPECT_EQ(percent_of_dbm(-100), 0U);
  EXPECT_EQ(percent_of_dbm(-32768), 0U);
}

}  // namespace
}  // namespace maxos::agents
