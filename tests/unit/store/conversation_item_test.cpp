#include "store/conversation_item.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace maxos::store {
namespace {

ConversationItem sample() {
  return {"op-1",       1'700'000'000, "list \"files\"\n", "file.list", R"({"path":"/srv","limit":3})",
          "filesystem", "success",     "3 files"};
}

TEST(ConversationItemJson, GoesThereAndBack) {
  const std::string text = to_json(sample());
  EXPECT_EQ(text, to_json(sample()));
  EXPECT_EQ(nlohmann::json::parse(text)["slots"]["limit"], 3);
  const auto item = item_from_json(text);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->operation_id, "op-1");
  EXPECT_EQ(item->time, 1'700'000'000);
  EXPECT_EQ(item->text, "list \"files\"\n");
  EXPECT_EQ(nlohmann::json::parse(item->slots), nlohmann::json::parse(sample().slots));
  EXPECT_EQ(item->summary, "3 files");
}

TEST(ConversationItemJson, SlotsThatAreNoObjectBecomeEmptyOnes) {
  for (const char* slots : {"", "[1]", "\"x\"", "{broken", "null"}) {
    ConversationItem item = sample();
    item.slots = slots;
    EXPECT_EQ(nlohmann::json::parse(to_json(item))["slots"], nlohmann::json::object()) << slots;
  }
}

TEST(ConversationItemJson, BytesThatAreNoUtf8DoNotThrow) {
  ConversationItem item = sample();
  item.text = std::string("\xff\xfe\0x", 4);
  EXPECT_TRUE(nlohmann::json::accept(to_json(item)));
}

TEST(ConversationItemJson, ForeignElementsArePassedOver) {
  EXPECT_FALSE(item_from_json("not json"));
  EXPECT_FALSE(item_from_json("[1,2]"));
  const auto item = item_from_json(R"({"operation_id":7,"time":"x","slots":[],"more":{}})");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->operation_id, "");
  EXPECT_EQ(item->slots, "{}");
}

TEST(ConversationItemBounds, LongTextsAreCutAtWholeCharacters) {
  ConversationItem item = sample();
  item.text = "x";
  while (item.text.size() < 100'000) item.text.append("ä");
  item.slots = "{\"x\":\"" + std::string(20'000, 'y') + "\"}";
  item.status = std::string(10'000, 's');
  bound_item(item);
  EXPECT_LE(item.text.size(), 8'192U);
  EXPECT_EQ(static_cast<unsigned char>(item.text.back()), 0xA4);
  EXPECT_EQ(item.slots, "{}");
  EXPECT_LT(item_bytes(item), 10'000U);
}

}  // namespace
}  // namespace maxos::store
