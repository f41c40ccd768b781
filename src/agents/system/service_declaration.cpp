#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<SlotDecl, 1> kSlots = {{
    {"unit", SlotType::unit, true, "the unit", "nginx"},
}};

constexpr std::array<std::string_view, 4> kPhrases = {
    "Is nginx running?",
    "Show the status of nginx",
    "When was nginx started?",
    "How is the web server doing?",
};

constexpr CapabilityDecl kDeclaration = {.intent = "system.service",
                                         .agent = "system",
                                         .summary = "state of one unit",
                                         .risk = Risk::read,
                                         .host = HostClass::system,
                                         .slots = kSlots,
                                         .phrases = kPhrases};

}  // namespace

const CapabilityDecl& declare_system_service() {
  return kDeclaration;
}

}  // namespace maxos::agents
