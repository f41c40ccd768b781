// What a wrong configuration is told: place, name, and what to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/status.h"
#include "config/loader.h"
#include "config/merge.h"

namespace maxos::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// The message for a text that must be refused.
std::string refusal(std::string_view text) {
  const auto loaded = load_text(text, "maxos.toml");
  EXPECT_FALSE(loaded.ok()) << text;
  if (loaded.ok()) return {};
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(base::message_of(loaded.status()));
}

TEST(ConfigFaults, UnknownKeyNamesPlaceValidKeysAndTheNearest) {
  EXPECT_THAT(refusal("[health]\nmax_age = \"2s\"\n  cpu_precent = { warning = 1 }\n"),
              AllOf(StartsWith("maxos.toml:3:3: unknown key `health.cpu_precent`; valid keys in [health] are "
                               "max_age, bus_timeout"),
                    HasSubstr("did you mean `cpu_percent`?")));
}

TEST(ConfigFaults, UnknownSectionNamesTheValidOnes) {
  EXPECT_THAT(refusal("[helth]\nx = 1\n"),
              AllOf(StartsWith("maxos.toml:1:2: unknown section `helth`; valid sections are server, workers, "
                               "limits, health, redis"),
                    HasSubstr("did you mean `health`?")));
}

TEST(ConfigFaults, AKeyInTheWrongSectionIsSentToItsOwn) {
  EXPECT_THAT(refusal("[server]\nmax_age = \"2s\"\n"), HasSubstr("`max_age` belongs into [health]"));
  EXPECT_THAT(refusal("drain_timeout = \"2s\"\n"),
              AllOf(HasSubstr("outside any section"), HasSubstr("`drain_timeout` belongs into [server]")));
}

TEST(ConfigFaults, AConfidenceIsANumberFromZeroToOne) {
  for (const std::string value : {"1.01", "-0.1", "2", "nan", "inf"}) {
    EXPECT_THAT(refusal("[language]\nmodify_confidence = " + value + "\n"),
                HasSubstr("`modify_confidence` must be a number from 0 to 1"));
  }
  EXPECT_THAT(refusal("[language]\nprivileged_confidence = \"high\"\n"),
              HasSubstr("`privileged_confidence` must be a number from 0 to 1, not a string"));
  EXPECT_THAT(refusal("[language]\nmodel = \"language.model\"\n"), HasSubstr("absolute path"));
}

TEST(ConfigFaults, AKeyTwiceInOneFileNamesBothLines) {
  EXPECT_THAT(refusal("[server]\n# limit\nmax_connections = 5\n\nmax_connections = 6\n"),
              AllOf(StartsWith("maxos.toml:5:"),
                    HasSubstr("key `max_connections` is there twice in this file, first in line 3")));
  EXPECT_THAT(refusal("[server]\nmax_connections = 5\n[redis]\n[server]\nmax_concurrent_streams = 6\n"),
              AllOf(StartsWith("maxos.toml:4:"),
                    HasSubstr("section `server` is there twice in this file, first in line 1")));
  EXPECT_THAT(refusal("[health]\ncpu_percent = { warning = 1, warning = 2 }\n"),
              AllOf(StartsWith("maxos.toml:2:"), HasSubstr("twice")));
}

TEST(ConfigFaults, SyntaxErrorsNameTheLine) {
  EXPECT_THAT(refusal("[server]\nmax_connections = \n"), StartsWith("maxos.toml:2:"));
  EXPECT_THAT(refusal("[server\n"), AllOf(StartsWith("maxos.toml:1:"), HasSubstr("not valid TOML")));
  EXPECT_THAT(refusal("[server]\nlisten = [\"\xff\"]\n"), StartsWith("maxos.toml:2:"));
  EXPECT_THAT(refusal(std::string(3'000, '[')), StartsWith("maxos.toml:1:"));
}

TEST(ConfigFaults, EveryFaultIsToldAtOnceInTheOrderOfLines) {
  const std::string message = refusal(
      "[workers]\nthreads = 0\nqueue = \"many\"\n[redis]\nenabled = 1\nport = "
      "70000\n[access]\nconfirmation_ttl = 5\nbogus = 1\n");
  EXPECT_EQ(message,
            "maxos.toml:2:11: `threads` must be a whole number from 1 to 256, not 0\n"
            "maxos.toml:3:9: `queue` must be a whole number from 1 to 100000, not a string\n"
            "maxos.toml:5:11: `enabled` must be true or false, not an integer\n"
            "maxos.toml:6:8: `port` must be a whole number from 1 to 65535, not 70000\n"
            "maxos.toml:8:20: `confirmation_ttl` needs its unit, in quotes: for example \"250ms\", \"1s\", "
            "\"5min\" or \"24h\"\n"
            "maxos.toml:9:1: unknown key `access.bogus`; valid keys in [access] are confirmation_ttl, "
            "pending_confirmations");
}

TEST(ConfigFaults, NumbersOutOfRangeNameTheRange) {
  EXPECT_THAT(refusal("[workers]\nthreads = -1\n"), HasSubstr("from 1 to 256, not -1"));
  EXPECT_THAT(refusal("[workers]\nthreads = 1.5\n"), HasSubstr("not a decimal number"));
  EXPECT_THAT(refusal("[workers]\nthreads = 9223372036854775807\n"), HasSubstr("from 1 to 256"));
  EXPECT_THAT(refusal("[limits]\ntext_bytes = \"1GiB\"\n"),
              HasSubstr("`text_bytes` must be from 1B to 1MiB"));
  EXPECT_THAT(refusal("[limits]\ntext_bytes = -1\n"), HasSubstr("`text_bytes` must be from 1B to 1MiB"));
  EXPECT_THAT(refusal("[limits]\ntext_bytes = \"64KB\"\n"), HasSubstr("units B, KiB, MiB, GiB"));
  EXPECT_THAT(refusal("[server]\ndrain_timeout = \"1h\"\n"), HasSubstr("from 100ms to 10min"));
  EXPECT_THAT(refusal("[server]\ndrain_timeout = \"5m\"\n"), HasSubstr("units ms, s, min, h, d"));
  EXPECT_THAT(refusal("[memory]\nttl = \"1500ms\"\n"), HasSubstr("whole seconds"));
  EXPECT_THAT(refusal("[memory]\nttl = 2020-01-01\n"), HasSubstr("not a date"));
}

TEST(ConfigFaults, ThresholdsAreCheckedAgainstEachOther) {
  EXPECT_THAT(
      refusal("[health]\ncpu_percent = { warning = 95, critical = 90 }\n"),
      StartsWith("maxos.toml:2:15: `health.cpu_percent`: warning (95) must not be above critical (90)"));
  EXPECT_THAT(refusal("[health]\ncpu_percent = 90\n"), HasSubstr("{ warning = 80, critical = 95 }"));
  EXPECT_THAT(refusal("[health]\ncpu_percent = { warn = 90 }\n"),
              HasSubstr("maxos.toml:2:17: unknown level \"warn\""));
  EXPECT_THAT(refusal("[health]\ncpu_percent = { warning = 101 }\n"), HasSubstr("from 0 (off) to 100"));
  EXPECT_THAT(refusal("[health]\ncpu_percent = { warning = nan }\n"), HasSubstr("from 0 (off) to 100"));
  EXPECT_THAT(refusal("[health]\ncpu_percent = { warning = inf }\n"), HasSubstr("from 0 (off) to 100"));
}

TEST(ConfigFaults, ListElementsAreCheckedOneByOne) {
  const std::string message =
      refusal("[server]\nlisten = [\n  \"127.0.0.1:1\",\n  \"0.0.0.0:1\",\n  7,\n  \"127.0.0.1:1\"\n]\n");
  EXPECT_THAT(message, HasSubstr("maxos.toml:4:3: `listen` \"0.0.0.0:1\": plain TCP is for loopback"));
  EXPECT_THAT(message, HasSubstr("maxos.toml:5:3: `listen` must be a string, not an integer"));
  EXPECT_THAT(message, HasSubstr("maxos.toml:6:3: `listen` \"127.0.0.1:1\": is there twice"));
  EXPECT_THAT(refusal("[server]\nlisten = []\n"), HasSubstr("at least one"));
  EXPECT_THAT(refusal("[health]\nwatched_units = [\"nginx\"]\n"), HasSubstr("needs its suffix"));
}

TEST(ConfigFaults, HomeMustLieBelowARoot) {
  EXPECT_THAT(refusal("[filesystem]\nroots = [\"/data\"]\n"),
              AllOf(StartsWith("maxos.toml:2:9:"),
                    HasSubstr("(/srv/maxos) must lie below one of `filesystem.roots` (/data)")));
  // A wrong root says nothing about home: one fault, not two.
  EXPECT_THAT(refusal("[filesystem]\nroots = [\"data\"]\n"), Not(HasSubstr("home")));
}

TEST(ConfigFaults, RedisKeysThatContradictEachOtherAreRefused) {
  EXPECT_THAT(refusal("[redis]\nbackoff_min = \"2s\"\n"), HasSubstr("`redis.backoff_min` must not be above"));
  EXPECT_THAT(refusal("[redis]\nusername = \"maxos\"\n"), HasSubstr("needs `redis.password_file`"));
  EXPECT_THAT(refusal("[redis]\nhost = \"redis.example\"\n"), HasSubstr("must be an IP address"));
}

TEST(ConfigFaults, WhatTheFileHoldsCannotForgeLines) {
  const std::string message =
      refusal("[server]\n\"a\\nmaxos.toml:1:1: all is well\" = 1\n[redis]\nsocket = \"x\\ny\"\n");
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 1) << message;
}

TEST(ConfigRenames, AnOldNameIsTakenWithAWarning) {
  const std::vector<Rename> renames = {{"daemon.stop_timeout", "server.drain_timeout"}};
  Merge merge(renames);
  merge.add("[daemon]\nstop_timeout = \"3s\"\n", "old.toml");
  merge.finish();
  EXPECT_TRUE(merge.faults().empty());
  EXPECT_EQ(merge.config().server.drain_timeout, std::chrono::seconds(3));
  ASSERT_EQ(merge.warnings().size(), 1U);
  EXPECT_THAT(merge.warnings()[0],
              StartsWith("old.toml:2:1: `daemon.stop_timeout` is now `server.drain_timeout`"));
}

TEST(ConfigRenames, OldAndNewNameInOneFileAreRefused) {
  const std::vector<Rename> renames = {{"server.stop_timeout", "server.drain_timeout"}};
  Merge merge(renames);
  merge.add("[server]\nstop_timeout = \"3s\"\ndrain_timeout = \"4s\"\n", "both.toml");
  merge.finish();
  ASSERT_EQ(merge.faults().size(), 1U);
  EXPECT_THAT(merge.faults()[0].message, HasSubstr("old and its new name"));
}

TEST(ConfigRenames, InAnotherFileTheLaterOneWins) {
  const std::vector<Rename> renames = {{"server.stop_timeout", "server.drain_timeout"}};
  Merge merge(renames);
  merge.add("[server]\ndrain_timeout = \"4s\"\n", "a.toml");
  merge.add("[server]\nstop_timeout = \"3s\"\n", "b.toml");
  merge.finish();
  EXPECT_TRUE(merge.faults().empty());
  EXPECT_EQ(merge.config().server.drain_timeout, std::chrono::seconds(3));
}

TEST(ConfigRenames, EveryRenameOfTheProgramLeadsToAKey) {
  const std::vector<std::string> names = key_names();
  for (const Rename& rename : renamed_keys()) EXPECT_THAT(names, testing::Contains(rename.to)) << rename.from;
}

}  // namespace
}  // namespace maxos::config
