#include "hosts/router/user_hosts.h"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>

#include "base/status.h"

namespace maxos::hosts {
namespace {

// The uid of a caller whom the kernel does not name.
std::uint32_t unknown_uid() {
  return agents::Caller{}.uid;
}

// As maxosctl user enable has it: what can be part of a unit's name without escapes, and of a path.
bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !name.empty() && name.front() != '-' && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), plain);
}

bool is_socket(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
}

}  // namespace

absl::StatusOr<AgentHost*> UserHosts::find(const agents::Caller& caller) {
  AgentHost* const none = nullptr;
  if (options_.folder.empty() || caller.uid == 0 || caller.uid == unknown_uid() ||
      !is_plain_name(caller.name))
    return none;
  const std::string socket = options_.folder + "/agent-" + caller.name + ".sock";
  if (!is_socket(socket)) return none;
  return hosts_.with([&](auto& hosts) -> absl::StatusOr<AgentHost*> {
    const auto known = hosts.find(caller.name);
    if (known != hosts.end()) return known->second.get();
    if (hosts.size() >= options_.max_hosts) {
      return base::exhausted(
          "More than " + std::to_string(options_.max_hosts) +
          " users with a host of their own have asked, the most that are served. Nothing was done.");
    }
    return hosts.emplace(caller.name, options_.make(caller.name, socket)).first->second.get();
  });
}

}  // namespace maxos::hosts
