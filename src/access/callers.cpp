#include "access/callers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/status.h"

namespace maxos::access {
namespace {

// DESIGN 2. One that is not on this machine matches nobody.
constexpr std::array<std::string_view, 5> kServiceAccounts = {"maxos-grpc", "maxos", "maxos-system",
                                                              "maxos-http", "maxos-run"};

bool contains(const std::vector<std::uint32_t>& groups, std::uint32_t group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

std::optional<std::uint32_t> unless_of_the_service(const UserDatabase& users, std::uint32_t uid) {
  const auto account = users.account(uid);
  if (account && is_service_account(account->name)) return std::nullopt;
  return uid;
}

}  // namespace

bool is_service_account(std::string_view name) {
  return std::find(kServiceAccounts.begin(), kServiceAccounts.end(), name) != kServiceAccounts.end();
}

Callers::Callers(std::unique_ptr<const UserDatabase> users, std::uint32_t daemon_uid, platform::Clock clock)
    : users_(std::move(users)),
      admin_uid_(unless_of_the_service(*users_, daemon_uid)),
      clock_(std::move(clock)) {}

std::optional<std::uint32_t> Callers::callers_group() const {
  const auto now = clock_.steady();
  const Group known = group_.with([](const Group& group) { return group; });
  if (known.since && now - *known.since < kMembershipAge) return known.id;
  const auto id = users_->group(kCallersGroup);
  group_.with([&](Group& group) { group = {id, now}; });
  return id;
}

std::string Callers::key(const Credentials& credentials) const {
  if (!credentials.uid) return "unknown";
  std::string key = "uid:" + std::to_string(*credentials.uid);
  // Looked up only where it can make a difference.
  if (const auto group = credentials.groups.empty() ? std::nullopt : callers_group();
      group && contains(credentials.groups, *group)) {
    key.append("+").append(kCallersGroup);
  }
  return key;
}

bool Callers::is_member(const Credentials& credentials, const std::optional<Account>& account) const {
  const auto group = callers_group();
  if (!group) return false;
  return contains(credentials.groups, *group) || (account && contains(account->groups, *group));
}

Principal Callers::look_up(const Credentials& credentials) const {
  Principal principal;
  if (!credentials.uid) return principal;
  const auto account = users_->account(*credentials.uid);
  principal.uid = *credentials.uid;
  principal.id = "uid:" + std::to_string(principal.uid);
  principal.name = account ? account->name : principal.id;
  if (principal.uid == 0 || principal.uid == admin_uid_) {
    principal.role = Role::admin;
  } else if (is_member(credentials, account)) {
    principal.role = Role::operator_role;
  }
  return principal;
}

absl::StatusOr<std::shared_ptr<Caller>> Callers::admit(Credentials credentials) const {
  // Not make_shared: the constructor is ours alone.
  std::shared_ptr<Caller> caller(new Caller(*this, std::move(credentials)));
  const auto principal = caller->principal();
  if (principal->role != Role::admin && is_service_account(principal->name)) {
    return base::denied(principal->name +
                        " is an account of maxos-grpc itself, which is never served. Ask as a user of this "
                        "machine: root, or a member of the group " +
                        std::string(kCallersGroup) + ".");
  }
  return caller;
}

Caller::Caller(const Callers& callers, Credentials credentials)
    : callers_(callers), credentials_(std::move(credentials)) {
  known_.with([&](Known& known) {
    known = {std::make_shared<const Principal>(callers_.look_up(credentials_)), callers_.clock_.steady()};
  });
}

std::shared_ptr<const Principal> Caller::principal() {
  const auto now = callers_.clock_.steady();
  const auto [principal, since] = known_.with([](const Known& known) { return known; });
  if (now - since < Callers::kMembershipAge) return principal;
  const std::unique_lock asking(asking_, std::try_to_lock);
  if (!asking.owns_lock()) return principal;
  auto asked = std::make_shared<const Principal>(callers_.look_up(credentials_));
  known_.with([&](Known& known) { known = {asked, now}; });
  return asked;
}

}  // namespace maxos::access
