#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_dns() {
  static constexpr std::array<std::string_view, 10> kTypes = {"A",     "AAAA", "MX",  "NS",  "TXT",
                                                              "CNAME", "PTR",  "SOA", "SRV", "CAA"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {.name = "host",
       .type = SlotType::host,
       .required = true,
       .summary = "the name or address to resolve",
       .example = "example.org",
       .unless_about = "servers"},
      {"type", SlotType::choice, false, "record type: A, AAAA, MX, NS, TXT, CNAME, PTR, SOA, SRV or CAA",
       "MX", kTypes},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Resolve example.org",
      "What is the IP address of example.org?",
      "Show the MX records of example.org",
      "Look up example.org",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "network.dns",
      .agent = "network",
      .summary = "resolve a name or an address; the resolvers in use",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
