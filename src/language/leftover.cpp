#include "language/leftover.h"

#include <algorithm>

#include "language/clauses.h"
#include "language/deeds.h"
#include "language/said_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using SlotValues = std::map<std::string, std::string, std::less<>>;

// What an order goes on with behind a path.
bool may_follow(std::string_view word) {
  return is_determiner(word) || is_folder_noun(word) ||
         is_one_of(word, "to", "into", "onto", "in", "inside", "under", "below", "within", "from", "at", "on",
                   "as", "with", "without", "using", "by", "for", "of", "over", "beside", "towards", "out",
                   "up", "down", "away", "back", "off", "called", "named", "and", "or", "then", "please",
                   "pls", "plz", "thanks", "thank", "now", "right", "too", "also", "again", "there", "here",
                   "it", "them", "so", "because", "since", "is", "are", "was", "needs", "must", "should",
                   "can", "could", "will", "would", "has", "have", "i", "we", "you", "u", "file", "files",
                   "archive", "backup", "tree", "contents", "whole", "complete", "completely", "entirely",
                   "together", "itself", "yet", "immediately", "quickly", "if", "even", "but", "not",
                   "permanently", "forever", "all", "everything", "=>", "->", "=", "maxos", "computer",
                   "when", "that", "which", "directories", "folders", "safely", "carefully", "recursively",
                   "asap", "first", "somewhere", "elsewhere", "anywhere", "one", "anymore", "any");
}

bool is_quoted(const Utterance& utterance, const Term& term) {
  return term.begin > 0 && is_quote(utterance.clean[term.begin - 1]);
}

// Whether a slot's value says the name: all of it, or what it was joined with.
bool is_taken(const SlotValues& slots, const Term& term) {
  const std::string_view value = term.kind == TermKind::path ? std::string_view(term.token->value) : term.raw;
  return std::any_of(slots.begin(), slots.end(), [&](const auto& slot) {
    const std::string_view taken = slot.second;
    if (taken.size() <= value.size()) return taken == value;
    return (taken.ends_with(value) && taken[taken.size() - value.size() - 1] == '/') ||
           (taken.starts_with(value) && (value.ends_with('/') || taken[value.size()] == '/'));
  });
}

bool is_name(const Term& term) {
  return term.kind == TermKind::path || term.kind == TermKind::file;
}

// "archive docs and photos to both.zip", "make folders aa and bb": of two names that are joined, one is
// taken.
bool is_joined_to_another(const SlotValues& slots, const Words& words, std::string_view intent,
                          std::size_t i) {
  if (i == 0 || i + 1 >= words.size() || !is_one_of(words.meant(i), "and", "&", "plus")) return false;
  const auto taken = [&](std::size_t at) { return words.claimed(at) && is_taken(slots, words.term(at)); };
  const auto free = [&](std::size_t at) {
    const std::string_view word = words.meant(at);
    return words.term(at).kind == TermKind::word && !words.claimed(at) && !may_follow(word) &&
           !is_deed(intent, word) && !is_order_word(word) &&
           !is_one_of(word, "name", "call", "replace", "overwrite", "put", "keep", "leave", "let", "send",
                      "store", "do", "use", "merge", "save");
  };
  return (taken(i - 1) && free(i + 1)) || (free(i - 1) && taken(i + 1));
}

}  // namespace

Leftover leftover_of(std::string_view intent, const SlotValues& slots, const Utterance& utterance,
                     std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed,
                     bool changes) {
  const Words words(terms, seen, claimed);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Term& term = terms[i];
    if (changes && is_joined_to_another(slots, words, intent, i)) return Leftover::name;
    const bool taken = is_taken(slots, term);
    // Nor is a pattern where something goes to.
    const auto goal = slots.find("destination");
    const bool as_goal = goal != slots.end() && goal->second.find('*') != std::string::npos;
    if (changes && (!taken || as_goal) && term.kind == TermKind::glob) return Leftover::pattern;
    if (changes && !taken && is_name(term)) return Leftover::name;
    if (!is_name(term) || !taken || is_quoted(utterance, term)) continue;
    // "to new name.txt", "to old b.txt"
    if (changes && term.kind == TermKind::file && i > 1 && !claimed[i - 1] &&
        is_one_of(words.meant(i - 1), "new", "old", "final") &&
        is_one_of(words.meant(i - 2), "to", "into", "as"))
      return Leftover::name;
    if (i + 1 == terms.size()) continue;
    // A name that goes on behind a space.
    const Term& next = terms[i + 1];
    const std::string_view between =
        std::string_view(utterance.clean).substr(term.end, next.begin - term.end);
    if (next.begin <= term.end || between.find_first_not_of(' ') != std::string_view::npos) continue;
    if (is_name(next) && !is_quoted(utterance, next) && !is_taken(slots, next)) return Leftover::name;
    // What has an ending has ended.
    const std::size_t dot = term.lower.rfind('.');
    const bool ended = dot != std::string_view::npos && term.lower.find('/', dot) == std::string_view::npos;
    if (!changes || ended || claimed[i + 1] || (next.kind != TermKind::word && next.kind != TermKind::number))
      continue;
    if (!may_follow(words.meant(i + 1)) && !is_deed(intent, words.meant(i + 1))) return Leftover::name;
  }
  return Leftover::none;
}

}  // namespace maxos::language
