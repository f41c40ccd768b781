#include "agents/slots.h"

#include <gtest/gtest.h>

#include "agents/builtin.h"
#include "scene.h"

namespace maxos::agents {
namespace {

std::string refusal(const CapabilityDecl& capability, const Values& slots) {
  const auto checked = check_slots(capability, slots);
  EXPECT_EQ(checked.status().code(), absl::StatusCode::kInvalidArgument);
  return message(checked.status());
}

TEST(Slots, BecomeCanonical) {
  const auto checked = check_slots(declare_file_list(),
                                   {{"hidden", "Yes"}, {"sort", "SIZE"}, {"limit", "007"}, {"pattern", ""}});
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(*checked, (Values{{"hidden", "true"}, {"limit", "7"}, {"sort", "size"}}));
  EXPECT_EQ(check_slots(declare_test_work(), {{"seconds", "1"}, {"bytes", "2 MiB"}})->at("bytes"), "2097152");
}

TEST(Slots, AreRefusedWithWhatIsValid) {
  EXPECT_EQ(refusal(declare_file_list(), {{"sort", "color"}}),
            "\"color\" is not a valid sort: it must be one of name, size, time, type, for example size.");
  EXPECT_NE(
      refusal(declare_file_list(), {{"depth", "3"}}).find("it knows path, pattern, hidden, sort, limit"),
      std::string::npos);
  EXPECT_NE(refusal(declare_file_list(), {{"hidden", "maybe"}}).find("true or false"), std::string::npos);
  for (const std::string_view limit : {"0", "-1", "ten", "1e3", "100001", "99999999999999999999999"}) {
    EXPECT_NE(refusal(declare_file_list(), {{"limit", std::string(limit)}}).find("from 1 to 100000"),
              std::string::npos)
        << limit;
  }
  refusal(declare_file_list(), {{"path", std::string(5000, 'a')}});
  refusal(declare_file_list(), {{"path", std::string("a\0b", 3)}});
  refusal(declare_test_work(), {{"seconds", "1"}, {"bytes", "99999999999G"}});
}

TEST(Slots, MissingOnesAreNamedWithAnExample) {
  const std::string text = refusal(declare_file_info(), {});
  EXPECT_NE(text.find("path"), std::string::npos) << text;
  EXPECT_NE(text.find("Show details of /srv/data/report.txt"), std::string::npos) << text;
}

}  // namespace
}  // namespace maxos::agents
