#include "agents/registry.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "agents/builtin.h"
#include "agents/handlers.h"
#include "agents/slot_types.h"

namespace maxos::agents {
namespace {

// An agent of the catalogue and its intents without the prefix.
struct Row {
  std::string_view agent;
  std::string_view prefix;
  std::vector<std::string_view> intents;
};

std::vector<Row> catalogue() {
  return {{"filesystem",
           "file.",
           {"list", "search", "info", "read", "usage", "checksum", "mkdir", "copy", "move", "delete",
            "archive", "extract", "organize", "undo", "history", "empty_trash"}},
          {"system",
           "system.",
           {"health", "metrics", "uptime", "info", "time", "processes", "disk", "users", "logs", "services",
            "service", "service_control", "power", "packages"}},
          {"network",
           "network.",
           {"interfaces", "routes", "ping", "dns", "connections", "port", "wifi", "vpn", "firewall"}},
          {"developer",
           "dev.",
           {"git_status", "git_log", "git_branches", "git_diff", "commit", "scaffold", "test", "build",
            "deploy"}},
          {"knowledge", "knowledge.", {"query", "summarize"}},
          {"evolver", "agent.", {"help", "status", "misses", "learn", "forget"}}};
}

std::set<std::string_view> required_slots(const CapabilityDecl& capability) {
  std::set<std::string_view> names;
  for (const SlotDecl& slot : capability.slots) {
    if (slot.required) names.insert(slot.name);
  }
  return names;
}

TEST(BuiltinRegistry, HasTheWholeCatalogueAgentByAgent) {
  const Registry registry = builtin_registry();
  std::vector<std::string_view> agents;
  std::vector<std::string_view> in_order;
  std::size_t intents = 0;
  for (const Row& row : catalogue()) {
    agents.push_back(row.agent);
    EXPECT_EQ(registry.capabilities_of(row.agent).size(), row.intents.size()) << row.agent;
    for (const std::string_view name : row.intents) {
      const CapabilityDecl* capability = registry.find(std::string(row.prefix).append(name));
      ASSERT_NE(capability, nullptr) << row.prefix << name;
      EXPECT_EQ(capability->agent, row.agent) << name;
    }
    intents += row.intents.size();
  }
  EXPECT_EQ(registry.capabilities().size(), intents);
  for (const CapabilityDecl* capability : registry.capabilities()) {
    if (in_order.empty() || in_order.back() != capability->agent) in_order.push_back(capability->agent);
  }
  EXPECT_EQ(in_order, agents);
  std::vector<std::string_view> declared;
  for (const AgentDecl& agent : registry.agents()) declared.push_back(agent.name);
  EXPECT_EQ(declared, agents);
  EXPECT_EQ(registry.find("test.hang"), nullptr);
  EXPECT_EQ(registry.find_agent("nobody"), nullptr);
}

TEST(BuiltinRegistry, TheseCapabilitiesCanBeCarriedOutTheRestIsAnnounced) {
  const Registry registry = builtin_registry();
  std::set<std::string_view> announced;
  for (const CapabilityDecl* capability : registry.capabilities()) {
    if (capability->announced) announced.insert(capability->intent);
  }
  EXPECT_EQ(announced,
            (std::set<std::string_view>{"dev.git_status", "dev.git_log", "dev.git_branches", "dev.git_diff",
                                        "dev.commit", "dev.scaffold", "dev.test", "dev.build", "dev.deploy",
                                        "knowledge.query", "knowledge.summarize"}));
  EXPECT_TRUE(registry.is_ready("evolver"));
  EXPECT_FALSE(registry.is_ready("knowledge"));
  EXPECT_FALSE(registry.is_ready("nobody"));
}

TEST(BuiltinRegistry, RequiredSlotsAndRisksAreThoseOfTheCatalogue) {
  const Registry registry = builtin_registry();
  using Names = std::set<std::string_view>;
  const std::map<std::string_view, Names> required = {{"file.info", {"path"}},
                                                      {"file.read", {"path"}},
                                                      {"file.checksum", {"path"}},
                                                      {"file.mkdir", {"path"}},
                                                      {"file.copy", {"source", "destination"}},
                                                      {"file.move", {"source", "destination"}},
                                                      {"file.delete", {"path"}},
                                                      {"file.archive", {"source"}},
                                                      {"file.extract", {"source"}},
                                                      {"file.organize", {"path"}},
                                                      {"system.service", {"unit"}},
                                                      {"system.service_control", {"unit", "action"}},
                                                      {"system.power", {"action"}},
                                                      {"network.ping", {"host"}},
                                                      {"network.dns", {"host"}},
                                                      {"network.port", {"host", "port"}},
                                                      {"dev.commit", {"message"}},
                                                      {"dev.scaffold", {"stack"}},
                                                      {"dev.deploy", {"app"}},
                                                      {"knowledge.query", {"query"}},
                                                      {"knowledge.summarize", {"path"}},
                                                      {"agent.learn", {"phrase", "intent"}},
                                                      {"agent.forget", {"phrase"}}};
  const std::map<std::string_view, Risk> risks = {{"file.mkdir", Risk::modify},
                                                  {"file.copy", Risk::modify},
                                                  {"file.move", Risk::modify},
                                                  {"file.delete", Risk::modify},
                                                  {"file.archive", Risk::modify},
                                                  {"file.extract", Risk::modify},
                                                  {"file.organize", Risk::modify},
                                                  {"file.undo", Risk::modify},
                                                  {"file.empty_trash", Risk::destructive},
                                                  {"system.service_control", Risk::privileged},
                                                  {"system.power", Risk::privileged},
                                                  {"dev.commit", Risk::modify},
                                                  {"dev.scaffold", Risk::modify},
                                                  {"dev.test", Risk::execute},
                                                  {"dev.build", Risk::execute},
                                                  {"dev.deploy", Risk::execute},
                                                  {"agent.learn", Risk::modify},
                                                  {"agent.forget", Risk::modify}};
  for (const CapabilityDecl* capability : registry.capabilities()) {
    const auto names = required.find(capability->intent);
    EXPECT_EQ(required_slots(*capability), names == required.end() ? Names{} : names->second)
        << capability->intent;
    const auto risk = risks.find(capability->intent);
    EXPECT_EQ(capability->risk, risk == risks.end() ? Risk::read : risk->second) << capability->intent;
  }
}

TEST(BuiltinRegistry, EveryExampleOfASlotIsValid) {
  const Registry registry = builtin_registry();
  for (const CapabilityDecl* capability : registry.capabilities()) {
    for (const SlotDecl& slot : capability->slots) {
      EXPECT_TRUE(canonical_slot(slot, slot.example).ok()) << capability->intent << " " << slot.name;
      for (const std::string_view choice : slot.choices) EXPECT_EQ(*canonical_slot(slot, choice), choice);
    }
  }
}

TEST(BuiltinRegistry, DeclarationsAreComplete) {
  const Registry registry = testing_registry();
  EXPECT_EQ(registry.capabilities().size(), builtin_registry().capabilities().size() + 3);
  for (const CapabilityDecl* capability : registry.capabilities()) {
    EXPECT_FALSE(capability->summary.empty()) << capability->intent;
    EXPECT_FALSE(capability->phrases.empty()) << capability->intent;
    if (capability->announced) {
      EXPECT_GE(capability->phrases.size(), 3U) << capability->intent;
    }
    std::set<std::string_view> names;
    for (const SlotDecl& slot : capability->slots) {
      EXPECT_TRUE(names.insert(slot.name).second) << capability->intent << " " << slot.name;
      EXPECT_FALSE(slot.summary.empty()) << slot.name;
      EXPECT_FALSE(slot.example.empty()) << slot.name;
      EXPECT_EQ(slot.type == SlotType::choice, !slot.choices.empty()) << slot.name;
    }
  }
}

TEST(BuiltinRegistry, EachDeclarationThatIsNotAnnouncedHasItsHandler) {
  const Registry registry = builtin_registry();
  const auto handlers = make_handlers({});
  std::vector<const CapabilityDecl*> ready = registry.capabilities();
  std::erase_if(ready, [](const CapabilityDecl* capability) { return capability->announced; });
  std::vector<const CapabilityDecl*> handled;
  for (const auto& handler : handlers) handled.push_back(&handler->declaration());
  EXPECT_EQ(handled, ready);
  EXPECT_EQ(make_testing_handlers({}).size(), 3U);
}

TEST(RegistryDeathTest, RefusesAFaultyBuild) {
  EXPECT_DEATH(Registry(builtin_agents(), {&declare_file_list(), &declare_file_list()}), "declared twice");
  EXPECT_DEATH(Registry({}, {&declare_file_list()}), "not registered");
}

}  // namespace
}  // namespace maxos::agents
