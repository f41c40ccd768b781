#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<SlotDecl, 2> kSlots = {{
    {"repository", SlotType::path, false, "the repository; the current directory when absent",
     "/srv/code/app"},
    {"limit", SlotType::count, false, "how many commits to show", "10"},
}};

constexpr std::array<std::string_view, 3> kPhrases = {
    "Show the last 10 commits of /srv/code/app",
    "Show the git log of /srv/code/app",
    "Who committed to /srv/code/app last?",
};

constexpr CapabilityDecl kDeclaration = {.intent = "dev.git_log",
                                         .agent = "developer",
                                         .summary = "the newest commits",
                                         .risk = Risk::read,
                                         .host = HostClass::files,
                                         .slots = kSlots,
                                         .phrases = kPhrases,
                                         .announced = true};

}  // namespace

const CapabilityDecl& declare_dev_git_log() {
  return kDeclaration;
}

}  // namespace maxos::agents
