#include "other_host.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "base/fd.h"
#include "commands.h"

namespace maxos::agents {

OtherHost::OtherHost() {
  std::array<int, 2> ready{};
  EXPECT_EQ(::pipe2(ready.data(), O_CLOEXEC), 0);
  child_ = ::fork();
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char done = ::unshare(CLONE_NEWNET) == 0 ? '+' : '-';
    if (::write(ready[1], &done, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char done = 0;
  EXPECT_EQ(::read(ready[0], &done, 1), 1);
  EXPECT_EQ(done, '+');
  ::close(ready[0]);
  ::close(ready[1]);
  command("ip link add here0 type veth peer name there0 netns " + std::to_string(child_) +
          " && ip addr add 10.77.0.1/24 dev here0 && ip addr add fd77::1/64 dev here0 nodad && ip link set "
          "here0 up");
  run("ip link set lo up && ip addr add 10.77.0.2/24 dev there0 && ip addr add fd77::2/64 dev there0 nodad "
      "&& "
      "ip link set there0 up");
}

OtherHost::~OtherHost() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  // The namespace goes a moment later, and its end of the cable with it.
  command("ip link del here0 2>/dev/null || true");
}

std::string OtherHost::run(const std::string& line) const {
  return command("nsenter -t " + std::to_string(child_) + " -n sh -c '" + line + "'");
}

void OtherHost::drop(const std::string& rule) const {
  run("nft \"add table inet t; add chain inet t in { type filter hook input priority 0; }; add rule inet t "
      "in " +
      rule + "\"");
}

int OtherHost::listen(int port) const {
  const base::UniqueFd here(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  const base::UniqueFd there(
      ::open(("/proc/" + std::to_string(child_) + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(::setns(there.get(), CLONE_NEWNET), 0);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::setns(here.get(), CLONE_NEWNET), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(fd, 8), 0);
  return fd;
}

}  // namespace maxos::agents
