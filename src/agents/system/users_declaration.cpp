#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<std::string_view, 4> kPhrases = {
    "Who is logged in?",
    "Show the logged-in users",
    "Is anybody else on this machine?",
    "Which users have a session?",
};

constexpr CapabilityDecl kDeclaration = {.intent = "system.users",
                                         .agent = "system",
                                         .summary = "who is logged in",
                                         .risk = Risk::read,
                                         .host = HostClass::system,
                                         .slots = {},
                                         .phrases = kPhrases};

}  // namespace

const CapabilityDecl& declare_system_users() {
  return kDeclaration;
}

}  // namespace maxos::agents
