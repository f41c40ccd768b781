#include "access/callers.h"

#include <gmock/gmock.h>

#include <map>

namespace maxos::access {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::uint32_t kMembers = 990;

// What a test says the machine knows; counts how often it is asked.
struct Machine {
  std::map<std::uint32_t, Account> accounts = {{0, {"root", {0}}},
                                               {1000, {"alice", {1000, kMembers}}},
                                               {1001, {"bob", {1001}}},
                                               {970, {"maxos-system", {970, kMembers}}}};
  std::optional<std::uint32_t> members = kMembers;
  int asked = 0;
};

class FakeUserDatabase final : public UserDatabase {
 public:
  explicit FakeUserDatabase(Machine& machine) : machine_(machine) {}
  std::optional<Account> account(std::uint32_t uid) const override {
    ++machine_.asked;
    const auto found = machine_.accounts.find(uid);
    if (found == machine_.accounts.end()) return std::nullopt;
    return found->second;
  }
  std::optional<std::uint32_t> group(std::string_view name) const override {
    return name == "maxos-users" ? machine_.members : std::nullopt;
  }

 private:
  Machine& machine_;
};

class CallersTest : public testing::Test {
 protected:
  Callers& callers(std::uint32_t daemon_uid = 971) {
    platform::Clock clock;
    clock.steady = [this] { return now_; };
    callers_.emplace(std::make_unique<FakeUserDatabase>(machine_), daemon_uid, clock);
    return *callers_;
  }

  Principal admitted(Credentials credentials) {
    const auto caller = callers_->admit(std::move(credentials));
    EXPECT_TRUE(caller.ok()) << caller.status();
    return caller.ok() ? *(*caller)->principal() : Principal{};
  }
  Role role(std::optional<std::uint32_t> uid, std::vector<std::uint32_t> groups = {}) {
    return admitted({uid, std::move(groups)}).role;
  }

  Machine machine_;
  std::chrono::steady_clock::time_point now_{1h};
  std::optional<Callers> callers_;
};

TEST_F(CallersTest, RootIsAdminMembersAreOperatorsAndEverybodyElseIsViewer) {
  callers();
  EXPECT_EQ(role(0), Role::admin);
  EXPECT_EQ(role(1000), Role::operator_role);
  EXPECT_EQ(role(1001), Role::viewer);
  EXPECT_EQ(role(4242), Role::viewer);
  EXPECT_EQ(role(std::nullopt), Role::viewer);
}

TEST_F(CallersTest, TheUserWhoRunsTheDaemonByHandIsAdmin) {
  callers(1001);
  EXPECT_EQ(role(1001), Role::admin);
  EXPECT_EQ(role(1000), Role::operator_role);
  EXPECT_EQ(role(std::nullopt), Role::viewer);
}

TEST_F(CallersTest, AProcessThatHasTheGroupIsAMemberWhateverTheUserDatabaseSays) {
  callers();
  EXPECT_EQ(role(1001, {1001, kMembers}), Role::operator_role);
  EXPECT_EQ(role(4242, {kMembers}), Role::operator_role);
  EXPECT_EQ(role(1001, {1001}), Role::viewer);
}

TEST_F(CallersTest, WithoutTheGroupOnTheMachineNobodyIsAMember) {
  machine_.members.reset();
  callers();
  EXPECT_EQ(role(1000), Role::viewer);
  EXPECT_EQ(role(1001, {kMembers}), Role::viewer);
}

TEST_F(CallersTest, APrincipalIsItsUidAndCarriesItsAccountName) {
  callers();
  EXPECT_EQ(admitted({1000, {}}).id, "uid:1000");
  EXPECT_EQ(admitted({1000, {kMembers}}).id, "uid:1000");
  EXPECT_EQ(admitted({1000, {}}).name, "alice");
  EXPECT_EQ(admitted({4242, {}}).name, "uid:4242");
  EXPECT_EQ(admitted({std::nullopt, {}}).id, "unknown");
}

TEST_F(CallersTest, TheAccountsOfTheServiceAreRefusedWithTheReason) {
  callers();
  const auto refused = callers_->admit({970, {kMembers}});
  EXPECT_TRUE(absl::IsPermissionDenied(refused.status()));
  EXPECT_THAT(refused.status().ToString(), HasSubstr("maxos-system"));
  EXPECT_THAT(refused.status().ToString(), HasSubstr("maxos-users"));
  for (const auto* name : {"maxos-grpc", "maxos", "maxos-http", "maxos-run"}) {
    machine_.accounts[980] = {name, {}};
    EXPECT_TRUE(absl::IsPermissionDenied(callers_->admit({980, {}}).status())) << name;
  }
}

TEST_F(CallersTest, TheServiceRunningAsItsOwnAccountMakesNoAdminOfIt) {
  callers(970);
  EXPECT_TRUE(absl::IsPermissionDenied(callers_->admit({970, {}}).status()));
}

TEST_F(CallersTest, AMembershipThatIsGivenOrTakenCountsSoon) {
  callers();
  const auto bob = *callers_->admit({1001, {}});
  EXPECT_EQ(bob->principal()->role, Role::viewer);
  machine_.accounts[1001].groups.push_back(kMembers);
  now_ += Callers::kMembershipAge - 1ms;
  EXPECT_EQ(bob->principal()->role, Role::viewer);
  now_ += 1ms;
  EXPECT_EQ(bob->principal()->role, Role::operator_role);
  machine_.accounts[1001].groups.pop_back();
  now_ += Callers::kMembershipAge;
  EXPECT_EQ(bob->principal()->role, Role::viewer);
}

TEST_F(CallersTest, TheUserDatabaseIsNotAskedForEachCall) {
  callers();
  const auto alice = *callers_->admit({1000, {}});
  const int before = machine_.asked;
  for (int i = 0; i < 100; ++i) alice->principal();
  EXPECT_EQ(machine_.asked, before);
}

TEST_F(CallersTest, ConnectionsAreOfOneCallerWhenNothingThatCountsTellsThemApart) {
  callers();
  const auto key = [this](std::optional<std::uint32_t> uid, std::vector<std::uint32_t> groups) {
    return callers_->key({uid, std::move(groups)});
  };
  EXPECT_EQ(key(1001, {1001}), key(1001, {1001, 27}));
  EXPECT_EQ(key(1001, {1001}), key(1001, {}));
  EXPECT_NE(key(1001, {1001}), key(1001, {1001, kMembers}));
  EXPECT_NE(key(1001, {}), key(1000, {}));
  EXPECT_NE(key(0, {}), key(std::nullopt, {}));
}

TEST(SystemUserDatabase, KnowsRootWithItsGroupAndNothingOfStrangers) {
  const auto users = system_user_database();
  const auto root = users->account(0);
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->name, "root");
  EXPECT_THAT(root->groups, ::testing::Contains(0U));
  EXPECT_EQ(users->group("root"), 0U);
  EXPECT_FALSE(users->account(4'242'424).has_value());
  EXPECT_FALSE(users->group("no-such-group").has_value());
}

}  // namespace
}  // namespace maxos::access
