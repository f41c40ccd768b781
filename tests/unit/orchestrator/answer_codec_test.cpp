#include "orchestrator/answer_codec.h"

#include <gtest/gtest.h>

namespace maxos::orchestrator {
namespace {

TEST(AnswerCodec, WhatIsReadBackIsWhatWasWritten) {
  const Answer answer{
      "system", agents::AnswerStatus::not_found, "No \"x\"", {{"intent", "a"}, {"slots", "{}"}}, "id"};
  const auto again = decode_answer(encode_answer(answer));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->agent, answer.agent);
  EXPECT_EQ(again->status, answer.status);
  EXPECT_EQ(again->message, answer.message);
  EXPECT_EQ(again->payload, answer.payload);
  EXPECT_EQ(again->operation_id, answer.operation_id);
}

TEST(AnswerCodec, ForeignBytesAreNoAnswer) {
  EXPECT_FALSE(decode_answer(""));
  EXPECT_FALSE(decode_answer("[]"));
  EXPECT_FALSE(decode_answer(R"({"version":2})"));
  EXPECT_FALSE(decode_answer(R"({"version":1,"agent":5})"));
}

}  // namespace
}  // namespace maxos::orchestrator
