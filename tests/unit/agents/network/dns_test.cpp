#include <gmock/gmock.h>

#include <chrono>
#include <random>
#include <set>
#include <tuple>

#include "agents/network/dns_message.h"
#include "agents/network/name_resolution.h"
#include "bench.h"
#include "dns_server.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text.push_back(static_cast<char>(value));
  return text;
}

class Dns : public ::testing::Test {
 protected:
  Dns() {
    etc_.write("resolv.conf", "# of the test\nnameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
    etc_.write("hosts", "127.0.0.1 localhost\n10.77.0.2 Far.Example.Test far # a comment\nfd77::2 far\n");
    environment_.etc_root = etc_.path();
    server_.add("example.test",
                {{.type = 1, .data = bytes({192, 0, 2, 1})},
                 {.type = 28, .data = bytes({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})},
                 {.type = 15, .data = bytes({0, 10}) + DnsServer::packed("mail.example.test")},
                 {.type = 15, .data = bytes({0, 20}) + DnsServer::packed("mail2.example.test")},
                 {.type = 2, .data = DnsServer::packed("ns1.example.test")},
                 {.type = 16, .data = bytes({5}) + "v=spf" + bytes({5}) + "1 -al"},
                 {.type = 6,
                  .data = DnsServer::packed("ns1.example.test") + DnsServer::packed("root.example.test") +
                          bytes({0, 0, 0, 7, 0, 0, 14, 16, 0, 0, 7, 8, 0, 9, 58, 128, 0, 0, 1, 44})},
                 {.type = 257, .data = bytes({0, 5}) + "issueca.example.test"}});
    server_.add(
        "_sip._tcp.example.test",
        {{.type = 33, .data = bytes({0, 1, 0, 2, 0x13, 0xc4}) + DnsServer::packed("sip.example.test")}});
    server_.add("www.example.test", {{.type = 5, .data = DnsServer::packed("example.test")},
                                     {.type = 1, .data = bytes({192, 0, 2, 1}), .name = "example.test"}});
    server_.add("1.2.0.192.in-addr.arpa", {{.type = 12, .data = DnsServer::packed("example.test")}});
    server_.add_code("broken.test", 2);
    server_.add_code("silent.test", -1);
  }

  absl::StatusOr<Outcome> ask(const std::string& host, const std::string& type = "") {
    Values slots = {{"host", host}};
    if (!type.empty()) slots["type"] = type;
    return network_bench(environment_).run("network.dns", slots);
  }

  const TempTree etc_;
  HandlerEnvironment environment_;
  DnsServer server_;
};

TEST_F(Dns, ANameHasItsAddressesOfBothProtocols) {
  const auto outcome = ask("example.test");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const json addresses = json_value(*outcome, "addresses");
  EXPECT_EQ(std::set<std::string>(addresses.begin(), addresses.end()),
            (std::set<std::string>{"192.0.2.1", "2001:db8::1"}));
  EXPECT_EQ(value(*outcome, "source"), "dns");
  EXPECT_EQ(value(*outcome, "server"), "127.0.0.1");
  EXPECT_EQ(value(*outcome, "servers"), R"(["127.0.0.1"])");
  EXPECT_EQ(value(*outcome, "total_count"), "2");
  EXPECT_THAT(outcome->message, HasSubstr("example.test has the addresses "));
}

TEST_F(Dns, EveryTypeOfRecordIsToldAsAZoneFileHasIt) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"example.test", "A", R"(["192.0.2.1"])"},
      {"example.test", "AAAA", R"(["2001:db8::1"])"},
      {"example.test", "MX", R"(["10 mail.example.test","20 mail2.example.test"])"},
      {"example.test", "NS", R"(["ns1.example.test"])"},
      {"example.test", "TXT", R"(["v=spf1 -al"])"},
      {"example.test", "SOA", R"(["ns1.example.test root.example.test 7 3600 1800 604800 300"])"},
      {"example.test", "CAA", R"(["0 issue \"ca.example.test\""])"},
      {"_sip._tcp.example.test", "SRV", R"(["1 2 5060 sip.example.test"])"},
      {"www.example.test", "CNAME", R"(["example.test"])"},
      {"1.2.0.192.in-addr.arpa", "PTR", R"(["example.test"])"}};
  for (const auto& [name, type, expected] : cases) {
    const auto outcome = ask(name, type);
    ASSERT_TRUE(outcome.ok()) << type << outcome.status();
    EXPECT_EQ(outcome->status, AnswerStatus::success) << type << outcome->message;
    EXPECT_EQ(value(*outcome, type == "PTR"                   ? "names"
                              : type == "A" || type == "AAAA" ? "addresses"
                                                              : "values"),
              expected);
    EXPECT_EQ(json_value(*outcome, "records").at(0).at("ttl_seconds"), 300) << type;
  }
  EXPECT_THAT(ask("example.test", "MX")->message,
              HasSubstr("example.test has 2 MX records: 10 mail.example.test, 20 mail2.example.test."));
}

TEST_F(Dns, ATypeThatIsNotKnownIsRefusedWithThoseThatAre) {
  const auto outcome = ask("example.test", "HINFO");
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(message(outcome.status()), HasSubstr("A, AAAA, MX, NS, TXT, CNAME, PTR, SOA, SRV, CAA"));
  EXPECT_EQ(server_.asked().size(), 0U);
}

TEST_F(Dns, AnAliasLeadsToItsAddresses) {
  const auto outcome = ask("www.example.test", "A");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "addresses"), R"(["192.0.2.1"])");
  EXPECT_EQ(json_value(*outcome, "records").size(), 2U);
}

TEST_F(Dns, AnAddressHasItsName) {
  const auto outcome = ask("192.0.2.1");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "192.0.2.1 is called example.test.");
  EXPECT_EQ(ask("192.0.2.99")->status, AnswerStatus::not_found);
  EXPECT_EQ(ask("192.0.2.1", "MX").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(Dns, TheHostsFileComesFirstAndAsksNobody) {
  const auto outcome = ask("far.example.test");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "addresses"), R"(["10.77.0.2"])");
  EXPECT_EQ(value(*outcome, "source"), "hosts");
  EXPECT_THAT(outcome->message, HasSubstr("(from /etc/hosts)"));
  EXPECT_EQ(json_value(*outcome, "records").at(0).at("name"), "far.example.test");
  EXPECT_EQ(json_value(*ask("localhost"), "records").at(0).at("name"), "localhost");
  EXPECT_EQ(ask("10.77.0.2")->message, "10.77.0.2 is called Far.Example.Test, far (from /etc/hosts).");
  EXPECT_EQ(value(*ask("localhost", "AAAA"), "source"), "(no source)");
  EXPECT_EQ(server_.asked().size(), 0U);
}

TEST_F(Dns, ANameThatIsNotThereAndOneWithoutTheRecordAreNotFound) {
  const auto missing = ask("missing.test");
  ASSERT_TRUE(missing.ok()) << missing.status();
  EXPECT_EQ(missing->status, AnswerStatus::not_found);
  EXPECT_THAT(missing->message,
              HasSubstr("There is no name missing.test (NXDOMAIN, says the DNS server 127.0.0.1)"));
  EXPECT_EQ(value(*missing, "servers"), R"(["127.0.0.1"])");
  const auto without = ask("example.test", "SRV");
  EXPECT_EQ(without->status, AnswerStatus::not_found);
  EXPECT_THAT(without->message, HasSubstr("example.test exists, but has no record of type SRV."));
}

TEST_F(Dns, AServerThatCannotAnswerIsNamedWithWhatItSays) {
  const auto outcome = ask("broken.test");
  EXPECT_EQ(outcome->status, AnswerStatus::unavailable);
  EXPECT_THAT(outcome->message, AllOf(HasSubstr("127.0.0.1"), HasSubstr("SERVFAIL")));
}

TEST_F(Dns, AServerThatStaysSilentIsGivenUpInTime) {
  const auto began = std::chrono::steady_clock::now();
  const auto outcome = ask("silent.test");
  EXPECT_EQ(outcome->status, AnswerStatus::unavailable);
  EXPECT_THAT(outcome->message, HasSubstr("The DNS server does not answer: 127.0.0.1."));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

TEST_F(Dns, ADeadServerIsPassedOverForTheNext) {
  // Nobody listens on the first one.
  etc_.write("resolv.conf", "nameserver 127.0.0.77\nnameserver 127.0.0.1\noptions timeout:1\n");
  const auto outcome = ask("example.test", "A");
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(value(*outcome, "server"), "127.0.0.1");
}

TEST_F(Dns, ServersThatAreNotThereAtAllAreSaidToBeMissing) {
  etc_.write("resolv.conf", "search example.test\n");
  const auto outcome = ask("example.test");
  EXPECT_EQ(outcome->status, AnswerStatus::unavailable);
  EXPECT_THAT(outcome->message, HasSubstr("/etc/resolv.conf names none"));
}

TEST_F(Dns, WhoeverAsksForTheServersNeedsNoHost) {
  const Bench bench = network_bench(environment_);
  const auto outcome = bench.run("network.dns", {}, {{"about", "servers"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "This machine asks the DNS server 127.0.0.1 (/etc/resolv.conf).");
  EXPECT_EQ(value(*outcome, "servers"), R"(["127.0.0.1"])");
  EXPECT_EQ(value(*outcome, "resolver"), "resolv.conf");
  EXPECT_EQ(server_.asked().size(), 0U);
  etc_.write("resolv.conf", "search example.test\n");
  EXPECT_EQ(bench.run("network.dns", {}, {{"about", "servers"}})->message,
            "This machine asks no DNS server: /etc/resolv.conf names none.");
  for (const Values& context : {Values{}, Values{{"about", "weather"}}})
    EXPECT_THAT(message(bench.run("network.dns", {}, context).status()), HasSubstr("Missing: host"));
}

TEST_F(Dns, ForgedAnswersAreNotTaken) {
  server_.forge(true);
  const auto outcome = ask("example.test", "MX");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "2");
}

TEST_F(Dns, AnAnswerThatDoesNotFitIsAskedForOverTcp) {
  std::vector<DnsServer::Record> many;
  many.reserve(40);
  for (int i = 0; i < 40; ++i)
    many.push_back({.type = 16, .data = bytes({200}) + std::string(200, static_cast<char>('a' + i % 26))});
  server_.add("big.test", many);
  const auto outcome = ask("big.test", "TXT");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "40");
  EXPECT_LT(outcome->message.size(), 1500U);
}

TEST_F(Dns, SearchDomainsAreTriedAsTheResolverDoes) {
  etc_.write("resolv.conf", "nameserver 127.0.0.1\nsearch nowhere.test test\n");
  const auto outcome = ask("example", "A");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "addresses"), R"(["192.0.2.1"])");
  EXPECT_EQ(server_.asked(), (std::vector<std::string>{"example.nowhere.test 1", "example.test 1"}));
  EXPECT_EQ(ask("example.", "A")->status, AnswerStatus::not_found);
}

TEST_F(Dns, AStopEndsTheWaiting) {
  std::stop_source stop;
  stop.request_stop();
  const Bench bench = network_bench(environment_);
  const auto plan = bench.plan("network.dns", {{"host", "silent.test"}});
  const ExecutionContext context(stop.get_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1),
                                 nullptr);
  EXPECT_EQ(bench.handler("network.dns").execute(*plan, context).status().code(),
            absl::StatusCode::kCancelled);
}

TEST(ResolverConfig, TakesWhatTheCLibraryTakes) {
  const ResolverConfig config = parse_resolver_config(
      "; comment\nnameserver\t192.0.2.1\nnameserver fe80::1%lo\nnameserver none\nnameserver 192.0.2.2\n"
      "nameserver 192.0.2.3\ndomain a.test\nsearch B.test. c.test # end\noptions ndots:2 timeout:99 "
      "attempts:0 rotate\n");
  std::vector<std::string> servers;
  for (const auto& server : config.servers) servers.push_back(server.text());
  EXPECT_EQ(servers, (std::vector<std::string>{"192.0.2.1", "fe80::1%lo", "192.0.2.2"}));
  EXPECT_EQ(config.search, (std::vector<std::string>{"b.test", "c.test"}));
  EXPECT_EQ(config.dots, 2U);
  EXPECT_EQ(config.timeout, std::chrono::seconds(30));
  EXPECT_EQ(config.attempts, 1U);
}

TEST(CandidateNames, BeginWithTheNameItselfWhenItHasDotsEnough) {
  ResolverConfig config;
  config.search = {"a.test", "b.test"};
  EXPECT_EQ(candidate_names("nas", config), (std::vector<std::string>{"nas.a.test", "nas.b.test", "nas"}));
  EXPECT_EQ(candidate_names("www.nas", config),
            (std::vector<std::string>{"www.nas", "www.nas.a.test", "www.nas.b.test"}));
  EXPECT_EQ(candidate_names("nas.", config), (std::vector<std::string>{"nas"}));
}

TEST(DnsMessage, HostileAnswersAreTakenOrRefusedButNeverReadBeyond) {
  const std::string question = *dns_question(0x1234, "example.test", 15);
  // A pointer to itself, data that is longer than the message, a name longer than its record.
  const std::vector<std::string> bodies = {bytes({0xC0, 0x1D, 0, 15, 0, 1, 0, 0, 0, 1, 0, 2, 0, 1}),
                                           bytes({0xC0, 0x0C, 0, 15, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF, 0, 1}),
                                           bytes({0xC0, 0x0C, 0, 15, 0, 1, 0, 0, 0, 1, 0, 3, 0, 1, 63})};
  for (const std::string& body : bodies) {
    std::string message = question.substr(0, 2) + bytes({0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0}) +
                          question.substr(12, question.size() - 12 - 11) + body;
    EXPECT_FALSE(
        parse_dns_answer({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()}, question));
  }
  std::mt19937 random(6);
  for (int round = 0; round < 20'000; ++round) {
    std::string message = question.substr(0, 2) + bytes({0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0}) +
                          question.substr(12, question.size() - 12 - 11);
    for (std::size_t i = random() % 80; i > 0; --i) message.push_back(static_cast<char>(random() % 256));
    const std::vector<std::uint8_t> exact(message.begin(), message.end());
    parse_dns_answer(exact, question);
  }
}

TEST(DnsMessage, TextsOfControlCharactersAreEscaped) {
  const std::string question = *dns_question(7, "t.test", 16);
  const std::string message = question.substr(0, 2) + bytes({0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0}) +
                              question.substr(12, question.size() - 12 - 11) +
                              bytes({0xC0, 0x0C, 0, 16, 0, 1, 0, 0, 0, 1, 0, 4, 3, 27, '[', 200});
  const auto answer =
      parse_dns_answer({reinterpret_cast<const std::uint8_t*>(message.data()), message.size()}, question);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->records.at(0).value, "\\x1b[\xEF\xBF\xBD");
}

TEST(ReverseName, IsThatOfRfc1035AndRfc3596) {
  EXPECT_EQ(reverse_name(*platform::parse_internet_address("10.77.0.2")), "2.0.77.10.in-addr.arpa");
  EXPECT_EQ(reverse_name(*platform::parse_internet_address("2001:db8::1")),
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

}  // namespace
}  // namespace maxos::agents
