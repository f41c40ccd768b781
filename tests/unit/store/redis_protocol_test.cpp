#include "store/redis_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maxos::store {
namespace {

Reply whole(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  auto reply = reader.next();
  EXPECT_TRUE(reply.ok() && reply->has_value()) << bytes;
  return reply.ok() && reply->has_value() ? **reply : Reply();
}

bool is_refused(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  return !reader.next().ok();
}

TEST(RedisProtocol, EveryKindOfReplyIsRead) {
  EXPECT_EQ(whole("+PONG\r\n").text, "PONG");
  EXPECT_EQ(whole(":-42\r\n").integer, -42);
  EXPECT_EQ(whole("$-1\r\n").kind, Reply::Kind::nil);
  EXPECT_EQ(whole("*-1\r\n").kind, Reply::Kind::nil);
  EXPECT_EQ(whole(std::string("$3\r\na\0b\r\n", 9)).text, std::string("a\0b", 3));
  const Reply error = whole("-ERR no\r\n");
  EXPECT_EQ(error.kind, Reply::Kind::error);
  EXPECT_EQ(error.text, "ERR no");
  const Reply list = whole("*3\r\n:1\r\n*2\r\n+a\r\n-ERR b\r\n*0\r\n");
  ASSERT_EQ(list.list.size(), 3U);
  EXPECT_EQ(list.list[1].list[1].kind, Reply::Kind::error);
  EXPECT_EQ(list.list[2].kind, Reply::Kind::list);
}

TEST(RedisProtocol, ARepliesBytesMayComeOneByOne) {
  ReplyReader reader;
  const std::string bytes = "*2\r\n$5\r\nhello\r\n:7\r\n+next\r\n";
  std::vector<Reply> replies;
  for (const char byte : bytes) {
    reader.feed({&byte, 1});
    auto reply = reader.next();
    ASSERT_TRUE(reply.ok());
    if (*reply) replies.push_back(**reply);
  }
  ASSERT_EQ(replies.size(), 2U);
  EXPECT_EQ(replies[0].list[0].text, "hello");
  EXPECT_EQ(replies[1].text, "next");
}

TEST(RedisProtocol, GarbageAndBoundlessRepliesAreRefused) {
  EXPECT_TRUE(is_refused("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_TRUE(is_refused("$notanumber\r\n"));
  EXPECT_TRUE(is_refused("*2147483647\r\n"));
  EXPECT_TRUE(is_refused("*" + std::to_string(kMaxReplyElements + 1) + "\r\n"));
  std::string deep;
  for (int i = 0; i < 1'000; ++i) deep.append("*1\r\n");
  EXPECT_TRUE(is_refused(deep));
}

TEST(RedisProtocol, AnAnswerLargerThanTheBoundIsRefusedBeforeItIsWhole) {
  ReplyReader reader;
  reader.feed("$536870911\r\n");
  const std::string chunk(1024 * 1024, 'x');
  std::size_t fed = 0;
  while (reader.next().ok()) {
    reader.feed(chunk);
    fed += chunk.size();
    ASSERT_LE(fed, kMaxReplyBytes + chunk.size());
  }
  EXPECT_GT(fed, kMaxReplyBytes / 2);
}

TEST(RedisProtocol, ManySmallRepliesNeverMeetTheBound) {
  ReplyReader reader;
  const std::string chunk = "$65536\r\n" + std::string(65'536, 'x') + "\r\n+a";
  for (int i = 0; i < 400; ++i) {
    reader.feed(chunk);
    reader.feed("bc\r\n");
    for (int j = 0; j < 2; ++j) {
      auto reply = reader.next();
      ASSERT_TRUE(reply.ok() && reply->has_value());
    }
  }
}

TEST(RedisProtocol, CommandsCarryAnyBytes) {
  std::string out = "before";
  append_command({"SET", std::string("k\0\r\n", 4), ""}, out);
  EXPECT_EQ(out, std::string("before*3\r\n$3\r\nSET\r\n$4\r\nk\0\r\n\r\n$0\r\n\r\n", 35));
}

}  // namespace
}  // namespace maxos::store
