#include "agents/network/packet_filter.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/status.h"
#include "platform/packets.h"

namespace maxos::agents {
namespace {

using Json = nlohmann::json;

constexpr auto kFilterPatience = std::chrono::milliseconds(10'000);
constexpr std::size_t kMaxAnswerBytes = 5 * 1024 * 1024;
constexpr std::size_t kMaxTables = 1000;

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

int number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

FilterTable* find_table(std::vector<FilterTable>& tables, const Json& object) {
  for (FilterTable& table : tables)
    if (table.family == text(object, "family") && table.name == text(object, "table")) return &table;
  return nullptr;
}

void take(const Json& entry, std::vector<FilterTable>& tables) {
  if (const auto table = entry.find("table"); table != entry.end()) {
    if (tables.size() < kMaxTables)
      tables.push_back({.family = text(*table, "family"), .name = text(*table, "name"), .chains = {}});
  } else if (const auto chain = entry.find("chain"); chain != entry.end()) {
    FilterTable* owner = find_table(tables, *chain);
    if (owner == nullptr) return;
    owner->chains.push_back({.name = text(*chain, "name"),
                             .hook = text(*chain, "hook"),
                             .priority = number(*chain, "prio"),
                             .policy = text(*chain, "policy"),
                             .rules = 0});
  } else if (const auto rule = entry.find("rule"); rule != entry.end()) {
    FilterTable* owner = find_table(tables, *rule);
    if (owner == nullptr) return;
    for (FilterChain& each : owner->chains)
      if (each.name == text(*rule, "chain")) ++each.rules;
  }
}

absl::StatusOr<Json> entries_of(std::string_view answer) {
  Json parsed = Json::parse(answer, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return base::internal("The answer of maxos-netfilter is no rule set.");
  const auto entries = parsed.find("nftables");
  if (entries == parsed.end()) return Json::array();
  if (!entries->is_array()) return base::internal("The answer of maxos-netfilter is no rule set.");
  return std::move(*entries);
}

// "error 7 there is …" as a status.
absl::Status refusal(std::string_view answer) {
  int code = 0;
  answer.remove_prefix(std::min<std::size_t>(answer.size(), 6));
  const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), code);
  if (error != std::errc() || code <= 0 || code > 16)
    return base::internal("maxos-netfilter answered nonsense.");
  const std::string_view rest(end, static_cast<std::size_t>(answer.data() + answer.size() - end));
  return base::make_status(static_cast<absl::StatusCode>(code),
                           "The packet filter's service refuses:" + std::string(rest) + ".");
}

}  // namespace

absl::StatusOr<std::string> ask_netfilter(const std::string& socket, const std::string& request) {
  const auto fd = platform::connect_packets(socket);
  if (!fd.ok()) {
    return base::unavailable("The firewall cannot be reached: firewalld is not on the bus, and " +
                             std::string(base::message_of(fd.status())) +
                             ". Start what reads it with \"sudo systemctl enable --now "
                             "maxos-netfilter.socket\" (package maxos-grpc), or "
                             "install the package firewalld.");
  }
  MAXOS_RETURN_IF_ERROR(platform::send_text(fd->get(), request, kFilterPatience));
  auto answer = platform::receive_text(fd->get(), kMaxAnswerBytes, kFilterPatience);
  if (!answer.ok()) return base::annotate(answer.status(), "asking maxos-netfilter.service");
  if (!answer->starts_with("ok\n")) return refusal(*answer);
  return answer->substr(3);
}

absl::StatusOr<std::vector<FilterTable>> parse_rules(std::string_view answer) {
  const auto entries = entries_of(answer);
  if (!entries.ok()) return entries.status();
  std::vector<FilterTable> tables;
  for (const Json& entry : *entries)
    if (entry.is_object()) take(entry, tables);
  return tables;
}

absl::StatusOr<std::vector<BlockedPort>> parse_blocked(std::string_view answer) {
  const auto entries = entries_of(answer);
  if (!entries.ok()) return entries.status();
  std::vector<BlockedPort> ports;
  for (const Json& entry : *entries) {
    const auto set = entry.is_object() ? entry.find("set") : entry.end();
    if (!entry.is_object() || set == entry.end()) continue;
    const std::string name = text(*set, "name");
    const auto elements = set->find("elem");
    if (!name.starts_with("blocked_") || elements == set->end() || !elements->is_array()) continue;
    for (const Json& element : *elements) {
      if (element.is_number_unsigned() && element.get<unsigned>() <= 65535)
        ports.push_back({.protocol = name.substr(8), .port = element.get<std::uint16_t>()});
    }
  }
  return ports;
}

std::vector<std::string> input_chains(const std::vector<FilterTable>& tables, bool only_dropping) {
  std::vector<std::string> names;
  for (const FilterTable& table : tables) {
    if (table.family == "inet" && table.name == "maxos") continue;
    for (const FilterChain& chain : table.chains) {
      if (chain.hook == "input" && (chain.policy == "drop" || (!only_dropping && chain.rules > 0)))
        names.push_back(table.family + " " + table.name + " " + chain.name);
    }
  }
  return names;
}

}  // namespace maxos::agents
