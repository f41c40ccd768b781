#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_health() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"verbose", SlotType::flag, false, "all figures, not the main ones alone", "true"},
  }};

  static constexpr std::array<std::string_view, 34> kPhrases = {
      "Check system health",
      "Is the machine ok?",
      "How is the system doing?",
      "health",
      "system health",
      "health check",
      "run a health check",
      "show the health of this machine",
      "what is the health of the system",
      "is the system healthy",
      "how healthy is this server",
      "health status",
      "health report",
      "detailed health report",
      "full system health check",
      "system status",
      "status",
      "what is the status of the server",
      "is everything ok",
      "is everything fine with the machine",
      "is everything all right",
      "is the server all right",
      "is the system running well",
      "is the machine working properly",
      "how is the server",
      "how is my computer doing today",
      "are there any problems",
      "are there any problems with the system",
      "any issues with this machine",
      "is anything wrong with the server",
      "what is wrong with this machine",
      "is something wrong",
      "does the machine have any problems",
      "can you check the health of my system",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.health",
                                                  .agent = "system",
                                                  .summary = "the machine's health with reasons",
                                                  .risk = Risk::read,
                                                  .host = HostClass::front,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .follows = true};

  return kDeclaration;
}

}  // namespace maxos::agents
