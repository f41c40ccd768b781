#include "agents/slots.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

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

std::string canonical(SlotType type, std::string_view value) {
  const SlotDecl slot{"thing", type, false, "", "an example"};
  const auto text = canonical_slot(slot, value);
  if (text.ok()) return *text;
  EXPECT_NE(message(text.status()).find("thing"), std::string::npos) << message(text.status());
  return "refused";
}

TEST(Slots, SizesAreBytes) {
  for (const auto& [value, bytes] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"0", "0"},
                                                                  {"5242880", "5242880"},
                                                                  {"5MB", "5242880"},
                                                                  {"500 m", "524288000"},
                                                                  {"1.5 GB", "1610612736"},
                                                                  {"2GiB", "2147483648"},
                                                                  {"0.25k", "256"},
                                                                  {"100b", "100"},
                                                                  {"1.5", "refused"},
                                                                  {"1.k", "refused"},
                                                                  {".5k", "refused"},
                                                                  {"-1", "refused"},
                                                                  {"5 MX", "refused"},
                                                                  {"M", "refused"},
                                                                  {"16777216T", "refused"}}) {
    EXPECT_EQ(canonical(SlotType::size, value), bytes) << value;
  }
}

TEST(Slots, AgesAreSeconds) {
  for (const auto& [value, seconds] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"86400", "86400"},
                                                                  {"0", "0"},
                                                                  {"45s", "45"},
                                                                  {"30m", "1800"},
                                                                  {"15 min", "900"},
                                                                  {"24h", "86400"},
                                                                  {"2D", "172800"},
                                                                  {"2w", "1209600"},
                                                                  {"100y", "3153600000"},
                                                                  {"101y", "refused"},
                                                                  {"1.5h", "refused"},
                                                                  {"-3d", "refused"},
                                                                  {"yesterday", "refused"},
                                                                  {"3 fortnights", "refused"},
                                                                  {"99999999999999999999", "refused"}}) {
    EXPECT_EQ(canonical(SlotType::age, value), seconds) << value;
  }
}

TEST(Slots, HostsAreNamesAndAddresses) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  for (const auto& [value, host] :
       std::vector<std::pair<std::string, std::string>>{{"DB1.Example.org", "db1.example.org"},
                                                        {"localhost", "localhost"},
                                                        {"example.org.", "example.org."},
                                                        {"3com.com", "3com.com"},
                                                        {"_dmarc.example.org", "_dmarc.example.org"},
                                                        {"4.3.2.1.in-addr.arpa", "4.3.2.1.in-addr.arpa"},
                                                        {"192.168.1.1", "192.168.1.1"},
                                                        {"::1", "::1"},
                                                        {"[2001:DB8:0::1]", "2001:db8::1"},
                                                        {"fe80::1%eth0", "fe80::1%eth0"},
                                                        {longest, longest},
                                                        {longest + "b", "refused"},
                                                        {label + "a.org", "refused"},
                                                        {"1.2.3.256", "refused"},
                                                        {"1.2.3", "refused"},
                                                        {"fe80::1%", "refused"},
                                                        {"[::1", "refused"},
                                                        {"[example.org]", "refused"},
                                                        {"[]", "refused"},
                                                        {"example.org:80", "refused"},
                                                        {"-a.org", "refused"},
                                                        {"a-.org", "refused"},
                                                        {"a..org", "refused"},
                                                        {".", "refused"},
                                                        {"two words", "refused"},
                                                        {"a;b", "refused"},
                                                        {"b\u00fccher.de", "refused"}}) {
    EXPECT_EQ(canonical(SlotType::host, value), host) << value;
  }
}

TEST(Slots, UnitsHaveTheCharactersOfTheirNames) {
  for (const std::string_view unit : {"nginx", "postgresql@15-main", "ssh.service",
                                      "dev-disk-by\\x2duuid.swap", "-.mount", "web server", "zigbee2mqtt"}) {
    EXPECT_EQ(canonical(SlotType::unit, unit), unit);
  }
  EXPECT_EQ(canonical(SlotType::unit, std::string(255, 'u')), std::string(255, 'u'));
  EXPECT_EQ(canonical(SlotType::unit, " nginx "), "nginx");
  for (const std::string& unit :
       {std::string(256, 'u'), std::string("a/b"), std::string("a;b"), std::string("two  spaces"),
        std::string("tab\tinside"), std::string("$HOME"), std::string("  ")}) {
    EXPECT_EQ(canonical(SlotType::unit, unit), "refused") << unit;
  }
}

TEST(Slots, ANameThatLooksLikeAnotherIsToldApart) {
  for (const std::string unit : {"ngin\u0445", "ssh\u200b", "\u0441ron.service"}) {
    EXPECT_NE(refusal(declare_system_service(), {{"unit", unit}}).find("beyond ASCII"), std::string::npos)
        << unit;
  }
  EXPECT_EQ(refusal(declare_system_service(), {{"unit", "a/b"}}).find("beyond ASCII"), std::string::npos);
}

TEST(Slots, PortsEndAt65535) {
  EXPECT_EQ(canonical(SlotType::port, "0443"), "443");
  EXPECT_EQ(canonical(SlotType::port, "65535"), "65535");
  for (const std::string_view port : {"0", "65536", "-1", "http", ""}) {
    EXPECT_EQ(canonical(SlotType::port, port), "refused") << port;
  }
}

TEST(Slots, ChoicesAreAsDeclaredWhateverTheirLetterCase) {
  EXPECT_EQ(check_slots(declare_network_dns(), {{"host", "a.org"}, {"type", "mx"}})->at("type"), "MX");
}

TEST(Slots, AMissingOneIsNamedWithoutAFullStopBehindAQuestion) {
  EXPECT_EQ(refusal(declare_network_port(), {{"host", "a.org"}}),
            "Missing: port (the TCP port). For example: Is port 443 open on example.org?");
}

}  // namespace
}  // namespace maxos::agents
