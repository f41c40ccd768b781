#include "orchestrator/recall.h"

#include <gtest/gtest.h>

namespace maxos::orchestrator {
namespace {

class Recall : public ::testing::Test {
 protected:
  static store::ConversationItem item(std::string intent, std::string slots, std::string status = "success") {
    store::ConversationItem out;
    out.intent = std::move(intent);
    out.slots = std::move(slots);
    out.status = std::move(status);
    return out;
  }
  agents::Values recall_for(std::string_view intent, const agents::Values& slots,
                            const std::vector<store::ConversationItem>& items) const {
    return recall(*registry_.find(intent), slots, items, registry_);
  }
  const agents::Registry registry_ = agents::builtin_registry();
};

TEST_F(Recall, ItIsWhatTheNewestRequestNamed) {
  const std::vector<store::ConversationItem> items = {item("file.list", R"({"path":"/srv/old"})"),
                                                      item("file.list", R"({"path":"/srv/data"})"),
                                                      item("system.uptime", "{}")};
  EXPECT_EQ(recall_for("file.info", {}, items), (agents::Values{{"path", "/srv/data"}}));
  EXPECT_EQ(recall_for("file.usage", {}, items), (agents::Values{{"path", "/srv/data"}}));
}

TEST_F(Recall, OnlyOneOfTwoPathsIsTheSameThing) {
  const std::vector<store::ConversationItem> items = {item("file.list", R"({"path":"/srv/data"})")};
  EXPECT_EQ(recall_for("file.copy", {}, items), (agents::Values{{"source", "/srv/data"}}));
  EXPECT_EQ(recall_for("file.copy", {{"destination", "/srv/b"}}, items),
            (agents::Values{{"source", "/srv/data"}}));
}

TEST_F(Recall, WhatWasPutSomewhereIsThere) {
  const std::vector<store::ConversationItem> items = {
      item("file.copy", R"({"destination":"/srv/b","source":"/srv/a"})")};
  EXPECT_EQ(recall_for("file.info", {}, items), (agents::Values{{"path", "/srv/b"}}));
}

TEST_F(Recall, AThingOfAnotherKindIsNotMeant) {
  const std::vector<store::ConversationItem> items = {item("system.service", R"({"unit":"nginx"})")};
  EXPECT_TRUE(recall_for("file.info", {}, items).empty());
  EXPECT_EQ(recall_for("system.logs", {}, items), (agents::Values{{"unit", "nginx"}}));
  EXPECT_TRUE(recall_for("file.info", {}, {item("file.list", "no json")}).empty());
  EXPECT_TRUE(recall_for("file.info", {}, {item("unknown", R"({"path":"/srv"})")}).empty());
}

TEST_F(Recall, WhatWasNotDoneIsNotMeant) {
  for (const char* status :
       {"confirmation_required", "error", "denied", "not_found", "cancelled", "unavailable", "dry_run"}) {
    const std::vector<store::ConversationItem> items = {
        item("file.list", R"({"path":"/srv/data"})"),
        item("file.copy", R"({"destination":"/srv/b","source":"/srv/a"})", status)};
    EXPECT_EQ(recall_for("file.info", {}, items), (agents::Values{{"path", "/srv/data"}})) << status;
    EXPECT_TRUE(recall_for("file.info", {}, {items.back()}).empty()) << status;
  }
}

TEST_F(Recall, WhatIsThereAlreadyIsNotAskedFor) {
  EXPECT_FALSE(could_recall(*registry_.find("file.info"), {{"path", "/srv"}}));
  EXPECT_TRUE(could_recall(*registry_.find("file.info"), {}));
  EXPECT_FALSE(could_recall(*registry_.find("system.uptime"), {}));
}

}  // namespace
}  // namespace maxos::orchestrator
