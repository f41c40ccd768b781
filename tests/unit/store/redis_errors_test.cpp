#include "store/redis_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maxos::store {
namespace {

using testing::HasSubstr;

TEST(RedisErrors, WhatStopsTheServerFromWorkingMakesItDown) {
  for (const char* text :
       {"LOADING Redis is loading the dataset in memory",
        "READONLY You can't write against a read only replica.",
        "MISCONF Redis is configured to save RDB snapshots", "MASTERDOWN Link with MASTER is down",
        "NOREPLICAS Not enough good replicas to write.", "CLUSTERDOWN The cluster is down",
        "BUSY Redis is busy running a script"}) {
    const RedisError error = classify(text);
    EXPECT_TRUE(error.down) << text;
    EXPECT_FALSE(error.reconnect) << text;
    EXPECT_TRUE(absl::IsUnavailable(error.status)) << text;
    EXPECT_FALSE(error.detail.empty()) << text;
  }
}

TEST(RedisErrors, FullMemoryIsResourceExhausted) {
  const RedisError error = classify("OOM command not allowed when used memory > 'maxmemory'.");
  EXPECT_TRUE(error.down);
  EXPECT_TRUE(absl::IsResourceExhausted(error.status));
  EXPECT_THAT(error.detail, HasSubstr("maxmemory"));
}

TEST(RedisErrors, AScriptsErrorIsSeenThroughItsWrapping) {
  EXPECT_TRUE(
      classify("ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed when used")
          .down);
  EXPECT_TRUE(
      classify("ERR Error running script: -READONLY You can't write against a read only replica.").down);
}

TEST(RedisErrors, WhatAPasswordMayHealAsksForANewConnection) {
  for (const char* text :
       {"WRONGPASS invalid username-password pair or user is disabled.", "NOAUTH Authentication required.",
        "ERR invalid password", "ERR AUTH <password> called without any password configured",
        "ERR max number of clients reached"}) {
    EXPECT_TRUE(classify(text).reconnect) << text;
  }
}

TEST(RedisErrors, OtherErrorsAreTheCommandsOwn) {
  const RedisError error = classify("WRONGTYPE Operation against a key holding the wrong kind of value");
  EXPECT_FALSE(error.down);
  EXPECT_TRUE(absl::IsInternal(error.status));
}

TEST(RedisErrors, AnErrorTextIsBoundedAndPrintable) {
  const RedisError error = classify("ERR \n\x1b[2J" + std::string(100'000, 'x'));
  EXPECT_LT(error.status.message().size(), 300U);
  EXPECT_EQ(std::string(error.status.message()).find_first_of("\n\x1b"), std::string::npos);
}

}  // namespace
}  // namespace maxos::store
