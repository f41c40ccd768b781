#include "agentd/surroundings.h"

#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/status.h"
#include "platform/listen_fds.h"

namespace maxos::agentd {
namespace {

constexpr const char* kFrontUser = "maxos-grpc";
// Configuration and the front end's state.
constexpr std::array<const char*, 4> kAlwaysProtected = {"/etc/maxos", "/var/lib/maxos-grpc",
                                                         "/var/lib/maxos", "/run/maxos"};

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

std::string state_home(const std::string& home) {
  // XDG Base Directory Specification: $XDG_STATE_HOME, else ~/.local/state.
  if (const auto given = environment("XDG_STATE_HOME"); !given.empty()) return std::string(given);
  if (const auto given = environment("HOME"); !given.empty()) return std::string(given) + "/.local/state";
  return home.empty() ? std::string() : home + "/.local/state";
}

void take_account(Surroundings& around) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    around.account = found->pw_name;
    around.home = found->pw_dir;
  } else {
    around.account = "uid:" + std::to_string(geteuid());
  }
}

void take_folders(Surroundings& around, const CommandLine& line, const config::Config& config) {
  const std::string by_hand = state_home(around.home);
  // systemd.exec(5), StateDirectory=: a list with colons; ours has one entry.
  if (const auto given = environment("STATE_DIRECTORY"); !given.empty()) {
    around.state_directory = std::string(given.substr(0, given.find(':')));
  } else if (!by_hand.empty()) {
    around.state_directory = by_hand + "/maxos";
  }
  std::error_code ignored;
  if (!around.state_directory.empty()) {
    std::filesystem::create_directories(around.state_directory, ignored);
    around.protected_paths.push_back(around.state_directory);
  }
  if (!by_hand.empty()) around.protected_paths.push_back(by_hand + "/maxos-grpc");
  if (!config.state.directory.empty()) around.protected_paths.push_back(config.state.directory);
  for (const char* path : kAlwaysProtected) around.protected_paths.emplace_back(path);
  // The file and its drop-ins, not the folder they lie in: that may be a file root.
  if (line.config_file.empty()) return;
  const std::filesystem::path file = std::filesystem::absolute(line.config_file, ignored);
  around.protected_paths.push_back(file.string());
  around.protected_paths.push_back(std::filesystem::path(file).replace_extension(".d").string());
}

}  // namespace

absl::StatusOr<Surroundings> look_around(const CommandLine& line, const config::Config& config) {
  Surroundings around;
  if (line.connection >= 0) {
    around.connection.reset(line.connection);
  } else {
    auto handed_over = platform::take_listen_fds();
    if (!handed_over.ok()) return handed_over.status();
    if (handed_over->size() != 1 || handed_over->front().family != AF_UNIX) {
      return base::invalid_argument(
          "maxos-agentd needs exactly one listening unix socket from systemd (maxos-agents.socket, "
          "maxos-system.socket); by hand, maxos-grpcd starts it");
    }
    around.listener = std::move(handed_over->front().fd);
  }
  take_account(around);
  take_folders(around, line, config);
  return around;
}

absl::Status check_peer(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return base::from_errno(errno, "asking who has connected");
  }
  if (peer.uid == 0 || peer.uid == geteuid()) return absl::OkStatus();
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(kFrontUser, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
      found->pw_uid == peer.uid) {
    return absl::OkStatus();
  }
  return base::denied("uid " + std::to_string(peer.uid) + " is not the front end");
}

}  // namespace maxos::agentd
