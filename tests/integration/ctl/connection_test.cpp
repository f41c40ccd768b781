// What maxosctl says when nobody answers, and why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/fd.h"
#include "ctl_process.h"
#include "fake_daemon.h"

namespace maxos::ctl {
namespace {

using ::testing::HasSubstr;

class Connection : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(mkdtemp(folder_.data()), nullptr); }
  void TearDown() override {
    unlink(path().c_str());
    rmdir(folder_.c_str());
  }
  std::string path() const { return folder_ + "/s"; }
  base::UniqueFd bound(int kind) const {
    base::UniqueFd fd(socket(AF_UNIX, kind | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path().data(), path().size());
    EXPECT_EQ(bind(fd.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    return fd;
  }
  CtlProcess::Ended health(const std::string& address) const {
    return run_ctl({"health", "-a", address, "-t", "5"});
  }

  std::string folder_ = "/tmp/maxosctl-test.XXXXXX";
};

TEST_F(Connection, NoSocketMeansNotRunning) {
  const auto ended = health(path());
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("not running: there is no socket " + path()));
}

TEST_F(Connection, AStaleSocketMeansNotRunning) {
  { const auto left_behind = bound(SOCK_STREAM); }
  const auto ended = health(path());
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("not running: nobody listens on unix:" + path()));
}

TEST_F(Connection, AFileThatIsNoSocketIsNamed) {
  std::ofstream(path()) << "text";
  const auto ended = health(path());
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("is not a socket"));
}

TEST_F(Connection, ASocketOfAnotherKindIsNamed) {
  const auto datagrams = bound(SOCK_DGRAM);
  const auto ended = health(path());
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("a socket of another kind"));
}

TEST_F(Connection, AClosedPortMeansNotRunning) {
  std::string address;
  { address = FakeDaemon().tcp_address(); }
  const auto ended = run_ctl({"health", "-a", address, "--json"});
  EXPECT_EQ(ended.code, 4);
  const auto error = nlohmann::json::parse(ended.out)["error"];
  EXPECT_EQ(error["code"], "UNAVAILABLE");
  EXPECT_THAT(error["advice"].get<std::string>(), HasSubstr("systemctl start maxos-grpc"));
}

TEST_F(Connection, ASocketThatTakesConnectionsAndSaysNothingEndsWithTheTimeout) {
  const auto silent = bound(SOCK_STREAM);
  ASSERT_EQ(listen(silent.get(), 8), 0);
  const auto ended = run_ctl({"health", "-a", path(), "-t", "0.3"});
  EXPECT_EQ(ended.code, 9);
  EXPECT_THAT(ended.err, HasSubstr("no answer from unix:" + path() + " within 0.3 s"));
}

TEST_F(Connection, AFullBacklogIsWaitedForUntilTheTimeout) {
  const auto full = bound(SOCK_STREAM);
  ASSERT_EQ(listen(full.get(), 0), 0);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path().data(), path().size());
  std::vector<base::UniqueFd> waiting;
  for (;;) {
    waiting.emplace_back(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (connect(waiting.back().get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) break;
  }
  const auto ended = run_ctl({"health", "-a", path(), "-t", "0.2"});
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("no connection to"));
}

TEST_F(Connection, TheEnvironmentNamesTheAddress) {
  CtlProcess process({"health"}, false, {"MAXOS_ADDRESS=" + path()});
  EXPECT_THAT(process.wait().err, HasSubstr(path()));
}

TEST_F(Connection, HelpAndWrongUseNeedNoDaemon) {
  EXPECT_EQ(run_ctl({"--help"}).code, 0);
  EXPECT_EQ(run_ctl({"--version"}).code, 0);
  const auto ended = run_ctl({"ask"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(run_ctl({}).code, 2);
}

}  // namespace
}  // namespace maxos::ctl
