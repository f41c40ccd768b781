// What the front end sees of its own work, as the handlers of agent.status and agent.misses show it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "agents/agent.h"

namespace maxos::agents {

// Statuses that an answer may have.
inline constexpr std::size_t kAnswerStatuses = static_cast<std::size_t>(AnswerStatus::unavailable) + 1;

// Times in microseconds, from the request to its answer. The median and the 95th percentile are good to an
// eighth of their value.
struct Figures {
  std::uint64_t requests = 0;
  // By AnswerStatus.
  std::array<std::uint64_t, kAnswerStatuses> statuses{};
  double mean = 0;
  double median = 0;
  double p95 = 0;
  double max = 0;

  std::uint64_t count(AnswerStatus status) const { return statuses[static_cast<std::size_t>(status)]; }
};

struct IntentFigures {
  std::string intent;
  Figures figures;
};

struct AgentFigures {
  std::string agent;
  Figures figures;
  // Those that were asked for.
  std::vector<IntentFigures> intents;
};

// Thread-safe.
class RequestFigures {
 public:
  virtual ~RequestFigures() = default;
  // Agents that were asked, in the order of the catalogue, "orchestrator" (what was not understood) last.
  virtual std::vector<AgentFigures> figures() const = 0;
  // How long they have been counted.
  virtual std::chrono::seconds counted_for() const = 0;
};

// Requests that were not understood and say the same.
struct MissGroup {
  // The last of them, cut.
  std::string text;
  // "unknown", or why it was not taken for a request ("asked", "negated", …, "clauses").
  std::string why;
  // The intent that came nearest; may be empty.
  std::string nearest;
  std::uint64_t count = 0;
  // Seconds since the epoch.
  std::int64_t first = 0;
  std::int64_t last = 0;
};

struct MissReport {
  // The most frequent first, the newest of those that are as frequent.
  std::vector<MissGroup> groups;
  // Of all groups that are kept.
  std::size_t total_groups = 0;
  std::uint64_t total_requests = 0;
};

// Thread-safe.
class MissedRequests {
 public:
  virtual ~MissedRequests() = default;
  virtual MissReport report(std::size_t limit) const = 0;
};

}  // namespace maxos::agents
