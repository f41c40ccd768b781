#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_agent_help() {
  static constexpr std::array<std::string_view, 6> kAgents = {"filesystem", "system",    "network",
                                                              "developer",  "knowledge", "evolver"};

  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"agent", SlotType::choice, false,
       "one agent: filesystem, system, network, developer, knowledge or evolver", "system", kAgents},
  }};

  static constexpr std::array<std::string_view, 26> kPhrases = {
      "What can you do?",
      "Help with files",
      "What can I ask?",
      "help",
      "help me",
      "help please",
      "show help",
      "I need help",
      "can you help me",
      "how can you help me",
      "what can I do here",
      "what can I ask you",
      "what do you understand",
      "what are your capabilities",
      "list your capabilities",
      "show the available commands",
      "which commands are there",
      "give me some examples",
      "list agents",
      "which agents are there",
      "what can the network agent do",
      "what can the filesystem agent do",
      "help with the system",
      "what can you do with files",
      "help for developer",
      "what are you capable of",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "agent.help",
                                                  .agent = "evolver",
                                                  .summary = "what can be asked, by agent, with examples",
                                                  .risk = Risk::read,
                                                  .host = HostClass::front,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
