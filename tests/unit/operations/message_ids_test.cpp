#include "operations/message_ids.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace maxos::operations {
namespace {

TEST(MessageIds, EachIsExplainedInTheCatalogAndNoOtherIs) {
  std::ifstream file(MAXOS_CATALOG);
  ASSERT_TRUE(file) << MAXOS_CATALOG;
  std::set<std::string> explained;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("-- ") && line.size() >= 35) explained.insert(line.substr(3, 32));
  }
  std::set<std::string> used;
  for (const std::string_view id :
       {message_id::kRequest, message_id::kReadSummary, message_id::kRedisUp, message_id::kRedisDown,
        message_id::kReloaded, message_id::kReloadRefused, message_id::kStateUnwritable, message_id::kStarted,
        message_id::kStopping, message_id::kTrouble, message_id::kHung, message_id::kHostTrouble}) {
    used.emplace(id);
  }
  EXPECT_EQ(explained, used);
}

}  // namespace
}  // namespace maxos::operations
