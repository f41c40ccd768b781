// Everything that can be asked, looked up by intent and by agent.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "agents/capability.h"

namespace maxos::agents {

// Immutable after construction; thread-safe. Declarations have static storage.
class Registry {
 public:
  // Aborts the program when two declarations share an intent or one names an agent that is not there: a fault
  // of the build, found by the first test that makes a registry.
  Registry(std::vector<AgentDecl> agents, std::vector<const CapabilityDecl*> capabilities);

  // nullptr when there is none.
  const CapabilityDecl* find(std::string_view intent) const;
  const std::vector<AgentDecl>& agents() const { return agents_; }
  const AgentDecl* find_agent(std::string_view name) const;
  // Agent by agent in the order of the agents, those of one in the order of the list.
  const std::vector<const CapabilityDecl*>& capabilities() const { return capabilities_; }
  std::vector<const CapabilityDecl*> capabilities_of(std::string_view agent) const;
  // Whether the agent can carry something out: it has a capability that is not only announced.
  bool is_ready(std::string_view agent) const;

 private:
  std::vector<AgentDecl> agents_;
  std::vector<const CapabilityDecl*> capabilities_;
  std::map<std::string_view, const CapabilityDecl*> by_intent_;
};

// A hash of everything in the declarations that a front end and its hosts must agree on (FNV-1a).
std::uint64_t catalogue_hash(const Registry& registry);

// The six agents and all intents of the catalogue: the one list (builtin.h).
Registry builtin_registry();

}  // namespace maxos::agents
