#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_users() {
  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Who is logged in?",
      "Show the logged-in users",
      "Is anybody else on this machine?",
      "Which users have a session?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.users",
                                                  .agent = "system",
                                                  .summary = "who is logged in",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = {},
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
