#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_info() {
  static constexpr std::array<std::string_view, 34> kPhrases = {
      "What OS is this?",
      "Which kernel version is running?",
      "Tell me about this machine",
      "system info",
      "system information",
      "show system details",
      "what operating system is this",
      "which operating system is running",
      "os version",
      "what version of the operating system is this",
      "which distribution is this",
      "what linux distribution is installed",
      "which version of debian is this",
      "kernel version",
      "kernel",
      "what kernel is this",
      "hostname",
      "what is the hostname",
      "what is the name of this machine",
      "what is this machine called",
      "what architecture is this",
      "cpu architecture",
      "what hardware is this",
      "hardware information",
      "what kind of machine is this",
      "what cpu does this machine have",
      "which processor is in this computer",
      "cpu model",
      "how many cpus does it have",
      "how many cores does this machine have",
      "is this a virtual machine",
      "is this machine a container",
      "describe this system",
      "uname -a",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "system.info",
      .agent = "system",
      .summary = "host name, operating system, kernel, hardware, virtualization",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = {},
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
