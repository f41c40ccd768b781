#include "store/conversations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "loop_thread.h"
#include "redis_server.h"

namespace maxos::store {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using Ids = std::vector<std::string>;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

ConversationItem item(const std::string& id) {
  return {id, now(), "what is up?", "system.uptime", "{}", "system", "success", "up 3 days"};
}

Ids ids(const std::vector<ConversationItem>& items) {
  Ids names;
  for (const ConversationItem& one : items) names.push_back(one.operation_id);
  return names;
}

Ids numbered(int first, int last) {
  Ids names;
  for (int i = first; i <= last; ++i) names.push_back(std::to_string(i));
  return names;
}

// Conversations over a real server, wired as the daemon does it.
class ConversationsTest : public testing::Test {
 protected:
  ConversationsTest() {
    thread_.run([this] {
      redis_ = connect_redis(thread_.loop, redis_config(), [this](const RedisState& state) {
        if (state.up) conversations_->redis_up();
        listener_(state);
      });
      conversations_ = std::make_unique<Conversations>(thread_.loop, redis_.get(), memory_);
    });
  }
  ~ConversationsTest() override {
    server_.thaw();
    thread_.run([this] {
      conversations_.reset();
      redis_.reset();
    });
  }

  config::Redis redis_config() {
    auto config = server_.config();
    config.command_timeout = milliseconds(150);
    return config;
  }

  // Number of the change that made it up (from 1).
  void start(const std::vector<std::string>& more = {}) {
    const std::size_t before = changes_.count();
    server_.start(more);
    // Down may have been told meanwhile, when the client looked before the server was there.
    for (std::size_t i = before + 1; !changes_.wait(i).up; ++i) ASSERT_LT(i, before + 4);
  }

  // Waits until nothing is buffered; whether that came about.
  bool flush(milliseconds limit = std::chrono::seconds(10)) {
    std::promise<void> done;
    conversations_->flush(limit, [&] { done.set_value(); });
    EXPECT_EQ(done.get_future().wait_for(kPatience), std::future_status::ready);
    return conversations_->buffered() == 0;
  }

  std::vector<ConversationItem> recent(const std::string& session, std::size_t count,
                                       milliseconds limit = std::chrono::seconds(10)) {
    std::promise<std::vector<ConversationItem>> answer;
    conversations_->recent("uid:1000", session, count, limit,
                           [&](std::vector<ConversationItem> items) { answer.set_value(std::move(items)); });
    auto future = answer.get_future();
    EXPECT_EQ(future.wait_for(kPatience), std::future_status::ready);
    return future.get();
  }

  void append(const std::string& session, const std::string& id) {
    conversations_->append("uid:1000", session, item(id));
  }

  // The list as it stands in Redis, read by another client.
  Ids in_redis(const std::string& session) {
    LoopRedis reader(thread_, server_.config());
    EXPECT_TRUE(reader.changes.wait(1).up);
    const auto reply = reader.ask({"LRANGE", Conversations::key("uid:1000", session), "0", "-1"});
    Ids names;
    if (!reply.ok()) return {"error"};
    for (const Reply& element : reply->list)
      names.push_back(nlohmann::json::parse(element.text)["operation_id"]);
    return names;
  }

  config::Memory memory_;
  RedisServer server_;
  Changes changes_;
  std::function<void(const RedisState&)> listener_ = changes_.listener();
  LoopThread thread_;
  std::unique_ptr<Redis> redis_;
  std::unique_ptr<Conversations> conversations_;
};

TEST(ConversationKey, CarriesAHashTagAndNoByteThatCouldForgeAnother) {
  EXPECT_EQ(Conversations::key("uid:1000", "default"), "maxos:{uid:1000/default}:conversation");
  EXPECT_EQ(Conversations::key("a/b", "c}"), "maxos:{a%2fb/c%7d}:conversation");
  EXPECT_EQ(Conversations::key("", std::string("\0\n\xff", 3)), "maxos:{/%00%0a%ff}:conversation");
  EXPECT_NE(Conversations::key("a", "b/c"), Conversations::key("a/b", "c"));
  EXPECT_EQ(Conversations::key("%sha256-x", "s"), "maxos:{%25sha256-x/s}:conversation");
}

TEST(ConversationKey, IsShortWhateverTheSessionIsCalled) {
  const std::string one = Conversations::key("uid:0", std::string(60'000, 'x'));
  EXPECT_LT(one.size(), 200U);
  EXPECT_THAT(one, HasSubstr("{uid:0/%sha256-"));
  EXPECT_NE(one, Conversations::key("uid:0", std::string(60'001, 'x')));
}

TEST_F(ConversationsTest, ItemsAreInRedisInOrderWithBoundAndTimeToLive) {
  start();
  for (int i = 1; i <= 60; ++i) append("s", std::to_string(i));
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("s"), numbered(11, 60));
  append("s", "61");
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("s"), numbered(12, 61));
  LoopRedis reader(thread_, server_.config());
  ASSERT_TRUE(reader.changes.wait(1).up);
  const auto ttl = reader.ask({"TTL", Conversations::key("uid:1000", "s")});
  EXPECT_GT(ttl->integer, 86'300);
  EXPECT_LE(ttl->integer, 86'400);
}

TEST_F(ConversationsTest, AreWrittenSoonWithoutBeingAsked) {
  start();
  LoopRedis reader(thread_, server_.config());
  ASSERT_TRUE(reader.changes.wait(1).up);
  append("s", "1");
  // Answers when the element comes, or not within the client's time limit.
  const auto popped = reader.ask({"BLPOP", Conversations::key("uid:1000", "s"), "5"});
  ASSERT_TRUE(popped.ok()) << popped.status();
  EXPECT_THAT(popped->list[1].text, HasSubstr("system.uptime"));
}

TEST_F(ConversationsTest, RecentIsRedisAndBufferTogether) {
  start();
  for (int i = 1; i <= 5; ++i) append("s", std::to_string(i));
  ASSERT_TRUE(flush());
  append("s", "6");
  append("s", "7");
  EXPECT_THAT(ids(recent("s", 4)), ElementsAre("4", "5", "6", "7"));
  EXPECT_THAT(ids(recent("s", 100)), ElementsAre("1", "2", "3", "4", "5", "6", "7"));
  EXPECT_TRUE(recent("s", 0).empty());
  EXPECT_TRUE(recent("other", 5).empty());
  const auto items = recent("s", 1);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].summary, "up 3 days");
  EXPECT_EQ(items[0].intent, "system.uptime");
}

TEST_F(ConversationsTest, WhileRedisIsDownTheBufferAnswers) {
  append("s", "1");
  append("s", "2");
  EXPECT_THAT(ids(recent("s", 5)), ElementsAre("1", "2"));
  EXPECT_EQ(conversations_->buffered(), 2U);
  EXPECT_FALSE(flush(milliseconds(30)));
}

TEST_F(ConversationsTest, AnItemThatOutlivedItsTimeIsNotTold) {
  ConversationItem old = item("old");
  old.time = now() - 86'401;
  conversations_->append("uid:1000", "s", old);
  append("s", "new");
  EXPECT_THAT(ids(recent("s", 5)), ElementsAre("new"));
}

TEST_F(ConversationsTest, WhatWasBufferedWhileDownIsInRedisAfterwardsInOrder) {
  start({"--save", "3600 1"});
  append("s", "1");
  ASSERT_TRUE(flush());
  const std::size_t before = changes_.count();
  server_.terminate();
  ASSERT_FALSE(changes_.wait(before + 1).up);
  for (int i = 2; i <= 20; ++i) append("s", std::to_string(i));
  append("t", "t1");
  start({"--save", "3600 1"});
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("s"), numbered(1, 20));
  EXPECT_EQ(in_redis("t"), Ids{"t1"});
}

TEST_F(ConversationsTest, ALostReplyMakesNoItemDouble) {
  start();
  append("s", "1");
  ASSERT_TRUE(flush());
  for (int round = 0; round < 5; ++round) {
    const std::size_t before = changes_.count();
    server_.freeze();
    // Written to the socket of a server that does not read: when it goes on, it carries out what nobody waits
    // for any more.
    append("s", std::to_string(2 + 2 * round));
    ASSERT_FALSE(changes_.wait(before + 1).up);
    append("s", std::to_string(3 + 2 * round));
    server_.thaw();
    ASSERT_TRUE(changes_.wait(before + 2).up);
    ASSERT_TRUE(flush());
  }
  EXPECT_EQ(in_redis("s"), numbered(1, 11));
}

TEST_F(ConversationsTest, ARecentThatRedisDoesNotAnswerInTimeComesFromTheBuffer) {
  start();
  append("s", "1");
  server_.freeze();
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_THAT(ids(recent("s", 5, milliseconds(40))), ElementsAre("1"));
  EXPECT_LT(std::chrono::steady_clock::now() - asked, milliseconds(140));
}

TEST_F(ConversationsTest, FullMemoryKeepsTheItemsUntilThereIsRoom) {
  start();
  LoopRedis admin(thread_, server_.config());
  ASSERT_TRUE(admin.changes.wait(1).up);
  const std::size_t before = changes_.count();
  ASSERT_TRUE(admin.ask({"CONFIG", "SET", "maxmemory", "1"}).ok());
  for (int i = 1; i <= 9; ++i) append("s", std::to_string(i));
  EXPECT_THAT(changes_.wait(before + 1).detail, HasSubstr("OOM"));
  EXPECT_EQ(conversations_->buffered(), 9U);
  ASSERT_TRUE(admin.ask({"CONFIG", "SET", "maxmemory", "0"}).ok());
  ASSERT_TRUE(changes_.wait(before + 2).up);
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("s"), numbered(1, 9));
}

TEST_F(ConversationsTest, AKeyThatHoldsSomethingElseDoesNotHoldUpTheOthers) {
  start();
  LoopRedis admin(thread_, server_.config());
  ASSERT_TRUE(admin.changes.wait(1).up);
  ASSERT_TRUE(admin.ask({"SET", Conversations::key("uid:1000", "s"), "foreign"}).ok());
  append("s", "1");
  append("t", "2");
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("t"), Ids{"2"});
  EXPECT_EQ(conversations_->dropped(), 1U);
}

TEST_F(ConversationsTest, TwoInstancesShareAConversation) {
  start();
  std::unique_ptr<Conversations> second;
  thread_.run([&] { second = std::make_unique<Conversations>(thread_.loop, redis_.get(), memory_); });
  for (int i = 1; i <= 10; ++i) {
    (i % 2 == 0 ? *second : *conversations_).append("uid:1000", "s", item(std::to_string(i)));
    std::promise<void> done;
    second->flush(std::chrono::seconds(10), [&] { done.set_value(); });
    done.get_future().wait();
    ASSERT_TRUE(flush());
  }
  EXPECT_EQ(in_redis("s"), numbered(1, 10));
  thread_.run([&] { second.reset(); });
}

TEST_F(ConversationsTest, ABurstCostsLittleAndLeavesTheNewest) {
  start();
  constexpr int kItems = 60'000;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 1; i <= kItems; ++i) append("s", std::to_string(i));
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begun;
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("s"), numbered(kItems - 49, kItems));
  EXPECT_EQ(conversations_->dropped(), 0U);
  RecordProperty("append_ns", std::to_string(took.count() / kItems));
}

TEST_F(ConversationsTest, ManyConversationsOfAnOutageAreWrittenWhenItEnds) {
  for (int i = 0; i < 1'000; ++i) {
    for (int j = 1; j <= 20; ++j) append("s" + std::to_string(i), std::to_string(j));
  }
  EXPECT_EQ(conversations_->buffered(), 20'000U);
  start();
  ASSERT_TRUE(flush());
  EXPECT_EQ(in_redis("s0"), numbered(1, 20));
  EXPECT_EQ(in_redis("s999"), numbered(1, 20));
}

TEST_F(ConversationsTest, AppendsFromManyThreadsAreAllKeptEachInItsOrder) {
  start();
  constexpr int kThreads = 4;
  constexpr int kItems = 2'000;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  std::atomic<int> answers = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 1; i <= kItems; ++i) {
        append("s" + std::to_string(t), std::to_string(i));
        append("all", std::to_string(t));
        if (i % 200 == 0) {
          conversations_->recent("uid:1000", "all", 5, std::chrono::seconds(10),
                                 [&](const std::vector<ConversationItem>&) { ++answers; });
          conversations_->set_config(memory_);
          redis_->probe();
        }
      }
    });
  }
  for (std::thread& one : threads) one.join();
  ASSERT_TRUE(flush());
  for (int t = 0; t < kThreads; ++t)
    EXPECT_EQ(in_redis("s" + std::to_string(t)), numbered(kItems - 49, kItems));
  EXPECT_EQ(in_redis("all").size(), 50U);
  EXPECT_EQ(answers, kThreads * kItems / 200);
}

TEST_F(ConversationsTest, UnderLoadAKilledAndRestartedServerLosesNothingThatWasBuffered) {
  start();
  std::atomic<bool> stop = false;
  std::atomic<int> last = 0;
  std::thread load([&] {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    while (!stop) {
      append("s", std::to_string(++last));
      never.wait_for(lock, std::chrono::microseconds(500), [] { return false; });
    }
  });
  for (int round = 0; round < 3; ++round) {
    const std::size_t before = changes_.count();
    server_.kill();
    ASSERT_FALSE(changes_.wait(before + 1).up);
    start();
  }
  stop = true;
  load.join();
  ASSERT_TRUE(flush());
  const Ids found = in_redis("s");
  // Killed without having saved: what was in Redis is gone; what was not is there, complete and in order up
  // to the last.
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found, numbered(std::stoi(found.front()), last));
}

TEST(ConversationsWithoutRedis, KeepWhatTheirBoundsAllow) {
  LoopThread thread;
  config::Memory config;
  config.items = 3;
  Conversations conversations(thread.loop, nullptr, config);
  for (int i = 1; i <= 5; ++i) conversations.append("p", "s", item(std::to_string(i)));
  Ids found;
  conversations.recent("p", "s", 10, milliseconds(10),
                       [&](const std::vector<ConversationItem>& items) { found = ids(items); });
  EXPECT_EQ(found, numbered(3, 5));
  std::promise<void> done;
  conversations.flush(std::chrono::seconds(5), [&] { done.set_value(); });
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(1)), std::future_status::ready);
}

}  // namespace
}  // namespace maxos::store
