// From what the kernel says of a connection's other end to a principal with a role.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "access/user_database.h"
#include "base/guarded.h"
#include "platform/clock.h"

namespace maxos::access {

// What the kernel says of a process that connected.
struct Credentials {
  std::optional<std::uint32_t> uid;
  // Its groups; empty where only the uid can be known (TCP).
  std::vector<std::uint32_t> groups;
};

// Whether the account of that name is one that this service itself runs as.
bool is_service_account(std::string_view name);

// One caller, as long as there are connections of it. Thread-safe.
class Caller {
 public:
  // The principal as it is now. Asks the user database again when the last answer is older than
  // Callers::kMembershipAge, so that a membership that is given or taken counts soon, on connections that
  // live long too; one thread asks then, and the others go on with what was known. Costs 50 ns otherwise.
  std::shared_ptr<const Principal> principal();

 private:
  friend class Callers;
  Caller(const class Callers& callers, Credentials credentials);

  const Callers& callers_;
  const Credentials credentials_;
  std::mutex asking_;
  struct Known {
    std::shared_ptr<const Principal> principal;
    std::chrono::steady_clock::time_point since;
  };
  base::Guarded<Known> known_;
};

// Who is what by default (INTENTS, "Roles"): uid 0 is admin, and so is the user that runs the daemon, unless
// that is an account of the service; members of maxos-users are operators; every other account, and a caller
// whom the kernel does not name, is viewer. A member is who the user database says is one, or whose process
// has the group: the first counts on TCP too, the second also for a service with SupplementaryGroups=.
//
// Thread-safe; outlives its callers.
class Callers {
 public:
  static constexpr std::chrono::seconds kMembershipAge{5};

  // `daemon_uid`: the user that the daemon runs as.
  Callers(std::unique_ptr<const UserDatabase> users, std::uint32_t daemon_uid, platform::Clock clock);

  // Connections with the same key are of the same caller: the uid, and whether its process has the group.
  std::string key(const Credentials& credentials) const;

  // Asks the user database. PermissionDenied: an account of the service itself, which is never served; the
  // message is for the caller.
  absl::StatusOr<std::shared_ptr<Caller>> admit(Credentials credentials) const;

 private:
  friend class Caller;
  // The principal of these credentials by the user database of this moment.
  Principal look_up(const Credentials& credentials) const;
  bool is_member(const Credentials& credentials, const std::optional<Account>& account) const;
  std::optional<std::uint32_t> callers_group() const;

  struct Group {
    std::optional<std::uint32_t> id;
    std::optional<std::chrono::steady_clock::time_point> since;
  };

  const std::unique_ptr<const UserDatabase> users_;
  // Empty when it is an account of the service.
  const std::optional<std::uint32_t> admin_uid_;
  const platform::Clock clock_;
  mutable base::Guarded<Group> group_;
};

}  // namespace maxos::access
