#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "agents/network/cgroup_units.h"
#include "agents/network/sockets.h"
#include "base/fd.h"
#include "base/text.h"
#include "bench.h"
#include "commands.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

base::UniqueFd bound(int type, int port) {
  base::UniqueFd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = loopback(port);
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

base::UniqueFd listening(int port) {
  base::UniqueFd fd = bound(SOCK_STREAM, port);
  EXPECT_EQ(::listen(fd.get(), 16), 0);
  return fd;
}

base::UniqueFd connected(int type, int port) {
  base::UniqueFd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port);
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

// "tcp established 127.0.0.1:4711 127.0.0.1:40000" of each.
std::set<std::string> ours(const Outcome& outcome) {
  std::set<std::string> lines;
  for (const json& each : json_value(outcome, "sockets")) {
    std::string line = each.at("protocol").get<std::string>() + " " + each.at("state").get<std::string>() +
                       " " + each.at("local_address").get<std::string>() + ":" +
                       std::to_string(each.at("local_port").get<int>());
    line += each.contains("remote_port") ? " " + each["remote_address"].get<std::string>() + ":" +
                                               std::to_string(each["remote_port"].get<int>())
                                         : "";
    lines.insert(line + " " + each.value("user", "-"));
  }
  return lines;
}

// The same of ss(8), which names the user by number unless it is root.
std::set<std::string> of_ss() {
  std::set<std::string> lines;
  std::istringstream rows(command("ss -H -n -t -u -a -e"));
  for (std::string row; std::getline(rows, row);) {
    std::istringstream words(row);
    std::string protocol, state, receive, send, local, remote, word;
    words >> protocol >> state >> receive >> send >> local >> remote;
    std::string user =
        row.find("ino:0 ") != std::string::npos || row.find(" ino:") == std::string::npos ? "-" : "root";
    while (words >> word) {
      if (word.starts_with("uid:")) user = ::getpwuid(static_cast<uid_t>(std::stoi(word.substr(4))))->pw_name;
    }
    if (state == "LISTEN" || (protocol == "udp" && state == "UNCONN")) state = "listening";
    if (state == "ESTAB") state = "established";
    if (state == "TIME-WAIT") state = "time-wait", user = "-";
    if (state == "CLOSE-WAIT") state = "close-wait";
    if (state == "FIN-WAIT-2") state = "fin-wait-2";
    const std::string peer = remote.ends_with(":*") ? "" : " " + remote;
    for (const char bracket : {'[', ']'}) std::erase(local, bracket);
    lines.insert(base::join({protocol, state, local + peer, user}, " "));
  }
  return lines;
}

TEST(Connections, AgreeFieldByFieldWithSs) {
  const base::UniqueFd listener = listening(4711), datagrams = bound(SOCK_DGRAM, 4712);
  const base::UniqueFd client = connected(SOCK_STREAM, 4711), talker = connected(SOCK_DGRAM, 4712);
  const base::UniqueFd served(::accept(listener.get(), nullptr, nullptr));
  // One whose other end is gone, and one that is only waiting for its time to be over.
  const base::UniqueFd second = connected(SOCK_STREAM, 4711);
  { const base::UniqueFd closed(::accept(listener.get(), nullptr, nullptr)); }
  base::UniqueFd third = connected(SOCK_STREAM, 4711);
  base::UniqueFd third_served(::accept(listener.get(), nullptr, nullptr));
  third.reset();
  third_served.reset();
  // The other end's acknowledgement comes a moment later.
  while (!command("ss -H -t -n state fin-wait-1").empty()) {
  }

  const auto outcome = network_bench().run("network.connections", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(ours(*outcome), of_ss());
  EXPECT_EQ(json_value(*outcome, "counts").at("listening"), 2);
  EXPECT_EQ(value(*outcome, "total_count"), std::to_string(ours(*outcome).size()));
  EXPECT_THAT(outcome->message,
              AllOf(HasSubstr("2 listening"), HasSubstr("1 close-wait"), HasSubstr("TCP 4711")));
}

TEST(Connections, StateAndPortNarrowThemDown) {
  const base::UniqueFd listener = listening(4713), other = listening(4714);
  const base::UniqueFd client = connected(SOCK_STREAM, 4713);
  const Bench bench = network_bench();
  const auto all = bench.run("network.connections", {{"port", "4713"}});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(value(*all, "total_count"), "3");
  EXPECT_THAT(all->message, HasSubstr("3 sockets use port 4713: 1 listening, 2 established."));
  const auto listens = bench.run("network.connections", {{"state", "listening"}, {"port", "4713"}});
  EXPECT_EQ(value(*listens, "total_count"), "1");
  const auto open = bench.run("network.connections", {{"state", "established"}});
  for (const json& each : json_value(*open, "sockets")) EXPECT_EQ(each.at("state"), "established");
  EXPECT_THAT(bench.run("network.connections", {{"port", "4799"}})->message,
              HasSubstr("Nothing listens on port 4799 of this machine, and no connection uses it."));
  EXPECT_THAT(bench.run("network.connections", {{"state", "close-wait"}})->message,
              HasSubstr("No socket is in the state close-wait."));
}

TEST(Connections, AThousandSocketsAreCutWithAnHonestTotal) {
  std::vector<base::UniqueFd> held;
  for (int port = 5000; port < 6000; ++port) held.push_back(bound(SOCK_DGRAM, port));
  const auto outcome = network_bench().run("network.connections", {{"limit", "10"}});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(json_value(*outcome, "sockets").size(), 10U);
  EXPECT_EQ(value(*outcome, "shown_count"), "10");
  EXPECT_GE(std::stoi(value(*outcome, "total_count")), 1000);
  EXPECT_EQ(value(*outcome, "truncated"), "true");
  EXPECT_LT(outcome->message.size(), 500U);
}

TEST(Connections, ListeningUnixSocketsAreToldWithTheirPathAndUser) {
  const TempTree tree;
  const base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = tree / "s";
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(fd.get(), 7), 0);
  const auto outcome = network_bench().run("network.connections", {{"state", "listening"}});
  ASSERT_TRUE(outcome.ok());
  bool found = false;
  for (const json& each : json_value(*outcome, "unix_listening")) {
    if (each.at("path") != path) continue;
    found = true;
    EXPECT_EQ(each.at("backlog"), 7);
    EXPECT_EQ(each.at("uid"), ::geteuid());
  }
  EXPECT_TRUE(found);
}

TEST(Connections, ASocketIsOfTheUnitWhoseCgroupMadeIt) {
  // What the kernel calls this process's cgroup, and what a folder of that inode is called.
  const base::UniqueFd listener = listening(4720);
  const auto table = platform::read_inet_sockets({.port = 4720}, nullptr);
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->sockets.size(), 1U);
  ASSERT_TRUE(table->sockets.front().cgroup);
  const auto paths = cgroup_paths("/sys/fs/cgroup", {*table->sockets.front().cgroup});
  ASSERT_EQ(paths.size(), 1U);
  std::ifstream own("/proc/self/cgroup");
  std::string expected;
  for (std::string line; std::getline(own, line);) {
    if (line.starts_with("0::")) expected = line.substr(3);
  }
  EXPECT_EQ(paths.begin()->second, expected);
}

TEST(CgroupPaths, AreFoundByInodeBesideVersionOneToo) {
  const TempTree tree;
  tree.mkdir("unified/system.slice/ssh.service/inner");
  tree.write("unified/cgroup.procs", "");
  struct stat info {};
  ASSERT_EQ(::stat((tree / "unified/system.slice/ssh.service").c_str(), &info), 0);
  const auto paths = cgroup_paths(tree.path(), {info.st_ino, 1});
  EXPECT_EQ(paths, (std::map<std::uint64_t, std::string>{{info.st_ino, "/system.slice/ssh.service"}}));
}

TEST(UnitOfCgroup, IsTheInnermostOne) {
  EXPECT_EQ(unit_of_cgroup("/system.slice/ssh.service"), "ssh.service");
  EXPECT_EQ(unit_of_cgroup("/user.slice/user-1000.slice/user@1000.service/app.slice/dbus.socket"),
            "dbus.socket");
  EXPECT_EQ(unit_of_cgroup("/user.slice/user-1000.slice/session-3.scope"), "session-3.scope");
  EXPECT_EQ(unit_of_cgroup("/system.slice/docker-4711.scope/init"), "docker-4711.scope");
  EXPECT_EQ(unit_of_cgroup("/"), "");
  EXPECT_EQ(unit_of_cgroup(".service"), "");
}

}  // namespace
}  // namespace maxos::agents
