#include "operations/operation_id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "base/guarded.h"

namespace maxos::operations {
namespace {

TEST(OperationId, Is32HexDigitsOfAVersion7Uuid) {
  const std::string id = new_operation_id();
  ASSERT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(id[12], '7');
  EXPECT_NE(std::string("89ab").find(id[16]), std::string::npos);
}

TEST(OperationId, NoTwoAreTheSameOnAnyThread) {
  base::Guarded<std::set<std::string>> all;
  constexpr int kThreads = 4;
  constexpr int kEach = 5000;
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&all] {
        std::vector<std::string> mine;
        mine.reserve(kEach);
        for (int i = 0; i < kEach; ++i) mine.push_back(new_operation_id());
        all.with([&](auto& set) { set.insert(mine.begin(), mine.end()); });
      });
    }
  }
  EXPECT_EQ(all.with([](const auto& set) { return set.size(); }), std::size_t{kThreads} * kEach);
}

}  // namespace
}  // namespace maxos::operations
