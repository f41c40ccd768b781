#include <cstdlib>
#include <sstream>
#include <thread>

#include "scene.h"

namespace maxos::agents {
namespace {

std::unique_ptr<Handler> handler(std::string_view intent) {
  for (auto& handler : make_testing_handlers({})) {
    if (handler->declaration().intent == intent) return std::move(handler);
  }
  return nullptr;
}

TEST(TestingHandlers, WorkReportsProgressThatNeverFalls) {
  std::vector<int> seen;
  const ExecutionContext context(std::stop_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1),
                                 [&](int percent, std::string_view) { seen.push_back(percent); });
  const auto work = handler("test.work");
  const auto plan = work->plan(
      {.intent = "test.work", .slots = {{"seconds", "1"}, {"bytes", "1000"}}, .context = {}, .caller = {}},
      context);
  ASSERT_TRUE(plan.ok()) << plan.status();
  const auto outcome = work->execute(*plan, context);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(value(*outcome, "filled_bytes"), "1000");
  EXPECT_GT(seen.size(), 10U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back(), 100);
}

TEST(TestingHandlers, WorkStopsWhenCancelled) {
  std::stop_source source;
  const ExecutionContext context(source.get_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1),
                                 [&](int, std::string_view) { source.request_stop(); });
  const auto work = handler("test.work");
  const auto plan = work->plan(
      {.intent = "test.work", .slots = {{"seconds", "600"}}, .context = {}, .caller = {}}, context);
  EXPECT_EQ(work->execute(*plan, context).status().code(), absl::StatusCode::kCancelled);
}

TEST(TestingHandlers, ChangeAsksFirstAndAppendsThen) {
  const TempTree tree;
  ::setenv("MAXOS_TEST_CHANGE_FILE", (tree / "changes").c_str(), 1);
  const auto change = handler("test.change");
  const auto plan = change->plan(
      {.intent = "test.change", .slots = {{"text", "one"}}, .context = {}, .caller = {}}, quiet_context());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_TRUE(plan->confirm);
  EXPECT_FALSE(std::filesystem::exists(tree / "changes"));
  EXPECT_TRUE(change->execute(*plan, quiet_context()).ok());
  EXPECT_TRUE(change->execute(*plan, quiet_context()).ok());
  std::ostringstream text;
  text << std::ifstream(tree / "changes").rdbuf();
  EXPECT_EQ(text.str(), "one\none\n");
  ::unsetenv("MAXOS_TEST_CHANGE_FILE");
  EXPECT_EQ(change
                ->plan({.intent = "test.change", .slots = {{"text", "x"}}, .context = {}, .caller = {}},
                       quiet_context())
                .status()
                .code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace maxos::agents
