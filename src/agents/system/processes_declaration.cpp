#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_processes() {
  static constexpr std::array<std::string_view, 2> kSorts = {"cpu", "memory"};

  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"sort", SlotType::choice, false, "order: cpu or memory, largest first", "memory", kSorts},
      {"name", SlotType::name, false,
       "only processes whose name contains this, the one of this number, or those of this user", "nginx"},
      {"limit", SlotType::count, false, "how many to show", "10"},
  }};

  static constexpr std::array<std::string_view, 32> kPhrases = {
      "What is using the CPU?",
      "Top processes by memory",
      "List the running processes",
      "processes",
      "list processes",
      "show processes",
      "show all running processes",
      "which processes are running",
      "what processes are running",
      "what is running",
      "what is running on this machine",
      "which programs are running",
      "how many processes are running",
      "top 5 processes",
      "top 10 processes by cpu",
      "the 3 heaviest processes",
      "show processes sorted by memory",
      "list processes by cpu usage",
      "processes using the most memory",
      "which process uses the most cpu",
      "what is using the most memory",
      "what is eating my ram",
      "who is hogging the cpu",
      "what uses so much memory",
      "top memory consumers",
      "biggest cpu hogs",
      "show processes named nginx",
      "list the processes called nginx",
      "show nginx processes",
      "ps",
      "ps aux",
      "top",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.processes",
                                                  .agent = "system",
                                                  .summary = "processes by CPU or memory, or by name",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
