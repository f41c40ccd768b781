#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_logs() {
  static constexpr std::array<std::string_view, 8> kPriorities = {"emerg",   "alert",  "crit", "err",
                                                                  "warning", "notice", "info", "debug"};

  static constexpr std::array<SlotDecl, 6> kSlots = {{
      {"unit", SlotType::unit, false, "the unit whose entries to show, or kernel", "nginx"},
      {"priority", SlotType::choice, false, "only entries of this priority and above", "err", kPriorities},
      {"since", SlotType::age, false, "only entries newer than this", "1h"},
      {"until", SlotType::age, false, "only entries older than this", "10m"},
      {"grep", SlotType::text, false, "text that the entries contain", "timeout"},
      {"limit", SlotType::count, false, "how many entries to show", "50"},
  }};

  static constexpr std::array<std::string_view, 5> kPhrases = {
      "Show the logs of nginx",
      "Show the errors in the journal since yesterday",
      "What did nginx log in the last hour?",
      "Show the last 50 log entries",
      "Search the journal for timeout",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "system.logs",
      .agent = "system",
      .summary = "journal entries by unit, priority, time and text",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases,
      .follows = true};

  return kDeclaration;
}

}  // namespace maxos::agents
