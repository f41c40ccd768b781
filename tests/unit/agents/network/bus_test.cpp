#include <gmock/gmock.h>

#include "bench.h"
#include "commands.h"
#include "on_the_bus.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WithNetworkManager : public OnTheBus {
 protected:
  WithNetworkManager() : OnTheBus("networkmanager") {}
};

class WithFirewalld : public OnTheBus {
 protected:
  WithFirewalld() : OnTheBus("firewalld") {}
};

class WithResolved : public OnTheBus {
 protected:
  WithResolved() : OnTheBus("resolved") { environment_.etc_root = run_.path(); }
};

TEST_F(OnTheBus, WithoutNetworkManagerAndIwdThePackagesAreNamed) {
  for (const char* action : {"status", "list", "disconnect"}) {
    const auto outcome = bench().run("network.wifi", {{"action", action}});
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(message(outcome.status()), AllOf(HasSubstr("network-manager"), HasSubstr("apt install iwd")));
  }
  const auto up = bench().run("network.vpn", {{"action", "up"}, {"name", "wg0"}});
  EXPECT_EQ(up.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(message(up.status()), HasSubstr("wg-quick@wg0.service"));
  EXPECT_EQ(bench().run("network.vpn", {})->message, "This machine has no VPN or WireGuard link.");
}

TEST_F(WithNetworkManager, NetworksInRangeAreListedBestFirstEachOnce) {
  const auto outcome = bench().run("network.wifi", {{"action", "list"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const json networks = json_value(*outcome, "networks");
  ASSERT_EQ(networks.size(), 3U);
  EXPECT_EQ(networks.at(0).at("ssid"), "HomeNet");
  EXPECT_EQ(networks.at(0).at("strength_percent"), 80);
  EXPECT_EQ(networks.at(0).at("secured"), true);
  EXPECT_EQ(networks.at(1).at("ssid"), "Caf\xC3\xA9\\n");
  EXPECT_EQ(networks.at(1).at("secured"), false);
  EXPECT_THAT(outcome->message, HasSubstr("3 Wi-Fi networks are in range: HomeNet (80%), Caf"));
}

TEST_F(WithNetworkManager, AStoredNetworkIsConnectedToOnceThePlanIsConfirmed) {
  const Bench with = bench();
  EXPECT_THAT(with.run("network.wifi", {})->message, HasSubstr("wlan0 is disconnected"));
  const auto plan = with.plan("network.wifi", {{"action", "connect"}, {"ssid", "HomeNet"}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->preview,
              HasSubstr("Would connect wlan0 to the Wi-Fi \"HomeNet\", with what is stored for it."));
  const auto outcome = with.handler("network.wifi").execute(*plan, quiet_context());
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "wlan0 is connected to \"HomeNet\".");
  const auto status = with.run("network.wifi", {});
  EXPECT_THAT(status->message, HasSubstr("wlan0 is connected to \"HomeNet\" (signal 80%)"));
  EXPECT_TRUE(with.run("network.wifi", {{"action", "disconnect"}}).ok());
}

TEST_F(WithNetworkManager, OneThatIsNotThereOrWantsAPasswordIsRefusedWhenPlanned) {
  const auto absent = bench().plan("network.wifi", {{"action", "connect"}, {"ssid", "Nowhere"}});
  EXPECT_EQ(absent.status().code(), absl::StatusCode::kNotFound);
  const auto secured = bench().plan("network.wifi", {{"action", "connect"}, {"ssid", "Office"}});
  EXPECT_EQ(secured.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(message(secured.status()), HasSubstr("nmcli device wifi connect"));
  EXPECT_EQ(bench().plan("network.wifi", {{"action", "connect"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      bench().plan("network.wifi", {{"action", "connect"}, {"ssid", std::string(33, 's')}}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(WithNetworkManager, AVpnIsFoundByItsNameAndByItsLinkAndBroughtUpAndDown) {
  const Bench with = bench();
  const auto before = with.run("network.vpn", {});
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->message, "Branch office (wireguard) is down.");
  EXPECT_EQ(json_value(*before, "vpns").at(0).at("managed_by"), "NetworkManager");
  const auto up = with.run("network.vpn", {{"action", "up"}, {"name", "wg0"}});
  ASSERT_TRUE(up.ok()) << up.status();
  EXPECT_EQ(up->message, "The VPN Branch office is up.");
  const auto unknown = with.run("network.vpn", {{"action", "up"}, {"name", "other"}});
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(unknown.status()), HasSubstr("It has: Branch office."));
  EXPECT_EQ(with.plan("network.vpn", {{"action", "down"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(WithFirewalld, ItsZoneIsReadAndItsPortsAreOpenedAndClosed) {
  const Bench with = bench();
  const auto status = with.run("network.firewall", {});
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(value(*status, "backend"), "firewalld");
  EXPECT_EQ(value(*status, "ports"), R"(["443/tcp"])");
  EXPECT_EQ(status->message,
            "firewalld is active; its default zone public lets in ssh, dhcpv6-client, 443/tcp.");
  const auto plan = with.plan("network.firewall", {{"action", "allow"}, {"port", "8080"}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->preview, HasSubstr("Would allow TCP port 8080 in firewalld's zone public"));
  ASSERT_TRUE(with.handler("network.firewall").execute(*plan, quiet_context()).ok());
  EXPECT_EQ(value(*with.run("network.firewall", {}), "ports"), R"(["443/tcp","8080/tcp"])");
  const auto closed = with.run("network.firewall", {{"action", "block"}, {"port", "8080"}});
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_THAT(closed->message, AllOf(HasSubstr("firewalld's zone public"), Not(HasSubstr("is blocked now"))));
  EXPECT_EQ(value(*with.run("network.firewall", {}), "ports"), R"(["443/tcp"])");
  // Asked for twice, it is so already.
  EXPECT_TRUE(with.run("network.firewall", {{"action", "block"}, {"port", "8080"}}).ok());
}

TEST_F(WithResolved, NamesAndRecordsAreAskedOfItAndItsServersAreTold) {
  const Bench with = bench();
  const auto address = with.run("network.dns", {{"host", "example.test"}, {"type", "A"}});
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(value(*address, "addresses"), R"(["192.0.2.7"])");
  EXPECT_EQ(value(*address, "resolver"), "systemd-resolved");
  EXPECT_EQ(value(*address, "servers"), R"(["192.0.2.53"])");
  EXPECT_EQ(with.run("network.dns", {}, {{"about", "servers"}})->message,
            "This machine asks the DNS server 192.0.2.53, through systemd-resolved.");
  const auto mail = with.run("network.dns", {{"host", "example.test"}, {"type", "MX"}});
  EXPECT_EQ(value(*mail, "values"), R"(["10 mx.test"])");
  EXPECT_EQ(json_value(*mail, "records").at(0).at("ttl_seconds"), 300);
}

TEST_F(WithResolved, WhatItSaysOfNamesThatAreMissingOrBrokenIsTold) {
  const Bench with = bench();
  EXPECT_EQ(with.run("network.dns", {{"host", "missing.test"}})->status, AnswerStatus::not_found);
  const auto broken = with.run("network.dns", {{"host", "broken.test"}, {"type", "A"}});
  EXPECT_EQ(broken->status, AnswerStatus::unavailable);
  EXPECT_THAT(broken->message, HasSubstr("SERVFAIL"));
  EXPECT_THAT(with.run("network.dns", {{"host", "example.test"}, {"type", "TXT"}})->message,
              HasSubstr("exists, but has no record of type TXT"));
}

}  // namespace
}  // namespace maxos::agents
