// What the machine's user database says of an account: passwd(5) and group(5), and whatever else
// nsswitch.conf(5) names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::access {

struct Account {
  std::string name;
  // Numbers of all groups that it is a member of, the primary one among them.
  std::vector<std::uint32_t> groups;
};

// Thread-safe. Every method may block: a directory service may be behind it.
class UserDatabase {
 public:
  virtual ~UserDatabase() = default;
  // Nothing when there is no such account, or the database does not answer.
  virtual std::optional<Account> account(std::uint32_t uid) const = 0;
  // Number of the group of that name.
  virtual std::optional<std::uint32_t> group(std::string_view name) const = 0;
};

// The machine's own: getpwuid_r(3), getgrouplist(3), getgrnam_r(3).
std::unique_ptr<UserDatabase> system_user_database();

}  // namespace maxos::access
