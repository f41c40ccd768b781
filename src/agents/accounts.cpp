#include "agents/accounts.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <array>

namespace maxos::agents {
namespace {

// Enough for any passwd or group entry that is not a directory service's longest; a longer one shows its
// number.
using Buffer = std::array<char, 16 * 1024>;

}  // namespace

const std::string& Accounts::user(uid_t uid) {
  const auto known = users_.find(uid);
  if (known != users_.end()) return known->second;
  Buffer buffer;
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  return users_.emplace(uid, found != nullptr ? entry.pw_name : std::to_string(uid)).first->second;
}

const std::string& Accounts::group(gid_t gid) {
  const auto known = groups_.find(gid);
  if (known != groups_.end()) return known->second;
  Buffer buffer;
  ::group entry{};
  ::group* found = nullptr;
  getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found);
  return groups_.emplace(gid, found != nullptr ? entry.gr_name : std::to_string(gid)).first->second;
}

std::string own_home() {
  Buffer buffer;
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  return found != nullptr ? entry.pw_dir : "";
}

}  // namespace maxos::agents
