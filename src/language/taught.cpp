#include "language/taught.h"

#include <algorithm>
#include <set>
#include <utility>

#include "language/hash.h"
#include "language/normal_form.h"
#include "language/slot_text.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using agents::SlotDecl;
using agents::SlotType;
using Part = TaughtPattern::Part;

// Words that stand for a choice say what is to be done: they are no value that may differ.
bool may_differ(const SlotDecl& slot) {
  return slot.type != SlotType::choice && slot.type != SlotType::flag;
}

// The longest run of claimed terms from `at` on that says the value of a slot.
struct Value {
  const SlotDecl* slot = nullptr;
  std::size_t terms = 0;
};
Value value_at(std::size_t at, const TaughtPattern& pattern, const Model& model, const Utterance& utterance,
               std::span<const Term> terms, std::span<const bool> claimed) {
  std::size_t end = at;
  while (end < terms.size() && claimed[end]) ++end;
  for (; end > at; --end) {
    for (const auto& [name, value] : pattern.slots) {
      const SlotDecl* slot = agents::find_slot(*pattern.capability, name);
      if (slot == nullptr || !may_differ(*slot)) continue;
      if (slot_text(pattern.capability->intent, *slot, terms.subspan(at, end - at), utterance, model.values(),
                    model.speller()) == value)
        return {slot, end - at};
    }
  }
  return {};
}

// A path is one, whatever the tagger made of the odd words around it: "weigh the anchor in /srv/data".
void prefer_paths(TaughtPattern& pattern, const Model& model, const Utterance& utterance,
                  std::span<const Term> terms, std::span<bool> claimed) {
  const SlotDecl* only = nullptr;
  for (const SlotDecl& slot : pattern.capability->slots) {
    if (slot.type != SlotType::path) continue;
    if (only != nullptr) return;
    only = &slot;
  }
  const auto is_free_path = [&](std::size_t i) { return terms[i].kind == TermKind::path && !claimed[i]; };
  std::size_t path = 0;
  while (path < terms.size() && !is_free_path(path)) ++path;
  if (only == nullptr || path == terms.size()) return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Value wrong = value_at(i, pattern, model, utterance, terms, claimed);
    if (wrong.slot != only) continue;
    std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(i), wrong.terms, false);
    break;
  }
  pattern.slots.insert_or_assign(std::string(only->name), terms[path].token->value);
  claimed[path] = true;
}

}  // namespace

bool adds_nothing(const Term& term) {
  return term.kind == TermKind::word &&
         is_one_of(term.lower, "the", "a", "an", "my", "our", "please", "pls", "plz", "hey", "hi", "hello",
                   "ok", "okay", "just", "kindly", "computer", "maxos", "thanks", "thank", "you", "can",
                   "could", "would", "will", "now", "so", "u", "then", "me");
}

std::uint64_t word_bit(std::string_view word) {
  return std::uint64_t{1} << (Hash().add(word).value() & 63U);
}

TaughtSet::TaughtSet(std::vector<TaughtPhrase> phrases, const Model& model, const agents::Registry& registry)
    : model_(model) {
  patterns_.reserve(phrases.size());
  for (TaughtPhrase& phrase : phrases) {
    if (const agents::CapabilityDecl* capability = registry.find(phrase.intent); capability != nullptr)
      add(std::move(phrase), *capability);
  }
  std::set<std::string> words;
  for (const TaughtPattern& pattern : patterns_) {
    for (const Part& part : pattern.parts) {
      if (part.slot == nullptr && !part.adds_nothing) words.insert(part.word);
    }
  }
  speller_ = Speller({words.begin(), words.end()});
}

void TaughtSet::add(TaughtPhrase phrase, const agents::CapabilityDecl& capability) {
  TaughtPattern pattern;
  pattern.capability = &capability;
  const auto& classes = model_.classes();
  if (const auto found = std::lower_bound(classes.begin(), classes.end(), capability.intent);
      found != classes.end() && *found == capability.intent)
    pattern.a_class = static_cast<std::size_t>(found - classes.begin());

  const Utterance utterance(phrase.phrase);
  const std::vector<Term> terms = read_terms(utterance);
  const std::vector<Seen> seen = see(terms, model_.speller());
  std::array<bool, kMaxTokens + 1> room{};
  const std::span<bool> claimed = std::span(room).first(terms.size());
  if (pattern.a_class)
    SlotFiller(model_).fill(capability, *pattern.a_class, utterance, terms, seen, claimed, pattern.slots);
  prefer_paths(pattern, model_, utterance, terms, claimed);

  for (std::size_t i = 0; i < terms.size(); ++i) {
    Part part;
    if (const Value value = value_at(i, pattern, model_, utterance, terms, claimed); value.slot != nullptr) {
      part.slot = value.slot;
      part.terms = value.terms;
      part.said_in_words = terms[i].kind == TermKind::word;
      pattern.spans.push_back({value.slot, i, value.terms});
      i += value.terms - 1;
    } else {
      part.word = terms[i].lower;
      part.adds_nothing = adds_nothing(terms[i]);
      if (!part.adds_nothing) pattern.words |= word_bit(part.word);
    }
    if (!part.adds_nothing) ++pattern.needed;
    pattern.parts.push_back(std::move(part));
  }
  pattern.terms = terms.size();
  const std::string normal = normal_form(utterance.clean);
  pattern.phrase = std::make_shared<const TaughtPhrase>(std::move(phrase));
  exact_.insert_or_assign(normal, patterns_.size());
  patterns_.push_back(std::move(pattern));
}

std::optional<TaughtMatch> TaughtSet::exact(std::string_view text) const {
  const auto found = exact_.find(normal_form(text));
  if (found == exact_.end()) return std::nullopt;
  const TaughtPattern& pattern = patterns_[found->second];
  return TaughtMatch{&pattern, true, 1, pattern.spans};
}

std::optional<TaughtMatch> TaughtSet::near(const Utterance& utterance, std::span<const Term> terms,
                                           std::span<const Seen> seen) const {
  std::array<std::string_view, kMaxTokens + 1> room{};
  const auto meant = std::span(room).first(terms.size());
  std::uint64_t words = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    words |= word_bit(terms[i].lower);
    if (terms[i].kind != TermKind::word) continue;
    // A word that people use is no slip of another.
    if (!model_.speller().knows(terms[i].lower) && !speller_.knows(terms[i].lower))
      meant[i] = speller_.correct(terms[i].lower);
    if (seen[i].corrected) words |= word_bit(seen[i].word);
    if (!meant[i].empty()) words |= word_bit(meant[i]);
  }
  std::optional<TaughtMatch> best;
  bool tie = false;
  for (const TaughtPattern& pattern : patterns_) {
    if ((pattern.words & ~words) != 0 || pattern.needed == 0 || pattern.needed > terms.size()) continue;
    auto match = match_taught(pattern, model_, utterance, terms, seen, meant);
    if (!match || (best && match->confidence < best->confidence)) continue;
    tie = best && match->confidence == best->confidence &&
          (tie || best->pattern->capability != pattern.capability);
    best = std::move(match);
  }
  return tie ? std::nullopt : best;
}

}  // namespace maxos::language
