#include "agents/registry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "agents/builtin.h"
#include "agents/handlers.h"

namespace maxos::agents {
namespace {

TEST(BuiltinRegistry, HasTheSixAgentsAndNineCapabilities) {
  const Registry registry = builtin_registry();
  std::vector<std::string_view> names;
  for (const AgentDecl& agent : registry.agents()) names.push_back(agent.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"filesystem", "system", "network", "developer", "knowledge",
                                                  "evolver"}));
  for (const std::string_view intent :
       {"system.health", "system.uptime", "system.metrics", "system.info", "system.disk", "system.processes",
        "file.list", "file.info", "agent.help"}) {
    EXPECT_NE(registry.find(intent), nullptr) << intent;
  }
  EXPECT_EQ(registry.capabilities().size(), 9U);
  EXPECT_EQ(registry.capabilities_of("network").size(), 0U);
  EXPECT_EQ(registry.capabilities_of("system").size(), 6U);
  EXPECT_EQ(registry.find("test.hang"), nullptr);
  EXPECT_EQ(registry.find_agent("nobody"), nullptr);
}

TEST(BuiltinRegistry, DeclarationsAreComplete) {
  const Registry registry = testing_registry();
  EXPECT_EQ(registry.capabilities().size(), 12U);
  for (const CapabilityDecl* capability : registry.capabilities()) {
    EXPECT_FALSE(capability->summary.empty()) << capability->intent;
    EXPECT_FALSE(capability->phrases.empty()) << capability->intent;
    std::set<std::string_view> names;
    for (const SlotDecl& slot : capability->slots) {
      EXPECT_TRUE(names.insert(slot.name).second) << capability->intent << " " << slot.name;
      EXPECT_FALSE(slot.summary.empty()) << slot.name;
      EXPECT_FALSE(slot.example.empty()) << slot.name;
      EXPECT_EQ(slot.type == SlotType::choice, !slot.choices.empty()) << slot.name;
    }
  }
}

TEST(BuiltinRegistry, EachDeclarationHasItsHandler) {
  const Registry registry = builtin_registry();
  const auto handlers = make_handlers({});
  ASSERT_EQ(handlers.size(), registry.capabilities().size());
  for (std::size_t i = 0; i < handlers.size(); ++i) {
    EXPECT_EQ(&handlers[i]->declaration(), registry.capabilities()[i]);
  }
  EXPECT_EQ(make_testing_handlers({}).size(), 3U);
}

TEST(RegistryDeathTest, RefusesAFaultyBuild) {
  EXPECT_DEATH(Registry(builtin_agents(), {&declare_file_list(), &declare_file_list()}), "declared twice");
  EXPECT_DEATH(Registry({}, {&declare_file_list()}), "not registered");
}

}  // namespace
}  // namespace maxos::agents
