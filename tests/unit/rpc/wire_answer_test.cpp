#include "rpc/wire_answer.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "maxos.pb.h"
#include "rpc/text_request.h"

namespace maxos::rpc {
namespace {

orchestrator::Answer answer() {
  orchestrator::Answer answer;
  answer.agent = "filesystem";
  answer.status = agents::AnswerStatus::not_found;
  answer.message.assign(300, 'm').append("\xFF");
  answer.payload = {
      {"intent", "file.list"}, {"entries", std::string(70'000, 'e')}, {"bad", "\x80"}, {"empty", ""}};
  answer.operation_id = "0123";
  return answer;
}

TEST(WireAnswer, IsWhatTheGeneratedCodeReads) {
  AgentResponse response;
  ASSERT_TRUE(parse_message(serialize_answer(answer()), response));
  EXPECT_EQ(response.agent(), "filesystem");
  EXPECT_EQ(response.status(), "not_found");
  EXPECT_EQ(response.message().substr(300), "\xEF\xBF\xBD");
  ASSERT_EQ(response.payload().size(), 4U);
  EXPECT_EQ(response.payload().at("entries").size(), 70'000U);
  EXPECT_EQ(response.payload().at("bad"), "\xEF\xBF\xBD");
  EXPECT_EQ(response.payload().at("empty"), "");
}

TEST(WireAnswer, UpdatesAreWhatTheGeneratedCodeReads) {
  OperationUpdate update;
  ASSERT_TRUE(parse_message(serialize_update("id", 0, "started", "Started"), update));
  EXPECT_EQ(update.progress(), 0);
  EXPECT_EQ(update.status(), "started");
  EXPECT_EQ(update.operation_id(), "id");
  ASSERT_TRUE(parse_message(serialize_update("id", 55, "processing", "half \xFF"), update));
  EXPECT_EQ(update.progress(), 55);
  EXPECT_TRUE(base::is_utf8(update.message()));
  EXPECT_TRUE(update.payload().empty());
  ASSERT_TRUE(parse_message(serialize_update("id", 20, "processing", "line", {{"entry", "{}"}}), update));
  EXPECT_EQ(update.payload().at("entry"), "{}");
}

TEST(WireAnswer, TheLastUpdateHasTheExactStatusInItsPayload) {
  OperationUpdate update;
  ASSERT_TRUE(parse_message(serialize_final_update(answer()), update));
  EXPECT_EQ(update.progress(), 100);
  EXPECT_EQ(update.status(), "error");
  EXPECT_EQ(update.payload().at("status"), "not_found");
  EXPECT_EQ(update.payload().at("agent"), "filesystem");
  EXPECT_EQ(update.payload().at("intent"), "file.list");
  EXPECT_EQ(update.operation_id(), "0123");
}

}  // namespace
}  // namespace maxos::rpc
