#include "ctl/show.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maxos::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// With strings as keys: GCC 12 reports a false out-of-bounds copy through the map's operator[] for literals.
void set(google::protobuf::Map<std::string, std::string>& map, const std::string& key,
         const std::string& value) {
  map[key] = value;
}

HealthResponse sample() {
  HealthResponse health;
  health.set_status("healthy");
  health.set_version("0.1.0");
  auto& metrics = *health.mutable_metrics();
  set(metrics, "level", "warning");
  set(metrics, "reasons", R"(["Redis is down: connection refused."])");
  set(metrics, "uptime_seconds", "90061.5");
  set(metrics, "memory_available_bytes", "1610612736");
  set(metrics, "redis", "down");
  set(metrics, "boot_time_seconds", "1795379263");
  return health;
}

TEST(Show, HealthHasReasonsInWordsAndUnitsForPeople) {
  EXPECT_EQ(health_text(sample()),
            "healthy (maxos-grpc 0.1.0)\n"
            "  - Redis is down: connection refused.\n"
            "\n"
            "METRIC                  VALUE\n"
            "boot_time_seconds       1795379263 (2026-11-22T20:27:43Z)\n"
            "level                   warning\n"
            "memory_available_bytes  1610612736 (1.5 GiB)\n"
            "redis                   down\n"
            "uptime_seconds          90061.5 (1 day, 1 hour)\n");
}

TEST(Show, TheLineOfWatchIsOneLineWhateverTheServerSays) {
  HealthResponse health = sample();
  set(*health.mutable_metrics(), "systemd_state", "run\nning");
  EXPECT_EQ(
      health_line(health, "T"),
      "T healthy level=warning systemd_state=run\\x0aning redis=down; Redis is down: connection refused.");
}

TEST(Show, WhatWasUnderstoodIsALineForEachThing) {
  UnderstandResponse understood;
  understood.set_intent("file.copy");
  understood.set_agent("filesystem");
  understood.set_confidence(0.5);
  understood.set_decision("ask");
  set(*understood.mutable_slots(), "source", "/srv/a\x1b[2J");
  understood.add_missing("destination");
  understood.set_question("Where to?");
  auto* candidate = understood.add_candidates();
  candidate->set_intent("file.move");
  candidate->set_confidence(0.125);
  EXPECT_EQ(understood_text(understood),
            "intent: file.copy\nagent: filesystem\nconfidence: 0.5\ndecision: ask\n"
            "slot source: /srv/a\\x1b[2J\nmissing: destination\nquestion: Where to?\n"
            "candidate: file.move (0.125)\n");
  understood.set_follow(true);
  EXPECT_THAT(understood_text(understood), HasSubstr("\nfollow: true\n"));
  UnderstandResponse refused;
  refused.set_intent("unknown");
  refused.set_caution("asked");
  auto* clause = refused.add_clauses();
  clause->set_text("reboot");
  clause->set_intent("system.power");
  EXPECT_THAT(understood_text(refused), HasSubstr("caution: asked\nclause: \"reboot\" (system.power)\n"));
}

TEST(Show, ReasonsThatAreNoListAreLeftOut) {
  HealthResponse health = sample();
  set(*health.mutable_metrics(), "reasons", "oops");
  EXPECT_THAT(health_text(health), Not(HasSubstr("oops")));
}

TEST(Show, AnAnswerIsItsMessageThenItsTables) {
  EXPECT_EQ(answer_text("One file.", {{"entries", R"([{"name":"a"}])"}, {"intent", "file.list"}}),
            "One file.\nNAME\na\n");
}

TEST(Show, AgentsAndCapabilitiesAreListed) {
  ListAgentsResponse agents;
  auto* agent = agents.add_agents();
  agent->set_name("system");
  agent->set_state("ready");
  agent->set_summary("this machine");
  agent->add_intents("system.uptime");
  agent->add_unavailable_intents("system.time");
  agent->add_unavailable_intents("system.power");
  EXPECT_EQ(agents_text(agents),
            "AGENT   STATE  INTENTS  UNAVAILABLE  SUMMARY\n"
            "system  ready        1            2  this machine\n");

  ListCapabilitiesResponse all;
  auto* capability = all.add_capabilities();
  capability->set_intent("file.info");
  capability->set_risk("read");
  capability->set_summary("one file");
  capability->set_available(true);
  for (const auto* example : {"one", "two", "three", "four"}) capability->add_examples(example);
  auto* slot = capability->add_slots();
  slot->set_name("path");
  slot->set_type("path");
  slot->set_required(true);
  slot->set_summary("which");
  slot->set_example("/srv/a");
  EXPECT_EQ(capabilities_text(all, false),
            "INTENT     STATE  RISK  DOES      FOR EXAMPLE\nfile.info  ready  read  one file  one\n");
  EXPECT_EQ(capabilities_text(all, true),
            "file.info (read): one file\n"
            "  slot path (path, required): which, such as /srv/a\n"
            "  ask \"one\"\n  ask \"two\"\n  ask \"three\"\n");
}

TEST(Show, WhatIsNotAvailableIsToldSo) {
  ListCapabilitiesResponse all;
  auto* capability = all.add_capabilities();
  capability->set_intent("file.copy");
  capability->set_risk("modify");
  capability->set_summary("copy files");
  EXPECT_THAT(capabilities_text(all, false), HasSubstr("file.copy  unavailable  modify"));
  EXPECT_EQ(capabilities_text(all, true), "file.copy (modify, unavailable in this version): copy files\n");
}

}  // namespace
}  // namespace maxos::ctl
