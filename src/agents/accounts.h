// Names of users and groups.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

namespace maxos::agents {

// Remembers what it looked up; one object for one request (not thread-safe). An account without a name is its
// number.
class Accounts {
 public:
  const std::string& user(uid_t uid);
  const std::string& group(gid_t gid);

 private:
  std::map<uid_t, std::string> users_;
  std::map<gid_t, std::string> groups_;
};

// The home directory of the user that this process runs as; empty when it has none.
std::string own_home();

}  // namespace maxos::agents
