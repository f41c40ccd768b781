#include "ctl/show.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "base/text.h"
#include "ctl/table.h"
#include "ctl/terminal.h"

namespace maxos::ctl {
namespace {

// What the one line of --watch shows, when the machine said it.
constexpr std::array<std::string_view, 6> kLineMetrics = {
    "level", "cpu_used_percent", "memory_used_percent", "disk_root_used_percent", "systemd_state", "redis"};
constexpr std::size_t kShownExamples = 3;

std::string line(std::string_view text) {
  return printable(text, Lines::keep) + "\n";
}

std::string metric(const HealthResponse& health, std::string_view key) {
  const auto found = health.metrics().find(std::string(key));
  return found == health.metrics().end() ? std::string() : found->second;
}

std::vector<std::string> reasons(const HealthResponse& health) {
  const auto list = nlohmann::json::parse(metric(health, "reasons"), nullptr, false);
  std::vector<std::string> out;
  if (!list.is_array()) return out;
  for (const auto& reason : list) {
    if (reason.is_string()) out.push_back(reason.get<std::string>());
  }
  return out;
}

// The value, and its human form in brackets where the key's unit has one.
std::string metric_text(std::string_view key, const std::string& value) {
  std::uint64_t whole = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), whole);
  const bool number = error == std::errc{} && (end == value.data() + value.size() || *end == '.');
  if (number && key.ends_with("_bytes")) return value + " (" + base::human_bytes(whole) + ")";
  if (number && key.ends_with("_time_seconds")) {
    return value + " (" + base::rfc3339(static_cast<std::int64_t>(whole)) + ")";
  }
  if (number && key.ends_with("_seconds")) return value + " (" + base::human_duration(whole) + ")";
  return value;
}

// As ListAgents calls the states of agents.
std::string state_of(const Capability& capability) {
  return capability.available() ? "ready" : "unavailable";
}

}  // namespace

std::string answer_text(std::string_view message, const std::map<std::string, std::string>& payload,
                        std::size_t width) {
  return line(message) + payload_tables(payload, width);
}

std::string health_text(const HealthResponse& health) {
  std::string out = line(health.status() + " (maxos-grpc " + health.version() + ")");
  for (const std::string& reason : reasons(health)) out.append(line("  - " + reason));
  Table table{.columns = {{"METRIC"}, {"VALUE"}}, .rows = {}};
  const std::map<std::string, std::string> sorted(health.metrics().begin(), health.metrics().end());
  for (const auto& [key, value] : sorted) {
    if (key != "reasons") table.rows.push_back({key, metric_text(key, value)});
  }
  return out + "\n" + draw(table);
}

std::string health_line(const HealthResponse& health, std::string_view time) {
  std::string out = std::string(time) + " " + health.status();
  for (const std::string_view key : kLineMetrics) {
    const std::string value = metric(health, key);
    if (!value.empty()) out.append(" ").append(key).append("=").append(value);
  }
  for (const std::string& reason : reasons(health)) out.append("; ").append(reason);
  return printable(out, Lines::escape);
}

std::string agents_text(const ListAgentsResponse& agents) {
  Table table{.columns = {{"AGENT"}, {"STATE"}, {"INTENTS", true}, {"UNAVAILABLE", true}, {"SUMMARY"}},
              .rows = {}};
  for (const Agent& agent : agents.agents()) {
    table.rows.push_back({agent.name(), agent.state(), std::to_string(agent.intents_size()),
                          std::to_string(agent.unavailable_intents_size()), agent.summary()});
  }
  return draw(table);
}

std::string capabilities_text(const ListCapabilitiesResponse& capabilities, bool detail, std::size_t width) {
  if (!detail) {
    Table table{.columns = {{"INTENT"}, {"STATE"}, {"RISK"}, {"DOES"}, {"FOR EXAMPLE"}}, .rows = {}};
    for (const Capability& capability : capabilities.capabilities()) {
      table.rows.push_back({capability.intent(), state_of(capability), capability.risk(),
                            capability.summary(),
                            capability.examples().empty() ? "" : capability.examples(0)});
    }
    return draw(table, width);
  }
  std::string out;
  for (const Capability& capability : capabilities.capabilities()) {
    if (!out.empty()) out.push_back('\n');
    out.append(line(capability.intent() + " (" + capability.risk() +
                    (capability.available() ? "" : ", unavailable in this version") +
                    "): " + capability.summary()));
    for (const Slot& slot : capability.slots()) {
      out.append(line("  slot " + slot.name() + " (" + slot.type() + (slot.required() ? ", required" : "") +
                      "): " + slot.summary() +
                      (slot.example().empty() ? "" : ", such as " + slot.example())));
    }
    std::size_t shown = 0;
    for (const std::string& example : capability.examples()) {
      if (shown++ == kShownExamples) break;
      out.append(line("  ask \"" + example + "\""));
    }
  }
  return out;
}

std::string understood_text(const UnderstandResponse& understood) {
  std::string out = line("intent: " + understood.intent()) + line("agent: " + understood.agent()) +
                    line("confidence: " + base::decimal(understood.confidence(), 3)) +
                    line("decision: " + understood.decision());
  const std::map<std::string, std::string> slots(understood.slots().begin(), understood.slots().end());
  for (const auto& [name, value] : slots)
    out.append(line(std::string("slot ").append(name).append(": ").append(value)));
  if (understood.follow()) out.append(line("follow: true"));
  for (const std::string& name : understood.missing()) out.append(line("missing: " + name));
  if (!understood.question().empty()) out.append(line("question: " + understood.question()));
  if (!understood.caution().empty()) out.append(line("caution: " + understood.caution()));
  for (const Clause& clause : understood.clauses()) {
    out.append(line("clause: \"" + clause.text() + "\" (" + clause.intent() + ")"));
  }
  for (const Candidate& candidate : understood.candidates()) {
    out.append(
        line("candidate: " + candidate.intent() + " (" + base::decimal(candidate.confidence(), 3) + ")"));
  }
  return out;
}

}  // namespace maxos::ctl
