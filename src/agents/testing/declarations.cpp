#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<SlotDecl, 1> kHangSlots = {{
    {"seconds", SlotType::count, true, "how long to hang", "600"},
}};
constexpr std::array<std::string_view, 1> kHangPhrases = {"test hang 600"};
constexpr CapabilityDecl kHang = {.intent = "test.hang",
                                  .agent = "system",
                                  .summary = "block a worker without a sign of life",
                                  .risk = Risk::read,
                                  .host = HostClass::system,
                                  .slots = kHangSlots,
                                  .phrases = kHangPhrases};

constexpr std::array<SlotDecl, 2> kWorkSlots = {{
    {"seconds", SlotType::count, true, "how long to work", "5"},
    {"bytes", SlotType::size, false, "memory to fill meanwhile", "1048576"},
}};
constexpr std::array<std::string_view, 2> kWorkPhrases = {"test work 5", "test work 5 with 1048576 bytes"};
constexpr CapabilityDecl kWork = {.intent = "test.work",
                                  .agent = "system",
                                  .summary = "work for some seconds, with progress or items",
                                  .risk = Risk::read,
                                  .host = HostClass::system,
                                  .slots = kWorkSlots,
                                  .phrases = kWorkPhrases};

constexpr std::array<SlotDecl, 1> kChangeSlots = {{
    {"text", SlotType::text, true, "the line to append", "X"},
}};
constexpr std::array<std::string_view, 1> kChangePhrases = {"test change X"};
constexpr CapabilityDecl kChange = {.intent = "test.change",
                                    .agent = "system",
                                    .summary = "append a line to a file, after confirmation",
                                    .risk = Risk::modify,
                                    .host = HostClass::system,
                                    .slots = kChangeSlots,
                                    .phrases = kChangePhrases};

}  // namespace

const CapabilityDecl& declare_test_hang() {
  return kHang;
}
const CapabilityDecl& declare_test_work() {
  return kWork;
}
const CapabilityDecl& declare_test_change() {
  return kChange;
}

Registry testing_registry() {
#define MAXOS_ENTRY(name) &declare_##name(),
  return Registry(builtin_agents(),
                  {MAXOS_CAPABILITIES(MAXOS_ENTRY, MAXOS_ENTRY) MAXOS_TESTING_CAPABILITIES(MAXOS_ENTRY)});
#undef MAXOS_ENTRY
}

}  // namespace maxos::agents
