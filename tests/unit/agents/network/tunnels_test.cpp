// network.vpn where NetworkManager is not there: links of the kernel, and what systemd-networkd says of them.
#include "agents/network/tunnels.h"

#include <gmock/gmock.h>
#include <linux/if.h>

#include "commands.h"
#include "on_the_bus.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Tunnels of the kinds that every kernel has; `site0` is up.
class Tunnels : public OnTheBus {
 protected:
  explicit Tunnels(const char* service = "") : OnTheBus(service) {
    for (const char* name : {"site0", "lab0", "hand0"})
      command(std::string("ip tuntap add mode tun ") + name);
    command("ip link set site0 up");
  }
  ~Tunnels() override {
    for (const char* name : {"site0", "lab0", "hand0"}) command(std::string("ip link del ") + name);
  }
};

class WithNetworkd : public Tunnels {
 protected:
  WithNetworkd() : Tunnels("networkd") {}
};

TEST_F(Tunnels, AreToldByTheKernelAlone) {
  const auto outcome = bench().run("network.vpn", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "3");
  EXPECT_EQ(value(*outcome, "network_manager"), "false");
  EXPECT_EQ(value(*outcome, "networkd"), "false");
  for (const json& vpn : json_value(*outcome, "vpns")) {
    EXPECT_EQ(vpn.at("kind"), "tun");
    EXPECT_EQ(vpn.at("managed_by"), "kernel");
    EXPECT_FALSE(vpn.contains("setup_state"));
  }
  const auto up = bench().plan("network.vpn", {{"action", "up"}, {"name", "lab0"}});
  EXPECT_EQ(up.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(message(up.status()),
              AllOf(HasSubstr("lab0 (tun) is down"), HasSubstr("start wg-quick@lab0.service"),
                    HasSubstr("sudo ip link set lab0 up")));
}

TEST_F(WithNetworkd, HaveItsStateBesideTheKernels) {
  const auto outcome = bench().run("network.vpn", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "networkd"), "true");
  const json vpns = json_value(*outcome, "vpns");
  ASSERT_EQ(vpns.size(), 3U);
  for (const json& vpn : vpns) {
    if (vpn.at("name") == "hand0") {
      EXPECT_EQ(vpn.at("managed_by"), "kernel");
      continue;
    }
    EXPECT_EQ(vpn.at("managed_by"), "systemd-networkd");
    EXPECT_EQ(vpn.at("setup_state"), vpn.at("name") == "site0" ? "configured" : "failed");
    EXPECT_EQ(vpn.at("operational_state"), vpn.at("name") == "site0" ? "routable" : "off");
  }
  EXPECT_THAT(outcome->message, HasSubstr("lab0 (tun) is down, and systemd-networkd could not configure it"));
}

TEST_F(WithNetworkd, AreNotSwitchedAndTheCommandIsNamed) {
  for (const char* action : {"up", "down"}) {
    const auto outcome = bench().plan("network.vpn", {{"action", action}, {"name", "site0"}});
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(message(outcome.status()),
                AllOf(HasSubstr("systemd-networkd's"),
                      HasSubstr(std::string("networkctl ") + action + " site0"), Not(HasSubstr("wg-quick"))));
  }
}

TEST_F(WithNetworkd, OfNetworkManagersAreStillItsOwn) {
  add("networkmanager");
  const auto outcome = bench().run("network.vpn", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "4");
  EXPECT_TRUE(bench().run("network.vpn", {{"action", "up"}, {"name", "wg0"}}).ok());
  const auto other = bench().plan("network.vpn", {{"action", "up"}, {"name", "site0"}});
  EXPECT_THAT(message(other.status()), HasSubstr("networkctl up site0"));
}

TEST(IsTunnel, KnowsItsKindsAndNotTheDevicesOfDrivers) {
  const auto link = [](const char* name, const char* kind, std::uint32_t flags) {
    platform::Link made;
    made.name = name;
    made.kind = kind;
    made.flags = flags;
    return made;
  };
  for (const char* kind : {"wireguard", "tun", "ipip", "gre", "ip6gre", "sit", "ip6tnl", "vti", "xfrm"})
    EXPECT_TRUE(is_tunnel(link("any0", kind, 0))) << kind;
  for (const char* kind : {"", "veth", "bridge", "dummy", "vxlan", "vlan"})
    EXPECT_FALSE(is_tunnel(link("any0", kind, IFF_UP | IFF_LOWER_UP))) << kind;
  EXPECT_FALSE(is_tunnel(link("gre0", "gre", 0)));
  EXPECT_TRUE(is_tunnel(link("sit0", "sit", IFF_UP | IFF_LOWER_UP)));
}

}  // namespace
}  // namespace maxos::agents
