#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_uptime() {
  static constexpr std::array<std::string_view, 28> kPhrases = {
      "What's my system uptime?",
      "How long has this box been running?",
      "When was the last reboot?",
      "uptime",
      "system uptime",
      "show uptime",
      "show me the uptime of this machine",
      "what is the uptime",
      "what is the current uptime of the server",
      "tell me the system uptime",
      "get uptime",
      "how long has the machine been up",
      "how long has the system been on",
      "how long have you been running",
      "how long has it been up and running",
      "how long is the server up",
      "how long since the last boot",
      "how long ago was the last reboot",
      "when was the last boot",
      "when did the machine last boot",
      "when did this server start",
      "when was the system started",
      "when was the last restart",
      "when was the machine last rebooted",
      "what time did the system boot",
      "last boot time",
      "boot time",
      "since when is the machine running",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.uptime",
                                                  .agent = "system",
                                                  .summary = "time since boot, and when that was",
                                                  .risk = Risk::read,
                                                  .host = HostClass::front,
                                                  .slots = {},
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
