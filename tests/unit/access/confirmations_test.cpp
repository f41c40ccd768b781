#include "access/confirmations.h"

#include <gtest/gtest.h>

#include <set>

#include "access/plan_digest.h"
#include "support/callers.h"

namespace maxos::access {
namespace {

using namespace std::chrono_literals;

class ConfirmationsTest : public testing::Test {
 protected:
  ConfirmationsTest() {
    clock_.steady = [this] { return now_; };
    config_.confirmation_ttl = 60s;
    config_.pending_confirmations = 3;
  }
  static agents::Plan plan(const std::string& target) {
    agents::Plan plan;
    plan.intent = "test.change";
    plan.targets = {target};
    return plan;
  }

  std::chrono::steady_clock::time_point now_{};
  platform::Clock clock_;
  config::Access config_;
  Principal alice_ = principal_of(1001);
  Principal bob_ = principal_of(1002);
};

TEST_F(ConfirmationsTest, ATokenGivesTheStoredPlanExactlyOnce) {
  Confirmations confirmations(config_, clock_);
  const IssuedToken issued = confirmations.issue(alice_, plan("/srv/a"));
  EXPECT_EQ(issued.token.size(), 43U);
  EXPECT_EQ(issued.expires_in, 60s);
  const auto redeemed = confirmations.redeem(alice_, issued.token);
  ASSERT_TRUE(redeemed.ok());
  EXPECT_EQ(redeemed->targets, std::vector<std::string>{"/srv/a"});
  EXPECT_EQ(confirmations.redeem(alice_, issued.token).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ConfirmationsTest, ATokenIsWorthNothingToAnybodyElseAndStaysWithItsOwner) {
  Confirmations confirmations(config_, clock_);
  const IssuedToken issued = confirmations.issue(alice_, plan("/srv/a"));
  EXPECT_FALSE(confirmations.redeem(bob_, issued.token).ok());
  EXPECT_TRUE(confirmations.redeem(alice_, issued.token).ok());
}

TEST_F(ConfirmationsTest, ATokenExpires) {
  Confirmations confirmations(config_, clock_);
  const IssuedToken issued = confirmations.issue(alice_, plan("/srv/a"));
  now_ += 60s;
  EXPECT_FALSE(confirmations.redeem(alice_, issued.token).ok());
}

TEST_F(ConfirmationsTest, BeyondItsBoundTheOldestGoes) {
  Confirmations confirmations(config_, clock_);
  std::vector<std::string> tokens;
  for (int i = 0; i < 4; ++i) {
    tokens.push_back(confirmations.issue(alice_, plan(std::to_string(i))).token);
    now_ += 1s;
  }
  EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), 4U);
  EXPECT_FALSE(confirmations.redeem(alice_, tokens[0]).ok());
  EXPECT_TRUE(confirmations.redeem(alice_, tokens[1]).ok());
  EXPECT_TRUE(confirmations.redeem(alice_, tokens[3]).ok());
}

TEST(PlanDigest, PlansThatDoDifferentThingsDiffer) {
  agents::Plan one;
  one.intent = "file.delete";
  one.targets = {"/a", "b"};
  agents::Plan two = one;
  EXPECT_EQ(plan_digest(one), plan_digest(two));
  two.targets = {"/ab", ""};
  EXPECT_NE(plan_digest(one), plan_digest(two));
  two = one;
  two.entries = 1;
  EXPECT_NE(plan_digest(one), plan_digest(two));
  two = one;
  two.slots["path"] = "/a";
  EXPECT_NE(plan_digest(one), plan_digest(two));
}

}  // namespace
}  // namespace maxos::access
