#include "evolver_scene.h"

namespace maxos::agents {
namespace {

using ::testing::HasSubstr;

class FakeMisses : public MissedRequests {
 public:
  MissReport report(std::size_t limit) const override {
    MissReport out = all;
    if (out.groups.size() > limit) out.groups.resize(limit);
    return out;
  }
  MissReport all;
};

class MissesTest : public EvolverTest {
 protected:
  MissesTest() { environment_.misses = &misses_; }
  FakeMisses misses_;
};

TEST_F(MissesTest, GroupsAreShownWithHowOftenAndWhenLast) {
  misses_.all = {{{"frob /srv/a", "unknown", "file.list", 3, 1'700'000'000, 1'700'000'100},
                  {"should I reboot", "asked", "system.power", 1, 1'700'000'000, 1'700'000'000}},
                 2,
                 4};
  const auto outcome = run("agent.misses", {});
  ASSERT_TRUE(outcome.ok());
  EXPECT_THAT(outcome->message, HasSubstr("4 requests were not understood, in 2 wordings."));
  EXPECT_THAT(outcome->message, HasSubstr("3 × \"frob /srv/a\", last 2023-11-14T22:15:00Z"));
  EXPECT_THAT(outcome->message, HasSubstr("(asked)"));
  EXPECT_THAT(value(*outcome, "misses"), HasSubstr(R"({"text":"frob /srv/a","count":3,"why":"unknown")"));
  EXPECT_EQ(value(*outcome, "total_count"), "2");
  const auto one = run("agent.misses", {{"limit", "1"}});
  EXPECT_EQ(value(*one, "returned_count"), "1");
  EXPECT_EQ(value(*one, "total_count"), "2");
}

TEST_F(MissesTest, WithoutAnyEverythingWasUnderstood) {
  EXPECT_EQ(run("agent.misses", {})->message, "Everything that was asked was understood.");
  environment_.misses = nullptr;
  handlers_.clear();
  EXPECT_EQ(run("agent.misses", {}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace maxos::agents
