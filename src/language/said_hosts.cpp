#include "language/said_hosts.h"

#include <string_view>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

constexpr std::size_t kNone = ~std::size_t{0};

// The one address or name of a host that stands in it; none when there are two.
std::size_t only_address(std::span<const Term> terms) {
  std::size_t found = kNone;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::host) continue;
    if (found != kNone) return kNone;
    found = i;
  }
  return found;
}

std::size_t term_of(std::span<const Term> terms, std::string_view lower) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].lower == lower) return i;
  }
  return kNone;
}

// "on nas2"
std::size_t named_place(std::span<const Term> terms) {
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (is_one_of(terms[i - 1].lower, "on", "at", "of") && terms[i].kind == TermKind::word &&
        !is_determiner(terms[i].lower) &&
        !is_one_of(terms[i].lower, "port", "tcp", "udp", "here", "which", "what"))
      return i;
  }
  return kNone;
}

}  // namespace

void settle_host(std::span<const Term> terms, std::span<bool> claimed,
                 std::map<std::string, std::string, std::less<>>& slots) {
  const auto host = slots.find("host");
  if (host == slots.end()) return;
  const std::size_t taken = term_of(terms, host->second);
  if (taken == kNone || terms[taken].kind != TermKind::word) return;
  const bool protocol = is_one_of(host->second, "tcp", "udp", "icmp");
  std::size_t rather = only_address(terms);
  if (rather == kNone && protocol) rather = named_place(terms);
  if (rather == kNone) {
    if (protocol) slots.erase(host);
    return;
  }
  host->second = terms[rather].lower;
  claimed[taken] = false;
  claimed[rather] = true;
}

}  // namespace maxos::language
