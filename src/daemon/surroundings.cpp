#include "daemon/surroundings.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "access/user_database.h"
#include "base/status.h"
#include "platform/listen_fds.h"

namespace maxos::daemon {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

std::string state_directory_of(const config::Config& config) {
  if (!config.state.directory.empty()) return config.state.directory;
  // systemd.exec(5), StateDirectory=: a list with colons; ours has one entry.
  if (const auto given = environment("STATE_DIRECTORY"); !given.empty())
    return std::string(given.substr(0, given.find(':')));
  // XDG Base Directory Specification: $XDG_STATE_HOME, else ~/.local/state.
  if (const auto state_home = environment("XDG_STATE_HOME"); !state_home.empty()) {
    return std::string(state_home) + "/maxos-grpc";
  }
  if (const auto home = environment("HOME"); !home.empty())
    return std::string(home) + "/.local/state/maxos-grpc";
  return "/var/lib/maxos-grpc";
}

}  // namespace

absl::StatusOr<Surroundings> look_around(const config::Config& config) {
  Surroundings around;
  auto handed_over = platform::take_listen_fds();
  if (!handed_over.ok()) return handed_over.status();
  for (platform::ListenFd& fd : *handed_over) {
    if (fd.family == AF_NETLINK) {
      around.diag = std::move(fd.fd);
      continue;
    }
    around.listeners.push_back({std::move(fd.name), std::move(fd.fd), std::move(fd.local)});
  }
  if (around.listeners.empty()) {
    auto bound = wire::bind_listeners(config.server.listen, around.notices);
    if (!bound.ok()) return bound.status();
    around.listeners = *std::move(bound);
  }
  around.uid = geteuid();
  const auto account = access::system_user_database()->account(around.uid);
  around.acting_as = account ? account->name : "uid:" + std::to_string(around.uid);
  around.state_directory = state_directory_of(config);
  // Under systemd the directory is there. What cannot be made is told by the store, as a fault of health.
  std::error_code ignored;
  std::filesystem::create_directories(around.state_directory, ignored);
  return around;
}

}  // namespace maxos::daemon
