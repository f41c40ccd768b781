#include "agents/registry.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace maxos::agents {
namespace {

[[noreturn]] void broken_build(std::string_view what, std::string_view intent) {
  std::fprintf(stderr, "capability list: %.*s: %.*s\n", static_cast<int>(intent.size()), intent.data(),
               static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace

Registry::Registry(std::vector<AgentDecl> agents, std::vector<const CapabilityDecl*> capabilities)
    : agents_(std::move(agents)), capabilities_(std::move(capabilities)) {
  for (const CapabilityDecl* capability : capabilities_) {
    if (find_agent(capability->agent) == nullptr)
      broken_build("its agent is not registered", capability->intent);
    if (!by_intent_.emplace(capability->intent, capability).second) {
      broken_build("declared twice", capability->intent);
    }
  }
  std::stable_sort(capabilities_.begin(), capabilities_.end(),
                   [this](const CapabilityDecl* left, const CapabilityDecl* right) {
                     return find_agent(left->agent) < find_agent(right->agent);
                   });
}

const CapabilityDecl* Registry::find(std::string_view intent) const {
  const auto it = by_intent_.find(intent);
  return it == by_intent_.end() ? nullptr : it->second;
}

const AgentDecl* Registry::find_agent(std::string_view name) const {
  for (const AgentDecl& agent : agents_) {
    if (agent.name == name) return &agent;
  }
  return nullptr;
}

std::vector<const CapabilityDecl*> Registry::capabilities_of(std::string_view agent) const {
  std::vector<const CapabilityDecl*> found;
  for (const CapabilityDecl* capability : capabilities_) {
    if (capability->agent == agent) found.push_back(capability);
  }
  return found;
}

bool Registry::is_ready(std::string_view agent) const {
  return std::any_of(capabilities_.begin(), capabilities_.end(), [agent](const CapabilityDecl* capability) {
    return capability->agent == agent && !capability->announced;
  });
}

}  // namespace maxos::agents
