#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_time() {
  static constexpr std::array<std::string_view, 4> kPhrases = {
      "What time is it?",
      "Which time zone is this machine in?",
      "Is the clock synchronized?",
      "Show date and time",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.time",
                                                  .agent = "system",
                                                  .summary = "clock, time zone, NTP state",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = {},
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
