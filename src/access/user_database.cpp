#include "access/user_database.h"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>

namespace maxos::access {
namespace {

// A group's entry names all its members: the longest that is read. Beyond it the answer is "not there".
constexpr std::size_t kFirstBuffer = 16 * 1024;
constexpr std::size_t kMaxBuffer = 4 * 1024 * 1024;
// NGROUPS_MAX of Linux.
constexpr int kFirstGroups = 64;
constexpr int kMaxGroups = 65'536;

// Calls one of the *_r functions with a buffer that grows until the entry fits; false when there is none.
template <typename Lookup>
bool look_up(std::vector<char>& buffer, Lookup&& lookup) {
  for (buffer.resize(kFirstBuffer);; buffer.resize(buffer.size() * 4)) {
    bool found = false;
    const int error = lookup(found);
    if (error != ERANGE || buffer.size() >= kMaxBuffer) return error == 0 && found;
  }
}

std::vector<std::uint32_t> groups_of(const passwd& account) {
  int count = kFirstGroups;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (::getgrouplist(account.pw_name, account.pw_gid, groups.data(), &count) < 0) {
    count = std::clamp(count, 1, kMaxGroups);
    groups.resize(static_cast<std::size_t>(count));
    if (::getgrouplist(account.pw_name, account.pw_gid, groups.data(), &count) < 0) count = 0;
  }
  groups.resize(static_cast<std::size_t>(count));
  return {groups.begin(), groups.end()};
}

class SystemUserDatabase final : public UserDatabase {
 public:
  std::optional<Account> account(std::uint32_t uid) const override {
    std::vector<char> buffer;
    passwd entry{};
    const bool known = look_up(buffer, [&](bool& found) {
      passwd* result = nullptr;
      const int error = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &result);
      found = result != nullptr;
      return error;
    });
    if (!known) return std::nullopt;
    return Account{entry.pw_name, groups_of(entry)};
  }

  std::optional<std::uint32_t> group(std::string_view name) const override {
    const std::string wanted(name);
    std::vector<char> buffer;
    ::group entry{};
    const bool known = look_up(buffer, [&](bool& found) {
      ::group* result = nullptr;
      const int error = ::getgrnam_r(wanted.c_str(), &entry, buffer.data(), buffer.size(), &result);
      found = result != nullptr;
      return error;
    });
    if (!known) return std::nullopt;
    return entry.gr_gid;
  }
};

}  // namespace

std::unique_ptr<UserDatabase> system_user_database() {
  return std::make_unique<SystemUserDatabase>();
}

}  // namespace maxos::access
