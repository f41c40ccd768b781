#include "agents/network/resolver_files.h"

#include <algorithm>
#include <optional>

#include "agents/slot_types.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using platform::InternetAddress;

// MAXNS, MAXDNSRCH, RES_MAXNDOTS, RES_MAXRETRANS and RES_MAXRETRY of resolv.h.
constexpr std::size_t kMaxServers = 3;
constexpr std::size_t kMaxSearch = 6;
constexpr std::uint64_t kMaxDots = 15;
constexpr std::uint64_t kMaxTimeout = 30;
constexpr std::uint64_t kMaxAttempts = 5;
constexpr std::uint16_t kDnsPort = 53;

// The words of a line up to a comment.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  line = line.substr(0, line.find_first_of("#;"));
  while (true) {
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

std::optional<std::uint64_t> option(std::string_view word, std::string_view name, std::uint64_t most) {
  if (!word.starts_with(name)) return std::nullopt;
  const auto number = parse_number(word.substr(name.size()));
  return number ? std::optional(std::min(*number, most)) : std::nullopt;
}

void take_option(std::string_view word, ResolverConfig& config) {
  if (const auto dots = option(word, "ndots:", kMaxDots)) config.dots = static_cast<unsigned>(*dots);
  if (const auto timeout = option(word, "timeout:", kMaxTimeout))
    config.timeout = std::chrono::seconds(std::max<std::uint64_t>(1, *timeout));
  if (const auto attempts = option(word, "attempts:", kMaxAttempts))
    config.attempts = static_cast<unsigned>(std::max<std::uint64_t>(1, *attempts));
}

}  // namespace

ResolverConfig parse_resolver_config(std::string_view text) {
  ResolverConfig config;
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = words_of(line);
    if (words.size() < 2) continue;
    if (words[0] == "nameserver" && config.servers.size() < kMaxServers) {
      auto server = platform::parse_internet_address(std::string(words[1]));
      if (!server) continue;
      server->set_port(kDnsPort);
      config.servers.push_back(*server);
    } else if (words[0] == "search" || words[0] == "domain") {
      // The last line counts.
      config.search.clear();
      for (std::size_t i = 1; i < words.size() && i <= kMaxSearch; ++i) {
        std::string domain = base::ascii_lower(words[i]);
        while (domain.ends_with('.')) domain.pop_back();
        if (!domain.empty()) config.search.push_back(std::move(domain));
      }
    } else if (words[0] == "options") {
      for (std::size_t i = 1; i < words.size(); ++i) take_option(words[i], config);
    }
  }
  return config;
}

std::vector<InternetAddress> addresses_in_hosts(std::string_view text, std::string_view name) {
  std::vector<InternetAddress> found;
  if (name.ends_with('.')) name.remove_suffix(1);
  const std::string wanted = base::ascii_lower(name);
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = words_of(line);
    const bool names = std::any_of(words.begin() + (words.empty() ? 0 : 1), words.end(),
                                   [&](std::string_view word) { return base::ascii_lower(word) == wanted; });
    if (!names) continue;
    if (const auto address = platform::parse_internet_address(std::string(words[0])))
      found.push_back(*address);
  }
  return found;
}

std::vector<std::string> names_in_hosts(std::string_view text, const InternetAddress& address) {
  std::vector<std::string> found;
  const std::string wanted = address.text();
  for (const std::string_view line : base::split(text, '\n')) {
    const auto words = words_of(line);
    if (words.size() < 2) continue;
    const auto listed = platform::parse_internet_address(std::string(words[0]));
    if (!listed || listed->text() != wanted) continue;
    for (std::size_t i = 1; i < words.size(); ++i) found.emplace_back(words[i]);
  }
  return found;
}

}  // namespace maxos::agents
