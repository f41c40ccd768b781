#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/status.h"
#include "hosts/codec/plan_codec.h"
#include "hosts/codec/snapshot_codec.h"

namespace maxos::hosts {
namespace {

using ::testing::HasSubstr;

internal::Plan good_plan() {
  internal::Plan plan;
  plan.set_intent("file.list");
  plan.set_risk(1);
  (*plan.mutable_slots())["path"] = "/srv";
  plan.add_targets("/srv");
  return plan;
}

std::string fault(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  return std::string(base::message_of(status));
}

TEST(HostileHost, APlanForSomethingElseIsDropped) {
  EXPECT_TRUE(decode_plan(good_plan(), "file.list").ok());
  EXPECT_THAT(fault(decode_plan(good_plan(), "file.delete").status()), HasSubstr("something else"));
}

TEST(HostileHost, ARiskThatIsNotKnownIsDropped) {
  auto plan = good_plan();
  plan.set_risk(5);
  EXPECT_THAT(fault(decode_plan(std::move(plan), "file.list").status()), HasSubstr("risk"));
}

TEST(HostileHost, TargetsAreBounded) {
  auto plan = good_plan();
  plan.add_targets(std::string(10'000, 'x'));
  EXPECT_THAT(fault(decode_plan(std::move(plan), "file.list").status()), HasSubstr("target"));
  plan = good_plan();
  for (int i = 0; i < 100'001; ++i) plan.add_targets("/a");
  EXPECT_THAT(fault(decode_plan(std::move(plan), "file.list").status()), HasSubstr("too many targets"));
}

TEST(HostileHost, AStatusThatOnlyTheFrontEndGivesIsDropped) {
  for (const auto status : {agents::AnswerStatus::confirmation_required, agents::AnswerStatus::unhandled}) {
    internal::Outcome outcome;
    outcome.set_status(static_cast<std::uint32_t>(status));
    EXPECT_THAT(fault(decode_outcome(std::move(outcome)).status()), HasSubstr("status"));
  }
  internal::Outcome outcome;
  outcome.set_status(99);
  EXPECT_THAT(fault(decode_outcome(std::move(outcome)).status()), HasSubstr("status"));
}

TEST(HostileHost, ValuesCannotForgeWhatTheFrontEndAdds) {
  for (const char* name : {"intent", "acting_as", "operation_id", "confirmation_token"}) {
    internal::Outcome outcome;
    outcome.add_values()->set_name(name);
    EXPECT_THAT(fault(decode_outcome(std::move(outcome)).status()), HasSubstr("only the front end"));
  }
}

TEST(HostileHost, NamesOfValuesArePlainAndDistinct) {
  internal::Outcome outcome;
  outcome.add_values()->set_name("a\nb");
  EXPECT_THAT(fault(decode_outcome(std::move(outcome)).status()), HasSubstr("name"));
  internal::Outcome twice;
  twice.add_values()->set_name("count");
  twice.add_values()->set_name("count");
  EXPECT_THAT(fault(decode_outcome(std::move(twice)).status()), HasSubstr("twice"));
}

TEST(HostileHost, BytesThatAreNoUtf8AreNoMessage) {
  internal::FromHost message;
  // executed { message: "\xff" }
  const std::string bytes("\x22\x03\x12\x01\xff", 5);
  EXPECT_FALSE(message.ParseFromString(bytes));
}

TEST(HostileHost, AFailureHasACodeAndWords) {
  internal::Failure failure;
  failure.set_code(0);
  failure.set_message("fine");
  EXPECT_THAT(fault(decode_failure(failure)), HasSubstr("code"));
  failure.set_code(5);
  failure.set_message("");
  EXPECT_THAT(fault(decode_failure(failure)), HasSubstr("without a message"));
  failure.set_message("gone");
  EXPECT_EQ(decode_failure(failure), base::not_found("gone"));
}

TEST(HostileHost, ASampleOfImpossibleNumbersIsDropped) {
  internal::Snapshot sample;
  sample.set_uptime_seconds(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(fault(decode(std::move(sample), std::chrono::steady_clock::now()).status()),
              HasSubstr("impossible"));
  internal::Snapshot many;
  for (int i = 0; i < 5'000; ++i) many.add_filesystems();
  EXPECT_THAT(fault(decode(std::move(many), std::chrono::steady_clock::now()).status()),
              HasSubstr("impossible"));
}

TEST(HostileHost, ASampleFromTheFutureIsOfNow) {
  const auto now = std::chrono::steady_clock::now();
  internal::Snapshot sample;
  sample.set_taken_ns(std::chrono::nanoseconds((now + std::chrono::hours(1)).time_since_epoch()).count());
  EXPECT_EQ(decode(std::move(sample), now)->taken, now);
}

TEST(SnapshotCodec, EverythingComesBackAsItWas) {
  health::Snapshot snapshot;
  snapshot.taken = std::chrono::steady_clock::now();
  snapshot.uptime_seconds = 12.5;
  snapshot.cpu = {33.0, 4};
  snapshot.load = health::Load{1, 2, 3};
  snapshot.memory = health::Memory{10, 5, 2, 1};
  snapshot.pressure.memory = 1.5;
  snapshot.filesystems = {{"/", "/dev/sda1", "ext4", 100, 40, 60, 10, 5, false, 60.0, 50.0}};
  snapshot.interfaces = {{"eth0", 1, 2, 3, 4}};
  snapshot.temperatures = {{"cpu", 40.5}};
  snapshot.block_devices = {{"sda", 1, 2}};
  snapshot.bus.reachable = true;
  snapshot.bus.failed_units.emplace();
  snapshot.bus.watched_units = {{"nginx.service", "active"}};
  snapshot.bus.ntp_synchronized = false;
  internal::Snapshot message;
  encode(snapshot, message);
  const auto back = decode(std::move(message), snapshot.taken);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->taken, snapshot.taken);
  EXPECT_EQ(back->uptime_seconds, snapshot.uptime_seconds);
  EXPECT_EQ(back->boot_time, std::nullopt);
  EXPECT_EQ(back->cpu.used_percent, 33.0);
  EXPECT_EQ(back->memory->swap_free, 1U);
  EXPECT_EQ(back->pressure.cpu, std::nullopt);
  EXPECT_EQ(back->filesystems.at(0).mount_point, "/");
  EXPECT_EQ(back->filesystems.at(0).inodes_used_percent, 50.0);
  EXPECT_EQ(back->interfaces.at(0).dropped, 4U);
  EXPECT_TRUE(back->bus.failed_units.has_value());
  EXPECT_EQ(back->bus.watched_units, snapshot.bus.watched_units);
  EXPECT_EQ(back->bus.ntp_synchronized, false);
  EXPECT_EQ(back->bus.sessions, std::nullopt);
}

}  // namespace
}  // namespace maxos::hosts
