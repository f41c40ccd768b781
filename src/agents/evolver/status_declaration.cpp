#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_agent_status() {
  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the agent status",
      "How many requests did the agents handle?",
      "How fast do the agents answer?",
      "Show the statistics of the agents",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "agent.status",
      .agent = "evolver",
      .summary = "requests, success and latency, per agent and intent",
      .risk = Risk::read,
      .host = HostClass::front,
      .slots = {},
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
