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

// FNV-1a over fields, each with its length so that no two lists of fields run together.
class Hash {
 public:
  void add(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<unsigned char>(value >> shift));
  }
  void add(std::string_view text) {
    add(text.size());
    for (const char c : text) byte(static_cast<unsigned char>(c));
  }
  std::uint64_t value() const { return value_; }

 private:
  void byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::uint64_t catalogue_hash(const Registry& registry) {
  Hash hash;
  for (const CapabilityDecl* capability : registry.capabilities()) {
    hash.add(capability->intent);
    hash.add(capability->agent);
    hash.add(static_cast<std::uint64_t>(capability->risk));
    hash.add(static_cast<std::uint64_t>(capability->host));
    hash.add(capability->announced ? 1U : 0U);
    hash.add(capability->slots.size());
    for (const SlotDecl& slot : capability->slots) {
      hash.add(slot.name);
      hash.add(static_cast<std::uint64_t>(slot.type));
      hash.add(slot.required ? 1U : 0U);
      hash.add(slot.unless_about);
      hash.add(slot.choices.size());
      for (const std::string_view choice : slot.choices) hash.add(choice);
    }
    hash.add(capability->privileged_actions.size());
    for (const std::string_view action : capability->privileged_actions) hash.add(action);
  }
  return hash.value();
}

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
