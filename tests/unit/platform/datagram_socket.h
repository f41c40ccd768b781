// A unix datagram socket that receives what the code under test sends: a fake journald or systemd.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "base/fd.h"

namespace maxos::testing {

class DatagramSocket {
 public:
  explicit DatagramSocket(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
      throw std::runtime_error("bind " + path);
    }
  }

  // The next datagram that has arrived; sending on a unix socket is delivery, so there is nothing to wait
  // for.
  std::optional<std::string> next() {
    std::string text(1 << 20, '\0');
    const ssize_t got = recv(fd_.get(), text.data(), text.size(), 0);
    if (got < 0) return std::nullopt;
    text.resize(static_cast<std::size_t>(got));
    return text;
  }

 private:
  base::UniqueFd fd_;
};

}  // namespace maxos::testing
