// Against a real redis-server.
#include "store/redis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "loop_thread.h"
#include "redis_server.h"

namespace maxos::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

TEST(RedisClient, BecomesUpAndCarriesAnyBytes) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  EXPECT_TRUE(redis->state().up);
  EXPECT_EQ(redis->state().detail, "");
  const std::string binary("\0\r\n%s\xff", 6);
  ASSERT_TRUE(redis.ask({"SET", binary, binary}).ok());
  EXPECT_EQ(redis.ask({"GET", binary})->text, binary);
  EXPECT_EQ(redis.ask({"GET", "nothing"})->kind, Reply::Kind::nil);
}

TEST(RedisClient, IsDownWithTheReasonUntilTheServerStarts) {
  RedisServer server;
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  const RedisState down = redis.changes.wait(1);
  EXPECT_FALSE(down.up);
  EXPECT_THAT(down.detail, HasSubstr("cannot connect to " + server.socket() + ": No such file"));
  EXPECT_TRUE(absl::IsUnavailable(redis.ask({"PING"}).status()));
  EXPECT_TRUE(absl::IsUnavailable(redis.transaction({{"PING"}}).status()));
  server.start();
  EXPECT_TRUE(redis.changes.wait(2).up);
}

TEST(RedisClient, AKilledServerIsSeenAtOnceAndARestartedOneIsUpAgain) {
  RedisServer server;
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  redis.changes.wait(1);
  server.start();
  ASSERT_TRUE(redis.changes.wait(2).up);
  for (std::size_t round = 0; round < 3; ++round) {
    const auto killed = steady_clock::now();
    server.kill();
    EXPECT_FALSE(redis.changes.wait(3 + 2 * round).up);
    EXPECT_LT(steady_clock::now() - killed, milliseconds(500));
    server.start();
    EXPECT_TRUE(redis.changes.wait(4 + 2 * round).up);
  }
  // One change for each, whatever happened between.
  EXPECT_EQ(redis.changes.count(), 8U);
}

TEST(RedisClient, AServerThatHangsIsFoundByTheProbeOfAHealthSample) {
  RedisServer server;
  server.start();
  LoopThread thread;
  auto config = server.config();
  LoopRedis redis(thread, config);
  ASSERT_TRUE(redis.changes.wait(1).up);
  constexpr std::size_t kBefore = 1;
  server.freeze();
  const auto frozen = steady_clock::now();
  // A sampler asks again and again until it shows.
  while (!redis.changes.wait_for(kBefore + 1, milliseconds(50)) && steady_clock::now() - frozen < kPatience) {
    redis->probe();
  }
  EXPECT_LT(steady_clock::now() - frozen, config.command_timeout + milliseconds(500));
  EXPECT_THAT(redis.changes.wait(kBefore + 1).detail, HasSubstr("no answer for 500ms"));
  server.thaw();
  EXPECT_TRUE(redis.changes.wait(kBefore + 2).up);
}

TEST(RedisClient, WhatIsOutstandingWhenTheServerHangsEndsInTime) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  server.freeze();
  EXPECT_TRUE(absl::IsDeadlineExceeded(redis.ask({"PING"}).status()));
  EXPECT_FALSE(redis->state().up);
  server.thaw();
}

TEST(RedisClient, AWrongPasswordIsNamedAndACorrectedFileHeals) {
  RedisServer server;
  server.start({"--requirepass", "s3cret"});
  const std::string file = server.directory() + "/password";
  std::ofstream(file) << "wrong\n";
  LoopThread thread;
  auto config = server.config();
  LoopRedis without(thread, config);
  EXPECT_THAT(without.changes.wait(1).detail, HasSubstr("it asks for a password (NOAUTH)"));
  config.password_file = file;
  LoopRedis redis(thread, config);
  EXPECT_THAT(redis.changes.wait(1).detail, HasSubstr("wrong user name or password (WRONGPASS)"));
  std::ofstream(file, std::ios::trunc) << "s3cret\r\nsecond line\n";
  EXPECT_TRUE(redis.changes.wait(2).up);
  EXPECT_EQ(redis.ask({"PING"})->text, "PONG");
  EXPECT_FALSE(without->state().up);
}

TEST(RedisClient, AMissingPasswordFileIsNamed) {
  RedisServer server;
  server.start();
  LoopThread thread;
  auto config = server.config();
  config.password_file = server.directory() + "/none";
  LoopRedis redis(thread, config);
  EXPECT_THAT(redis.changes.wait(1).detail,
              HasSubstr("cannot read the password file " + config.password_file));
}

TEST(RedisClient, AUserOfItsOwnAndADatabaseAreTaken) {
  RedisServer server;
  server.start({"--user", "maxos", "on", ">pw", "~maxos:*", "+@all", "--requirepass", "other"});
  std::ofstream(server.directory() + "/password") << "pw";
  LoopThread thread;
  auto config = server.config();
  config.username = "maxos";
  config.password_file = server.directory() + "/password";
  config.database = 3;
  LoopRedis redis(thread, config);
  ASSERT_TRUE(redis.changes.wait(1).up);
  EXPECT_THAT(redis.ask({"CLIENT", "INFO"})->text,
              testing::AllOf(HasSubstr("user=maxos"), HasSubstr(" db=3 ")));
  // Not one of its keys: that command's own fault, the server stays up.
  EXPECT_TRUE(absl::IsInternal(redis.ask({"SET", "foreign", "1"}).status()));
  EXPECT_TRUE(redis->state().up);
}

TEST(RedisClient, FullMemoryMakesItDownUntilThereIsRoom) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  LoopRedis admin(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  ASSERT_TRUE(admin.changes.wait(1).up);
  constexpr std::size_t kBefore = 1;
  ASSERT_TRUE(admin.ask({"CONFIG", "SET", "maxmemory", "1"}).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(redis.ask({"SET", "maxos:x", "1"}).status()));
  EXPECT_THAT(redis.changes.wait(kBefore + 1).detail, HasSubstr("OOM"));
  // Several probes find it still full: no change is told.
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(admin.ask({"CLIENT", "PAUSE", "0"}).ok());
  ASSERT_TRUE(admin.ask({"CONFIG", "SET", "maxmemory", "0"}).ok());
  EXPECT_TRUE(redis.changes.wait(kBefore + 2).up);
  EXPECT_EQ(redis.changes.count(), kBefore + 2);
}

TEST(RedisClient, AReadOnlyReplicaIsDownUntilItIsAPrimaryAgain) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  LoopRedis admin(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  ASSERT_TRUE(admin.changes.wait(1).up);
  constexpr std::size_t kBefore = 1;
  ASSERT_TRUE(admin.ask({"REPLICAOF", "127.0.0.1", "1"}).ok());
  const auto refused = redis.transaction({{"SET", "maxos:x", "1"}, {"SET", "maxos:y", "1"}});
  EXPECT_TRUE(absl::IsUnavailable(refused.status())) << refused.status();
  EXPECT_THAT(redis.changes.wait(kBefore + 1).detail, HasSubstr("READONLY"));
  ASSERT_TRUE(admin.ask({"REPLICAOF", "NO", "ONE"}).ok());
  EXPECT_TRUE(redis.changes.wait(kBefore + 2).up);
}

TEST(RedisClient, ATransactionGivesAllAnswersOrTheFirstError) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  const auto done = redis.transaction({{"RPUSH", "l", "a"}, {"RPUSH", "l", "b"}, {"LRANGE", "l", "0", "-1"}});
  ASSERT_TRUE(done.ok()) << done.status();
  ASSERT_EQ(done->list.size(), 3U);
  EXPECT_EQ(done->list[2].list[1].text, "b");
  // Not queued: nothing of it is done.
  EXPECT_TRUE(absl::IsInternal(redis.transaction({{"SET", "k", "1"}, {"NOSUCH"}}).status()));
  EXPECT_EQ(redis.ask({"GET", "k"})->kind, Reply::Kind::nil);
  EXPECT_THAT(std::string(redis.transaction({{"GET", "l"}}).status().message()), HasSubstr("WRONGTYPE"));
}

TEST(RedisClient, ManyCommandsArePipelinedInOrder) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  constexpr int kCommands = 10'000;
  std::vector<std::int64_t> answers;
  std::promise<void> last;
  const auto start = steady_clock::now();
  thread.run([&] {
    for (int i = 0; i < kCommands; ++i) {
      redis->send({"INCR", "n"}, [&](const absl::StatusOr<Reply>& reply) {
        answers.push_back(reply.ok() ? reply->integer : -1);
        if (answers.size() == kCommands) last.set_value();
      });
    }
  });
  ASSERT_EQ(last.get_future().wait_for(kPatience), std::future_status::ready);
  const std::chrono::duration<double> took = steady_clock::now() - start;
  for (int i = 0; i < kCommands; ++i) ASSERT_EQ(answers[static_cast<std::size_t>(i)], i + 1);
  RecordProperty("commands_per_second", std::to_string(kCommands / took.count()));
}

TEST(RedisClient, WhatWouldWaitWithoutBoundIsRefused) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis redis(thread, server.config());
  ASSERT_TRUE(redis.changes.wait(1).up);
  server.freeze();
  std::atomic<int> refused = 0;
  std::atomic<int> ended = 0;
  std::promise<void> last;
  constexpr int kCommands = 30'000;
  thread.run([&] {
    for (int i = 0; i < kCommands; ++i) {
      redis->send({"PING"}, [&](const absl::StatusOr<Reply>& reply) {
        if (absl::IsResourceExhausted(reply.status())) ++refused;
        if (++ended == kCommands) last.set_value();
      });
    }
  });
  ASSERT_EQ(last.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(refused, 10'000);
  server.thaw();
}

TEST(RedisClient, MayBeDestroyedInsideItsCallbacks) {
  RedisServer server;
  server.start();
  LoopThread thread;
  LoopRedis other(thread, server.config());
  ASSERT_TRUE(other.changes.wait(1).up);
  for (const bool in_change : {true, false}) {
    std::unique_ptr<Redis> redis;
    std::promise<void> gone;
    bool further = false;
    thread.run([&] {
      redis = connect_redis(thread.loop, server.config(), [&, in_change](const RedisState& state) {
        if (!state.up) return;
        if (in_change) {
          redis.reset();
          return gone.set_value();
        }
        redis->send({"PING"}, [&](const absl::StatusOr<Reply>&) {
          redis.reset();
          gone.set_value();
        });
        // Its callback is called too, with an error, exactly once.
        redis->send({"PING"}, [&](const absl::StatusOr<Reply>& reply) { further = !reply.ok(); });
      });
    });
    ASSERT_EQ(gone.get_future().wait_for(kPatience), std::future_status::ready);
    thread.run([] {});
    EXPECT_EQ(further, !in_change);
  }
}

}  // namespace
}  // namespace maxos::store
