#include "rpc/call_guard.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <thread>

namespace maxos::rpc {
namespace {

using namespace std::chrono_literals;

std::chrono::steady_clock::time_point soon() {
  return std::chrono::steady_clock::now() + 20s;
}

TEST(CallGuard, TakesCallsUntilTheStopAndNoneAfterIt) {
  CallGuard guard;
  ASSERT_TRUE(guard.begin());
  std::optional<CallGuard::Token> token(std::in_place, &guard);
  guard.stop();
  EXPECT_FALSE(guard.begin());
  EXPECT_EQ(guard.in_flight(), 1U);
  EXPECT_FALSE(guard.wait_idle(std::chrono::steady_clock::now()));
  std::jthread ender([&token] { token.reset(); });
  EXPECT_TRUE(guard.wait_idle(soon()));
}

TEST(CallGuard, NoCallSlipsThroughAStopUncounted) {
  CallGuard guard;
  std::atomic<int> after_idle{0};
  std::atomic<bool> idle{false};
  std::vector<std::jthread> callers;
  callers.reserve(4);
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      while (guard.begin()) {
        const CallGuard::Token token(&guard);
        if (idle) ++after_idle;
      }
    });
  }
  guard.stop();
  EXPECT_TRUE(guard.wait_idle(soon()));
  idle = true;
  callers.clear();
  EXPECT_EQ(after_idle, 0);
}

TEST(CallGuard, TellsItsListenersOnceAndNotTheRemovedOnes) {
  CallGuard guard;
  int told = 0;
  int removed = 0;
  guard.add_stop_listener([&] { ++told; });
  guard.remove_stop_listener(guard.add_stop_listener([&] { ++removed; }));
  guard.stop();
  EXPECT_EQ(told, 1);
  EXPECT_EQ(removed, 0);
  EXPECT_EQ(guard.add_stop_listener([&] { ++told; }), 0U);
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace maxos::rpc
