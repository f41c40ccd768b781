#include "orchestrator/slot_values.h"

#include <gtest/gtest.h>

#include <array>

#include "base/status.h"

namespace maxos::orchestrator {
namespace {

using agents::SlotDecl;
using agents::SlotType;

constexpr std::array<std::string_view, 2> kSorts = {"name", "size"};
constexpr std::array<SlotDecl, 5> kSlots = {{{"source", SlotType::path, true, "what to copy", "/srv/a"},
                                             {"limit", SlotType::count, false, "", "20"},
                                             {"hidden", SlotType::flag, false, "", "true"},
                                             {"sort", SlotType::choice, false, "", "size", kSorts},
                                             {"port", SlotType::port, false, "", "443"}}};

agents::CapabilityDecl capability() {
  agents::CapabilityDecl decl;
  decl.intent = "file.copy";
  decl.summary = "copy files";
  decl.slots = kSlots;
  return decl;
}

CompletedSlots completed(const agents::CapabilityDecl& decl, const agents::Values& from_text,
                         const agents::Values& context) {
  return complete_slots(decl, from_text, context, std::chrono::system_clock::time_point());
}

TEST(SlotValues, AnExplicitSlotBeatsTheTextAndOlderNamesStillCount) {
  const auto slots =
      completed(capability(), {{"source", "/text"}, {"limit", "3"}}, {{"source_path", "/context"}});
  EXPECT_TRUE(slots.wrong.ok() && slots.missing.empty());
  EXPECT_EQ(slots.slots, (agents::Values{{"source", "/context"}, {"limit", "3"}}));
}

TEST(SlotValues, UnknownContextKeysDoNotMatter) {
  const auto slots = completed(capability(), {{"source", "/a"}}, {{"locale", "de"}, {"weird", "x"}});
  EXPECT_TRUE(slots.wrong.ok() && slots.missing.empty());
  EXPECT_EQ(slots.slots, (agents::Values{{"source", "/a"}}));
}

TEST(SlotValues, AMissingSlotIsAskedForWithAnExample) {
  const auto slots = completed(capability(), {{"limit", "3"}}, {});
  ASSERT_EQ(slots.missing, std::vector<const SlotDecl*>{&kSlots[0]});
  EXPECT_TRUE(slots.wrong.ok());
  EXPECT_EQ(slots.slots, (agents::Values{{"limit", "3"}}));
  EXPECT_EQ(ask_for(capability(), slots.missing), "Missing: source (what to copy). For example: /srv/a.");
}

TEST(SlotValues, SeveralMissingSlotsAreAskedForTogether) {
  constexpr std::array<SlotDecl, 3> kThree = {{{"source", SlotType::path, true, "what", "/a"},
                                               {"destination", SlotType::path, true, "where to", "/b"},
                                               {"name", SlotType::name, true, "as what", "c"}}};
  constexpr std::array<std::string_view, 1> kPhrases = {"copy /a to /b as c"};
  agents::CapabilityDecl three = capability();
  three.slots = kThree;
  three.phrases = kPhrases;
  EXPECT_EQ(
      ask_for(three, completed(three, {}, {}).missing),
      "Missing: source (what), destination (where to) and name (as what). For example: copy /a to /b as c.");
}

TEST(SlotValues, ValuesAreBroughtIntoTheirCanonicalForm) {
  const auto slots = completed(capability(), {{"source", "/a"}},
                               {{"limit", "007"}, {"hidden", "YES"}, {"sort", "Size"}, {"port", "22"}});
  ASSERT_TRUE(slots.wrong.ok());
  EXPECT_EQ(slots.slots.at("limit"), "7");
  EXPECT_EQ(slots.slots.at("hidden"), "true");
  EXPECT_EQ(slots.slots.at("sort"), "size");
}

TEST(SlotValues, AValueThatDoesNotFitIsRefusedWithWhatWould) {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"limit", "-1"},
                                                        {"limit", "1e9"},
                                                        {"limit", ""},
                                                        {"hidden", "maybe"},
                                                        {"sort", "colour"},
                                                        {"port", "0"},
                                                        {"port", "65536"},
                                                        {"source", std::string(5000, 'x')},
                                                        {"source", std::string("a\0b", 3)}}) {
    const auto slots = completed(capability(), {{"source", "/a"}}, {{name, value}});
    ASSERT_FALSE(slots.wrong.ok()) << name << "=" << value;
    EXPECT_FALSE(slots.slots.contains(name));
    EXPECT_NE(base::message_of(slots.wrong).find(name), std::string_view::npos);
  }
}

TEST(SlotValues, AreWrittenAsOneJsonObject) {
  EXPECT_EQ(slots_json({}), "{}");
  EXPECT_EQ(slots_json({{"a", "1"}, {"b", "\""}}), R"({"a":"1","b":"\""})");
}

}  // namespace
}  // namespace maxos::orchestrator
