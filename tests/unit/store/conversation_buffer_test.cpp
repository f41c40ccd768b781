#include "store/conversation_buffer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maxos::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SharedItem item(const std::string& id, std::size_t bytes = 0) {
  ConversationItem made;
  made.operation_id = id;
  made.text = std::string(bytes, 'x');
  return std::make_shared<const ConversationItem>(std::move(made));
}

std::vector<std::string> ids(const std::vector<SharedItem>& items) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const SharedItem& one : items) names.push_back(one->operation_id);
  return names;
}

config::Memory small() {
  config::Memory config;
  config.items = 3;
  config.buffered_conversations = 2;
  config.buffered_bytes = 64 * 1024;
  return config;
}

TEST(ConversationBuffer, AConversationKeepsItsNewestItems) {
  ConversationBuffer buffer(small());
  for (const char* id : {"1", "2", "3", "4", "5"}) buffer.append("a", item(id));
  EXPECT_THAT(ids(buffer.items("a")), ElementsAre("3", "4", "5"));
  EXPECT_EQ(buffer.size(), 3U);
  EXPECT_EQ(buffer.dropped(), 0U);
  EXPECT_TRUE(buffer.take_overflowing());
  EXPECT_FALSE(buffer.take_overflowing());
}

TEST(ConversationBuffer, TheConversationLongestUnusedGoesFirst) {
  ConversationBuffer buffer(small());
  buffer.append("a", item("1"));
  buffer.append("b", item("2"));
  buffer.append("a", item("3"));
  buffer.append("c", item("4"));
  EXPECT_THAT(ids(buffer.items("a")), ElementsAre("1", "3"));
  EXPECT_THAT(buffer.items("b"), IsEmpty());
  EXPECT_EQ(buffer.dropped(), 1U);
  EXPECT_EQ(buffer.conversations(), 2U);
}

TEST(ConversationBuffer, TheBytesOfAllConversationsAreBounded) {
  auto config = small();
  config.buffered_conversations = 1'000;
  ConversationBuffer buffer(config);
  for (int i = 0; i < 100; ++i) buffer.append("c" + std::to_string(i), item("x", 8'000));
  EXPECT_LE(buffer.bytes(), config.buffered_bytes);
  EXPECT_GE(buffer.bytes(), config.buffered_bytes - 10'000);
  EXPECT_EQ(buffer.size() + buffer.dropped(), 100U);
  EXPECT_THAT(ids(buffer.items("c99")), ElementsAre("x"));
}

TEST(ConversationBuffer, WhatIsWrittenLeavesAndWhatCameMeanwhileStays) {
  ConversationBuffer buffer(small());
  buffer.append("a", item("1"));
  buffer.append("a", item("2"));
  const auto batch = buffer.begin_flush();
  EXPECT_THAT(ids(batch.items), ElementsAre("1", "2"));
  EXPECT_FALSE(buffer.begin_flush()) << "one batch of a conversation at a time";
  buffer.append("a", item("3"));
  EXPECT_THAT(ids(buffer.items("a")), ElementsAre("1", "2", "3"));
  buffer.end_flush("a", batch.number, true);
  EXPECT_THAT(ids(buffer.items("a")), ElementsAre("3"));
  const auto rest = buffer.begin_flush();
  EXPECT_THAT(ids(rest.items), ElementsAre("3"));
  buffer.end_flush("a", rest.number, true);
  EXPECT_EQ(buffer.size(), 0U);
  EXPECT_EQ(buffer.bytes(), 0U);
  EXPECT_EQ(buffer.conversations(), 0U);
}

TEST(ConversationBuffer, WhatFailedWaitsAgainInItsOrder) {
  ConversationBuffer buffer(small());
  buffer.append("a", item("1"));
  const auto batch = buffer.begin_flush();
  buffer.append("a", item("2"));
  buffer.end_flush("a", batch.number, false);
  EXPECT_TRUE(buffer.waiting());
  EXPECT_THAT(ids(buffer.begin_flush().items), ElementsAre("1", "2"));
}

TEST(ConversationBuffer, ItemsPushedOutWhileUnderWayAreNotTakenForOthers) {
  ConversationBuffer buffer(small());
  for (const char* id : {"1", "2", "3"}) buffer.append("a", item(id));
  const auto batch = buffer.begin_flush();
  for (const char* id : {"4", "5"}) buffer.append("a", item(id));
  buffer.end_flush("a", batch.number, true);
  EXPECT_THAT(ids(buffer.items("a")), ElementsAre("4", "5"));
}

TEST(ConversationBuffer, TheEndOfABatchThatWasPushedOutTouchesNothing) {
  ConversationBuffer buffer(small());
  buffer.append("a", item("1"));
  const auto old = buffer.begin_flush();
  buffer.append("b", item("2"));
  buffer.append("c", item("3"));  // Pushes "a" out.
  buffer.append("a", item("4"));  // Pushes "b" out.
  buffer.end_flush("a", old.number, true);
  EXPECT_THAT(ids(buffer.items("a")), ElementsAre("4"));
  std::vector<std::string> keys;
  while (const auto batch = buffer.begin_flush()) keys.push_back(batch.key);
  EXPECT_THAT(keys, ElementsAre("c", "a"));
}

TEST(ConversationBuffer, WhatRedisNeverTakesIsGivenUpTheThirdTime) {
  ConversationBuffer buffer(small());
  buffer.append("a", item("1"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(buffer.size(), 1U);
    const auto batch = buffer.begin_flush();
    buffer.refuse_flush("a", batch.number);
  }
  EXPECT_EQ(buffer.size(), 0U);
  EXPECT_EQ(buffer.dropped(), 1U);
}

TEST(ConversationBuffer, SmallerBoundsHoldAtOnce) {
  ConversationBuffer buffer(small());
  for (const char* id : {"1", "2", "3"}) buffer.append("a", item(id));
  buffer.append("b", item("4"));
  auto config = small();
  config.items = 1;
  config.buffered_conversations = 1;
  buffer.set_config(config);
  EXPECT_EQ(buffer.size(), 1U);
  EXPECT_THAT(ids(buffer.items("b")), ElementsAre("4"));
}

}  // namespace
}  // namespace maxos::store
