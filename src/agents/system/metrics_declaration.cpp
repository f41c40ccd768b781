#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_metrics() {
  static constexpr std::array<std::string_view, 8> kKinds = {"cpu",         "memory", "load",    "pressure",
                                                             "temperature", "disk",   "network", "all"};

  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"kind", SlotType::choice, false, "cpu, memory, load, pressure, temperature, disk, network or all",
       "memory", kKinds},
  }};

  static constexpr std::array<std::string_view, 40> kPhrases = {
      "How much memory is free?",
      "Show the CPU usage",
      "What is the load average?",
      "memory usage",
      "show memory usage",
      "how much memory is used",
      "how much RAM is available",
      "how much memory is left",
      "how much ram does this machine have",
      "free memory",
      "available ram",
      "swap usage",
      "how much swap is used",
      "ram",
      "cpu usage",
      "cpu load",
      "how busy is the cpu",
      "what is the current cpu utilization",
      "how much cpu is being used",
      "processor usage",
      "load average",
      "load",
      "system load",
      "what is the load on this server",
      "how loaded is the machine",
      "memory pressure",
      "show pressure stall information",
      "io pressure",
      "temperature",
      "what is the cpu temperature",
      "how hot is the cpu",
      "how hot is the machine",
      "network traffic",
      "network usage",
      "disk io",
      "disk activity",
      "show system metrics",
      "performance metrics",
      "resource usage",
      "free -m",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "system.metrics",
      .agent = "system",
      .summary = "CPU, memory, load, pressure, temperature, traffic",
      .risk = Risk::read,
      .host = HostClass::front,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
