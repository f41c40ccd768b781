// Against a server that misbehaves in ways a real one can only be brought to by luck.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "fake_redis.h"
#include "loop_thread.h"
#include "store/redis_protocol.h"

namespace maxos::store {
namespace {

using testing::HasSubstr;
using Command = std::vector<std::string>;

TEST(RedisFaults, AServerThatLoadsItsDataIsDownUntilItIsThrough) {
  std::atomic<int> pings = 0;
  FakeRedis server([&](int, const Command& command) {
    if (command[0] == "PING") ++pings;
    if (pings <= 3) return FakeRedis::Answer{"-LOADING Redis is loading the dataset in memory\r\n"};
    return FakeRedis::usual(command);
  });
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  const RedisState first = redis.changes.wait(1);
  EXPECT_FALSE(first.up);
  EXPECT_THAT(first.detail, HasSubstr("LOADING"));
  EXPECT_TRUE(redis.changes.wait(2).up);
  EXPECT_EQ(redis.changes.count(), 2U);
}

TEST(RedisFaults, LoadingInTheMiddleOfWorkMakesItDown) {
  FakeRedis server([](int connection, const Command& command) {
    if (command[0] == "GET" && connection == 1) return FakeRedis::Answer{"-LOADING Redis is loading\r\n"};
    if (command[0] == "GET") return FakeRedis::Answer{"$1\r\nx\r\n"};
    return FakeRedis::usual(command);
  });
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  EXPECT_TRUE(absl::IsUnavailable(redis.ask({"GET", "a"}).status()));
  EXPECT_FALSE(redis.changes.wait(2).up);
  EXPECT_TRUE(redis.changes.wait(3).up);
}

TEST(RedisFaults, AServerThatNeverAnswersIsTimedOutAndTriedAgain) {
  std::atomic<int> connections = 0;
  FakeRedis server([&](int connection, const Command& command) {
    connections = connection;
    return connection < 3 ? FakeRedis::Answer{} : FakeRedis::usual(command);
  });
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  EXPECT_THAT(redis.changes.wait(1).detail, HasSubstr("no answer for 200ms"));
  EXPECT_TRUE(redis.changes.wait(2).up);
  EXPECT_EQ(connections, 3);
}

TEST(RedisFaults, AServerThatClosesMidReplyGivesUnavailableOnce) {
  FakeRedis server([](int connection, const Command& command) {
    if (command[0] == "GET" && connection == 1) return FakeRedis::Answer{"$100\r\nhalf", true};
    return FakeRedis::usual(command);
  });
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  EXPECT_TRUE(absl::IsUnavailable(redis.ask({"GET", "a"}).status()));
  EXPECT_THAT(redis.changes.wait(2).detail, HasSubstr("closed the connection"));
  EXPECT_TRUE(redis.changes.wait(3).up);
}

// Each of these would take a process down that trusts its server.
TEST(RedisFaults, HostileAnswersEndTheConnectionAndNothingElse) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep.append("*1\r\n");
  const std::string huge_text = "$400000000\r\n" + std::string(2 * kMaxReplyBytes, 'x');
  const std::vector<std::string> answers = {"HTTP/1.1 400 Bad Request\r\n\r\n",
                                            "*2147483647\r\n",
                                            "*-7\r\n",
                                            "$-7\r\n",
                                            "$99999999999999999999\r\n",
                                            "+OK\r\n+OK\r\n+OK\r\n",
                                            deep,
                                            huge_text,
                                            std::string(1'000, '\0'),
                                            "\r\n\r\n",
                                            ":x\r\n",
                                            "%1\r\n+a\r\n+b\r\n",
                                            ",1.5\r\n"};
  for (const std::string& answer : answers) {
    FakeRedis server([&](int connection, const Command& command) {
      if (command[0] == "GET" && connection == 1) return FakeRedis::Answer{answer};
      return FakeRedis::usual(command);
    });
    LoopThread thread;
    LoopRedis redis(thread, server.config());
    ASSERT_TRUE(redis.changes.wait(1).up);
    redis.ask({"GET", "a"}).status().IgnoreError();
    EXPECT_FALSE(redis.changes.wait(2).up) << answer.substr(0, 40);
    EXPECT_TRUE(redis.changes.wait(3).up) << answer.substr(0, 40);
  }
}

TEST(RedisFaults, ALoopThatStoodStillDoesNotTakeTheServerForDead) {
  FakeRedis server([](int, const Command& command) { return FakeRedis::usual(command); });
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  std::promise<absl::Status> answer;
  thread.run([&] {
    redis->send({"PING"}, [&](const absl::StatusOr<Reply>& reply) { answer.set_value(reply.status()); });
    // Nothing is written before this turn of the loop ends: twice the time limit later.
    std::promise<void>().get_future().wait_for(std::chrono::milliseconds(400));
  });
  EXPECT_TRUE(answer.get_future().get().ok());
  EXPECT_EQ(redis.changes.count(), 1U);
}

TEST(RedisFaults, WhatAFullServerSaysBeforeItHangsUpIsTold) {
  FakeRedis server(
      [](int, const Command&) {
        return FakeRedis::Answer{{}, true};
      },
      "-ERR max number of clients reached\r\n");
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  EXPECT_THAT(redis.changes.wait(1).detail, HasSubstr("no room for a further client"));
}

TEST(RedisFaults, AServerThatAcceptsAndDropsIsNotTriedWithoutPause) {
  std::atomic<int> connections = 0;
  FakeRedis server([&](int connection, const Command& command) {
    connections = connection;
    FakeRedis::Answer answer = FakeRedis::usual(command);
    answer.close = command[0] == "SET";
    return answer;
  });
  LoopThread thread;
  auto config = server.config();
  config.backoff_min = std::chrono::milliseconds(50);
  config.backoff_max = std::chrono::milliseconds(400);
  const auto start = std::chrono::steady_clock::now();
  LoopRedis redis(thread, config);
  redis.changes.wait(8);  // Four times up and down.
  // Half of 50, 100 and 200 ms at least between them.
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(170));
  EXPECT_LE(connections, 5);
}

}  // namespace
}  // namespace maxos::store
