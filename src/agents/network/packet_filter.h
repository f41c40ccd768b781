// The kernel's packet filter as maxos-netfilter.service tells it (libnftables-json(5)).
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::agents {

struct FilterChain {
  std::string name;
  // "input", "forward", …; empty for a chain that only others jump to.
  std::string hook;
  int priority = 0;
  // "accept" or "drop" of a chain with a hook.
  std::string policy;
  std::uint64_t rules = 0;
};

struct FilterTable {
  std::string family;
  std::string name;
  std::vector<FilterChain> chains;
};

struct BlockedPort {
  std::string protocol;
  std::uint16_t port = 0;
};

// Asks over the socket; `request` is a line of netfilter/request.h. Unavailable with advice when nobody
// listens.
absl::StatusOr<std::string> ask_netfilter(const std::string& socket, const std::string& request);

// The answers to "rules" and "blocked". Internal when they are none.
absl::StatusOr<std::vector<FilterTable>> parse_rules(std::string_view json);
absl::StatusOr<std::vector<BlockedPort>> parse_blocked(std::string_view json);

// Whether something in the tables of others could keep out what comes in: a chain with the hook input and the
// policy drop, or with rules. The names of those ("inet filter input").
std::vector<std::string> input_chains(const std::vector<FilterTable>& tables, bool only_dropping);

}  // namespace maxos::agents
