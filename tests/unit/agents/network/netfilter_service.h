// maxos-netfilter.service in this process, at the socket that the handlers ask.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "base/fd.h"
#include "netfilter/serve.h"

namespace maxos::agents {

class NetfilterService {
 public:
  explicit NetfilterService(const std::string& path)
      : listening_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)), stop_(::eventfd(0, EFD_CLOEXEC)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(listening_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listening_.get(), 8), 0);
    // Threads are in the network namespace of the one that makes them.
    thread_ = std::thread([this] { serve(); });
  }
  ~NetfilterService() {
    const std::uint64_t one = 1;
    EXPECT_EQ(::write(stop_.get(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
    thread_.join();
  }
  NetfilterService(const NetfilterService&) = delete;
  NetfilterService& operator=(const NetfilterService&) = delete;

 private:
  void serve() {
    while (true) {
      std::array<pollfd, 2> waiting = {{{listening_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
      ::poll(waiting.data(), waiting.size(), -1);
      if (waiting[1].revents != 0) return;
      const base::UniqueFd caller(::accept(listening_.get(), nullptr, nullptr));
      (void)netfilter::serve_one(caller.get(), ::geteuid());
    }
  }

  base::UniqueFd listening_, stop_;
  std::thread thread_;
};

}  // namespace maxos::agents
