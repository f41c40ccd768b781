#include "platform/rtnetlink.h"

#include <gtest/gtest.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "platform/netlink.h"

namespace maxos::platform {
namespace {

// A message put together as the kernel does.
class Built {
 public:
  template <typename Header>
  Built(std::uint16_t type, const Header& header) {
    nlmsghdr message{};
    message.nlmsg_type = type;
    add(&message, sizeof message);
    add(&header, sizeof header);
  }
  Built& attribute(std::uint16_t type, const std::string& value) {
    const nlattr head{.nla_len = static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), .nla_type = type};
    add(&head, sizeof head);
    add(value.data(), value.size());
    return *this;
  }
  // Valid until the next change; cut to `bytes` as a truncated datagram would be.
  const nlmsghdr& message(std::size_t bytes = SIZE_MAX) {
    words_.assign(bytes_.size() / 4 + 1, 0);
    std::memcpy(words_.data(), bytes_.data(), bytes_.size());
    auto* header = reinterpret_cast<nlmsghdr*>(words_.data());
    header->nlmsg_len = static_cast<std::uint32_t>(std::min(bytes, bytes_.size()));
    return *header;
  }
  std::string& bytes() { return bytes_; }

 private:
  void add(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    bytes_.resize(NLMSG_ALIGN(bytes_.size()));
  }
  std::string bytes_;
  std::vector<std::uint32_t> words_;
};

Built link_message() {
  ifinfomsg header{};
  header.ifi_index = 3;
  return Built(RTM_NEWLINK, header).attribute(IFLA_IFNAME, std::string("eth0\0", 5));
}

Built route_message() {
  rtmsg header{};
  header.rtm_family = AF_INET;
  header.rtm_dst_len = 24;
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_type = RTN_UNICAST;
  return Built(RTM_NEWROUTE, header).attribute(RTA_DST, std::string("\x0a\x4d\x00\x00", 4));
}

TEST(ParseLink, TakesNameAndHardwareAddress) {
  const auto link = parse_link(link_message().attribute(IFLA_ADDRESS, "\x02\x42\xac\x11\x01\x02").message());
  ASSERT_TRUE(link);
  EXPECT_EQ(link->name, "eth0");
  EXPECT_EQ(link->mac, "02:42:ac:11:01:02");
  EXPECT_FALSE(link->counters);
}

TEST(ParseLink, ShortCountersAndHugeAddressesAreLeftOut) {
  const auto link = parse_link(link_message()
                                   .attribute(IFLA_STATS64, std::string(17, 'x'))
                                   .attribute(IFLA_ADDRESS, std::string(200, 'x'))
                                   .attribute(IFLA_MTU, "ab")
                                   .message());
  ASSERT_TRUE(link);
  EXPECT_FALSE(link->counters);
  EXPECT_EQ(link->mac, "");
  EXPECT_EQ(link->mtu, 0U);
}

TEST(ParseLink, ANameWithoutItsNulEndsWithTheAttribute) {
  ifinfomsg header{};
  header.ifi_index = 3;
  EXPECT_EQ(parse_link(Built(RTM_NEWLINK, header).attribute(IFLA_IFNAME, "eth0").message())->name, "eth0");
}

TEST(ParseLink, OneWithoutNameOrIndexIsNone) {
  ifinfomsg header{};
  EXPECT_FALSE(parse_link(Built(RTM_NEWLINK, header).attribute(IFLA_IFNAME, "eth0").message()));
  header.ifi_index = 3;
  EXPECT_FALSE(parse_link(Built(RTM_NEWLINK, header).message()));
  EXPECT_FALSE(parse_link(Built(RTM_NEWADDR, header).attribute(IFLA_IFNAME, "eth0").message()));
}

TEST(ParseRoute, OtherTablesAndTornAddressesAreNone) {
  EXPECT_TRUE(parse_route(route_message().message()));
  EXPECT_FALSE(parse_route(route_message().attribute(RTA_TABLE, std::string("\x4d\0\0\0", 4)).message()));
  rtmsg header{};
  header.rtm_family = AF_INET;
  header.rtm_dst_len = 24;
  header.rtm_table = RT_TABLE_MAIN;
  EXPECT_FALSE(parse_route(Built(RTM_NEWROUTE, header).attribute(RTA_DST, "\x0a\x4d").message()));
}

TEST(ParseRoute, ABrokenListOfNextHopsEndsWhereItBreaks) {
  rtnexthop good{};
  good.rtnh_len = sizeof good;
  good.rtnh_ifindex = 7;
  rtnexthop broken = good;
  broken.rtnh_len = 2000;
  std::string hops(reinterpret_cast<const char*>(&good), sizeof good);
  hops.append(reinterpret_cast<const char*>(&broken), sizeof broken);
  const auto route = parse_route(route_message().attribute(RTA_MULTIPATH, hops).message());
  ASSERT_TRUE(route);
  ASSERT_EQ(route->next_hops.size(), 1U);
  EXPECT_EQ(route->next_hops.front().link, 7);
}

TEST(ParseAddress, TheOwnEndOfALinkBetweenTwoPointsIsTheLocalOne) {
  ifaddrmsg header{};
  header.ifa_family = AF_INET;
  header.ifa_prefixlen = 32;
  header.ifa_index = 4;
  const auto address = parse_address(Built(RTM_NEWADDR, header)
                                         .attribute(IFA_ADDRESS, std::string("\x0a\x00\x00\x02", 4))
                                         .attribute(IFA_LOCAL, std::string("\x0a\x00\x00\x01", 4))
                                         .message());
  ASSERT_TRUE(address);
  EXPECT_EQ(address->address, "10.0.0.1");
  EXPECT_EQ(address->peer, "10.0.0.2");
}

TEST(ParseNeighbour, ThoseOfLinksWithoutNeighboursAreNone) {
  ndmsg header{};
  header.ndm_family = AF_INET;
  header.ndm_state = NUD_NOARP;
  EXPECT_FALSE(parse_neighbour(
      Built(RTM_NEWNEIGH, header).attribute(NDA_DST, std::string("\x0a\0\0\1", 4)).message()));
  header.ndm_state = NUD_STALE;
  EXPECT_TRUE(parse_neighbour(
      Built(RTM_NEWNEIGH, header).attribute(NDA_DST, std::string("\x0a\0\0\1", 4)).message()));
}

TEST(NetlinkParsers, EveryTruncationOfAMessageIsTakenWithoutReadingBeyondIt) {
  Built link = link_message();
  link.attribute(IFLA_STATS64, std::string(64, 'x')).attribute(IFLA_ADDRESS, "\x02\x42\xac\x11\x01\x02");
  Built route = route_message();
  route.attribute(RTA_VIA, std::string("\x0a\x00", 2)).attribute(RTA_MULTIPATH, std::string(20, '\x08'));
  for (std::size_t bytes = 0; bytes <= link.bytes().size(); ++bytes) parse_link(link.message(bytes));
  for (std::size_t bytes = 0; bytes <= route.bytes().size(); ++bytes) parse_route(route.message(bytes));
}

TEST(NetlinkParsers, RandomBytesNeverReadBeyondTheMessage) {
  std::mt19937 random(6);
  for (int round = 0; round < 20'000; ++round) {
    Built built = round % 2 == 0 ? link_message() : route_message();
    std::string noise(random() % 120, '\0');
    for (char& c : noise) c = static_cast<char>(random() % 256);
    built.bytes().append(noise);
    const nlmsghdr& message = built.message();
    parse_link(message);
    parse_route(message);
    parse_address(message);
    parse_neighbour(message);
  }
}

TEST(NetlinkDump, AnErrorOfTheCheckEndsTheListing) {
  const auto links = read_links([] { return absl::CancelledError("enough"); });
  EXPECT_EQ(links.status().code(), absl::StatusCode::kCancelled);
}

TEST(NetlinkDump, AQuestionThatTheKernelDoesNotKnowIsAnError) {
  const absl::Status status =
      netlink_dump({.protocol = NETLINK_ROUTE, .type = 0x7000, .body = std::string(16, '\0')},
                   {.begin = [] {}, .take = [](const nlmsghdr&) {}, .check = nullptr});
  EXPECT_FALSE(status.ok());
}

}  // namespace
}  // namespace maxos::platform
