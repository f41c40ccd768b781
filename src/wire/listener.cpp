#include "wire/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/status.h"
#include "wire/listen_address.h"
#include "wire/socket_address.h"

namespace maxos::wire {
namespace {

// As the socket units have it; the kernel cuts it to net.core.somaxconn.
constexpr int kBacklog = 4096;
constexpr mode_t kSocketMode = 0660;

absl::Status in_use(const std::string& address, const std::string& finder) {
  return base::make_status(absl::StatusCode::kAlreadyExists,
                           "another program listens on " + address + ": stop it (" + finder +
                               " shows which one it is), or give server.listen another address");
}

// What else bind(2) says, in words that say what to do.
absl::Status bind_failed(int error, const std::string& address) {
  std::string what = "cannot listen on " + address;
  if (error == EACCES || error == EPERM) {
    what += " (this user may not: take a port above 1023 or a folder that it may write to, in server.listen)";
  } else if (error == EADDRNOTAVAIL) {
    what += " (no network interface of this machine has the address)";
  } else if (error == ENOENT || error == ENOTDIR) {
    what += " (the folder of the socket does not exist: create it, or give server.listen another path)";
  } else if (error == EROFS) {
    what += " (the file system is read-only: give server.listen another path)";
  }
  return base::from_errno(error, what);
}

bool set_option(int fd, int level, int option) {
  const int on = 1;
  return ::setsockopt(fd, level, option, &on, sizeof on) == 0;
}

std::optional<sockaddr_storage> local_address(int fd, socklen_t& size) {
  sockaddr_storage address{};
  size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return std::nullopt;
  return address;
}

absl::StatusOr<Listener> bind_tcp(const ListenAddress& wanted) {
  const int family = wanted.tcp.ss_family;
  base::UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return bind_failed(errno, wanted.text);
  // A port whose last connections are in TIME_WAIT can be bound again. Accepted sockets inherit TCP_NODELAY;
  // gRPC does not set it on descriptors that it is given.
  if (!set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR) || !set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY) ||
      (family == AF_INET6 && !set_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY))) {
    return bind_failed(errno, wanted.text);
  }
  const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&wanted.tcp), size) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    const int error = errno;
    if (error != EADDRINUSE) return bind_failed(error, wanted.text);
    const auto port = wanted.text.substr(wanted.text.rfind(':') + 1);
    return in_use(wanted.text, "ss -ltnp sport = :" + port);
  }
  socklen_t bound_size = 0;
  const auto bound = local_address(fd.get(), bound_size);
  const auto endpoint = bound ? endpoint_of(*bound) : std::nullopt;
  return Listener{std::string(kLoopbackDoor), std::move(fd), endpoint ? to_text(*endpoint) : wanted.text, {}};
}

// Whether anybody listens on the socket file. A full backlog is somebody, too.
bool somebody_listens(const sockaddr_un& address) {
  const base::UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!probe) return true;
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
         (errno != ECONNREFUSED && errno != ENOENT);
}

// Makes room at a path that bind(2) found taken: removes a socket file that its process left behind.
absl::Status remove_stale(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) {
    return errno == ENOENT ? absl::OkStatus() : bind_failed(errno, path);
  }
  if (!S_ISSOCK(found.st_mode)) {
    return base::make_status(
        absl::StatusCode::kAlreadyExists,
        path + " exists and is not a socket: remove it, or give server.listen another path");
  }
  if (somebody_listens(address)) return in_use(path, "ss -lxp src " + path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return base::from_errno(errno,
                            "cannot remove the socket file " + path + " that no program listens on any more");
  }
  return absl::OkStatus();
}

absl::StatusOr<Listener> bind_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return bind_failed(errno, path);
  // The file gets the socket's mode less the umask: so it is at no moment open to more users than it should
  // be.
  if (::fchmod(fd.get(), kSocketMode) != 0) return bind_failed(errno, path);
  const auto bind_here = [&] {
    return ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
  };
  int error = bind_here();
  if (error == EADDRINUSE) {
    MAXOS_RETURN_IF_ERROR(remove_stale(path, address));
    error = bind_here();
  }
  if (error == EADDRINUSE) return in_use(path, "ss -lxp src " + path);
  if (error != 0) return bind_failed(error, path);
  SocketFile file(path);
  if (::chmod(path.c_str(), kSocketMode) != 0 || ::listen(fd.get(), kBacklog) != 0)
    return bind_failed(errno, path);
  return Listener{std::string(kLocalDoor), std::move(fd), path, std::move(file)};
}

bool no_ipv6(const absl::Status& status, const ListenAddress& address) {
  // EAFNOSUPPORT: no IPv6 in the kernel; EADDRNOTAVAIL: switched off. absl::ErrnoToStatus gives both
  // Unavailable.
  return !address.is_unix() && address.tcp.ss_family == AF_INET6 && absl::IsUnavailable(status);
}

absl::Status wrong_family(std::string_view name, std::string_view expected) {
  return base::invalid_argument("the socket named " + std::string(name) + " is not " + std::string(expected) +
                                ": correct ListenStream= of its socket unit");
}

}  // namespace

SocketFile::SocketFile(std::string path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return;
  path_ = std::move(path);
  device_ = found.st_dev;
  inode_ = found.st_ino;
}

SocketFile& SocketFile::operator=(SocketFile&& other) noexcept {
  if (this != &other) {
    remove();
    path_ = std::exchange(other.path_, {});
    device_ = other.device_;
    inode_ = other.inode_;
  }
  return *this;
}

void SocketFile::remove() {
  struct stat found {};
  if (!path_.empty() && ::lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ &&
      found.st_ino == inode_) {
    ::unlink(path_.c_str());
  }
  path_.clear();
}

absl::StatusOr<std::vector<Listener>> bind_listeners(const std::vector<std::string>& addresses,
                                                     std::vector<std::string>& notices) {
  if (addresses.empty()) {
    return base::invalid_argument(
        "server.listen names no address: give it at least one, such as \"127.0.0.1:50051\", \"[::1]:50051\" "
        "or "
        "\"unix:/run/maxos/grpc.sock\"");
  }
  std::vector<ListenAddress> wanted;
  for (const auto& text : addresses) {
    auto address = parse_listen_address(text);
    if (!address.ok()) return address.status();
    if (!address->takes_free_port() && std::any_of(wanted.begin(), wanted.end(), [&](const auto& other) {
          return other.text == address->text;
        })) {
      return base::invalid_argument("server.listen names " + address->text + " twice: remove one of them");
    }
    wanted.push_back(*std::move(address));
  }
  std::vector<Listener> listeners;
  std::vector<std::string> left_out;
  absl::Status last;
  for (const auto& address : wanted) {
    auto listener = address.is_unix() ? bind_unix(address.path) : bind_tcp(address);
    if (listener.ok()) {
      listeners.push_back(*std::move(listener));
    } else if (no_ipv6(listener.status(), address)) {
      last = listener.status();
      left_out.push_back("not listening on " + address.text + ": this machine has no IPv6 there");
    } else {
      return listener.status();
    }
  }
  if (listeners.empty()) return last;
  notices.insert(notices.end(), left_out.begin(), left_out.end());
  return listeners;
}

absl::StatusOr<Listener> adopt_listener(std::string_view name, base::UniqueFd fd) {
  if (name != kLoopbackDoor && name != kLocalDoor) {
    return base::invalid_argument(
        "a socket named \"" + std::string(name) +
        "\" was handed over; valid names are grpc (loopback TCP) and grpc-local (unix): set "
        "FileDescriptorName= of its socket unit to one of them");
  }
  int listening = 0;
  socklen_t size = sizeof listening;
  if (::getsockopt(fd.get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0) {
    return wrong_family(name, "a listening stream socket");
  }
  const auto address = local_address(fd.get(), size);
  if (!address)
    return base::from_errno(errno, "asking the socket named " + std::string(name) + " for its address");
  Listener listener{std::string(name), std::move(fd), {}, {}};
  if (name == kLocalDoor) {
    if (address->ss_family != AF_UNIX) return wrong_family(name, "a unix socket");
    sockaddr_un path{};
    std::memcpy(&path, &*address, std::min<std::size_t>(size, sizeof path));
    listener.address.assign(path.sun_path, ::strnlen(path.sun_path, sizeof path.sun_path));
  } else {
    const auto endpoint = endpoint_of(*address);
    if (!endpoint) return wrong_family(name, "a TCP socket");
    listener.address = to_text(*endpoint);
    if (!is_loopback(*endpoint)) {
      return base::invalid_argument(
          "the socket named grpc listens on " + listener.address +
          ", but plain TCP is for loopback alone: correct ListenStream= of its socket unit "
          "to 127.0.0.1 and [::1]");
    }
    // Accepted sockets inherit it; see bind_tcp.
    set_option(listener.fd.get(), IPPROTO_TCP, TCP_NODELAY);
  }
  const int flags = ::fcntl(listener.fd.get(), F_GETFL);
  if (flags < 0 || ::fcntl(listener.fd.get(), F_SETFL, flags | O_NONBLOCK) != 0) {
    return base::from_errno(errno, "making the socket named " + std::string(name) + " non-blocking");
  }
  return listener;
}

}  // namespace maxos::wire
