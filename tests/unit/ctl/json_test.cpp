#include "ctl/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace maxos::ctl {
namespace {

TEST(Json, AnAnswerIsOneLineWithItsPayloadSorted) {
  AgentResponse answer;
  answer.set_agent("system");
  answer.set_status("success");
  answer.set_message("Two\nlines");
  (*answer.mutable_payload())[std::string("zeta")] = "1";
  (*answer.mutable_payload())[std::string("alpha")] = R"({"a":"b"})";
  EXPECT_EQ(
      to_json(answer),
      R"({"agent":"system","status":"success","message":"Two\nlines","payload":{"alpha":"{\"a\":\"b\"}","zeta":"1"}})");
}

TEST(Json, EmptyFieldsAreThereToo) {
  EXPECT_EQ(to_json(AgentResponse()), R"({"agent":"","status":"","message":"","payload":{}})");
  EXPECT_EQ(to_json(OperationUpdate()),
            R"({"progress":0,"status":"","message":"","payload":{},"operation_id":""})");
  EXPECT_EQ(to_json(HealthResponse(), ""), R"({"status":"","version":"","metrics":{}})");
  EXPECT_EQ(to_json(ListAgentsResponse()), R"({"agents":[]})");
  EXPECT_EQ(to_json(ListCapabilitiesResponse()), R"({"capabilities":[]})");
}

TEST(Json, WhatWasUnderstoodIsOneLineWithTheConfidenceAsANumber) {
  UnderstandResponse understood;
  understood.set_intent("file.copy");
  understood.set_confidence(0.98765);
  (*understood.mutable_slots())[std::string("source")] = "/srv/a";
  understood.add_missing("destination");
  understood.set_agent("filesystem");
  understood.set_decision("ask");
  understood.set_question("Where to?");
  auto* candidate = understood.add_candidates();
  candidate->set_intent("file.move");
  candidate->set_confidence(0.25);
  EXPECT_EQ(
      to_json(understood),
      R"({"intent":"file.copy","confidence":0.988,"slots":{"source":"/srv/a"},"missing":["destination"],)"
      R"("agent":"filesystem","decision":"ask","candidates":[{"intent":"file.move","confidence":0.25}],)"
      R"("question":"Where to?","clauses":[],"caution":""})");
  UnderstandResponse two;
  auto* clause = two.add_clauses();
  clause->set_text("do \"this\"");
  clause->set_intent("a.b");
  two.set_caution("asked");
  const auto json = nlohmann::json::parse(to_json(two));
  EXPECT_EQ(json["confidence"], 0);
  EXPECT_EQ(json["clauses"][0]["text"], "do \"this\"");
  EXPECT_EQ(json["caution"], "asked");
  EXPECT_FALSE(json.contains("follow"));
  two.set_follow(true);
  EXPECT_EQ(nlohmann::json::parse(to_json(two))["follow"], true);
}

TEST(Json, AnErrorOfOneLineIsItsMessage) {
  EXPECT_EQ(error_json("no \"text\""), R"({"error":"no \"text\""})");
}

TEST(Json, CapabilitiesCarryTheirSlots) {
  ListCapabilitiesResponse all;
  auto* capability = all.add_capabilities();
  capability->set_intent("file.info");
  capability->add_examples("show file x");
  auto* slot = capability->add_slots();
  slot->set_name("path");
  slot->set_required(true);
  const auto json = nlohmann::json::parse(to_json(all));
  EXPECT_EQ(json["capabilities"][0]["slots"][0]["required"], true);
  EXPECT_EQ(json["capabilities"][0]["examples"][0], "show file x");
  EXPECT_EQ(json["capabilities"][0]["available"], false);
}

TEST(Json, WhatATerminalMightObeyIsEscapedAndReadsBackTheSame) {
  const std::string nasty = "\x1b[2J \x7f \xc2\x9b \xe2\x80\xae \xe2\x81\xa6 \xc2\xa0 grüße";
  AgentResponse answer;
  answer.set_message(nasty);
  const std::string json = to_json(answer);
  for (const auto* raw : {"\x1b", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6"}) {
    EXPECT_EQ(json.find(raw), std::string::npos);
  }
  EXPECT_EQ(nlohmann::json::parse(json)["message"], nasty);
}

TEST(Json, TroubleAndVersionHaveTheirShape) {
  EXPECT_EQ(to_json(Trouble{.exit = ExitCode::failed, .code = "UNAVAILABLE", .message = "m", .advice = "a"}),
            R"({"error":{"code":"UNAVAILABLE","message":"m","advice":"a"}})");
  EXPECT_EQ(version_json("1", "2"), R"({"maxosctl":"1","server":"2"})");
  EXPECT_EQ(to_json(HealthResponse(), "2026-11-22T21:00:00Z"),
            R"({"time":"2026-11-22T21:00:00Z","status":"","version":"","metrics":{}})");
}

}  // namespace
}  // namespace maxos::ctl
