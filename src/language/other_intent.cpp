#include "language/other_intent.h"

#include <initializer_list>

#include "language/bounds.h"
#include "language/service_names.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// "is wlan0 connected": by its name no link of a VPN.
bool names_interface(std::span<const Term> terms) {
  bool interface = false;
  for (const Term& term : terms) {
    if (is_one_of(term.lower, {"vpn", "wireguard", "tunnel"}) || term.lower.starts_with("wg")) return false;
    const bool numbered = term.lower.find_first_of("0123456789") != std::string_view::npos;
    for (const std::string_view kind : {"eth", "wlan", "enp", "ens", "eno", "wlp", "bond"})
      interface = interface || (numbered && term.lower.starts_with(kind));
  }
  return interface;
}

// "how big is docs", "size of docs": of one word.
bool asks_for_size(std::span<const Term> terms) {
  if (terms.size() < 3 || terms.size() > 5) return false;
  const bool how = terms[0].lower == "how" && is_one_of(terms[1].lower, {"big", "large", "heavy"}) &&
                   is_one_of(terms[2].lower, {"is", "are"});
  return how || (terms[0].lower == "size" && terms[1].lower == "of");
}

bool is_of_a_kind(std::span<const Term> terms) {
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, {"only", "just"})) continue;
    const std::size_t at = i + (is_article(terms[i + 1].lower) && i + 2 < terms.size() ? 2 : 1);
    if (is_one_of(terms[at].lower, {"directories", "folders", "subdirectories", "subfolders", "dirs"}))
      return true;
  }
  return false;
}

}  // namespace

// "List the files bigger than 5 MB", "list only the directories" ask for a search: a listing would show the
// others too. "How big is docs" asks nothing that documents say.
std::string_view intent_rather_than(std::string_view intent, std::span<const Term> terms) {
  if (intent == "file.list" && (has_bound(terms) || is_of_a_kind(terms) || speaks_of_large(terms)))
    return "file.search";
  if (intent == "knowledge.query" && asks_for_size(terms))
    return terms.back().kind == TermKind::word ? "file.usage" : "file.info";
  if (intent == "network.vpn" && names_interface(terms)) return "network.interfaces";
  return {};
}

std::string_view unit_that_failed(std::span<const Term> terms) {
  std::size_t at = 0;
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return at < terms.size() && is_one_of(terms[at].lower, words);
  };
  const auto skip = [&](std::initializer_list<std::string_view> words) {
    while (is(words)) ++at;
  };
  skip({"please", "can", "could", "you", "tell", "me", "us"});
  const bool why = is({"why"});
  if (!why && !is({"what"})) return {};
  ++at;
  if (why ? !is({"did", "has", "does", "is"}) : !is({"made", "makes", "let"})) return {};
  ++at;
  skip({"the", "my", "our", "unit", "service"});
  if (at >= terms.size()) return {};
  // Names of units differ by case, what people call a service does not.
  const bool whole = terms[at].lower.ends_with(".service") || terms[at].lower.ends_with(".timer");
  if (!whole && !is_service_name(terms[at].lower)) return {};
  const std::string_view unit = whole ? terms[at].raw : terms[at].lower;
  ++at;
  skip({"service", "unit", "just", "suddenly", "always", "keep"});
  if (!is({"fail", "failed", "failing", "crash", "crashed", "crashing", "die", "died"})) return {};
  ++at;
  skip({"again", "now", "today", "please"});
  return at == terms.size() ? unit : std::string_view();
}

}  // namespace maxos::language
