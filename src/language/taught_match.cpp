// One taught pattern against one utterance.
#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

#include "language/slot_text.h"
#include "language/taught.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using agents::SlotType;
using Part = TaughtPattern::Part;

// What a variant is worth beside the phrase itself; a mistyped word costs, and so does another order.
constexpr double kVariant = 0.95;
constexpr double kPerSlip = 0.1;
constexpr double kOtherOrder = 0.05;
constexpr std::size_t kMostSlips = 2;
// Terms that one value may take up: free text, and what else is said in words ("my home directory").
constexpr std::size_t kLongestText = 16;
constexpr std::size_t kLongestName = 3;

class Matcher {
 public:
  Matcher(const TaughtPattern& pattern, const Model& model, const Utterance& utterance,
          std::span<const Term> terms, std::span<const Seen> seen, std::span<const std::string_view> meant)
      : pattern_(pattern), model_(model), utterance_(utterance), terms_(terms), seen_(seen), meant_(meant) {}

  std::optional<TaughtMatch> match() {
    if (pattern_.parts.size() <= kMaxTokens && in_order(0, 0)) return result(kVariant);
    spans_.clear();
    slips_ = 0;
    if (in_any_order()) return result(kVariant - kOtherOrder);
    return std::nullopt;
  }

 private:
  std::optional<TaughtMatch> result(double confidence) {
    if (slips_ > kMostSlips) return std::nullopt;
    return TaughtMatch{&pattern_, false, confidence - kPerSlip * static_cast<double>(slips_),
                       std::move(spans_)};
  }

  // 0: the very word, 1: a slip of it, nothing: another word.
  std::optional<std::size_t> slips(const Part& part, std::size_t term) const {
    if (part.word == terms_[term].lower) return 0;
    if (part.word == meant_[term] || (seen_[term].corrected && part.word == seen_[term].word)) return 1;
    return std::nullopt;
  }

  bool is_value(const Part& part, std::size_t first, std::size_t count) const {
    const auto terms = terms_.subspan(first, count);
    const bool words =
        std::all_of(terms.begin(), terms.end(), [](const Term& term) { return term.kind == TermKind::word; });
    // A value is no place to hide a negation in.
    for (const Term& term : terms) {
      if (is_one_of(term.lower, "not", "never", "no", "don't", "dont", "except", "without", "if"))
        return false;
    }
    const auto value = slot_text(pattern_.capability->intent, *part.slot, terms, utterance_, model_.values(),
                                 model_.speller());
    if (!value || value->empty()) return false;
    if (part.said_in_words) {
      if (part.slot->type == SlotType::text) return true;
      return words ||
             (count == 1 && is_one_of(terms.front().word, "<number>", "<host>", "<file>", "<quoted>"));
    }
    // "/srv/data" may become "my home directory", which is a place, but not "a minute".
    if (words) return part.slot->type == SlotType::path && is_one_of(value->substr(0, 1), "~", ".", "/");
    return count == 1 && (part.slot->type != SlotType::path ||
                          is_one_of(terms.front().word, "<path>", "<file>", "<quoted>"));
  }

  std::size_t longest(const Part& part) const {
    if (part.slot->type == SlotType::text) return kLongestText;
    return std::max(part.terms, kLongestName);
  }

  bool in_order(std::size_t part, std::size_t term) {
    if (part == pattern_.parts.size()) {
      return std::all_of(terms_.begin() + static_cast<std::ptrdiff_t>(term), terms_.end(), adds_nothing);
    }
    const std::size_t state = part * (kMaxTokens + 2) + term;
    if (failed_[state]) return false;
    const Part& wanted = pattern_.parts[part];
    if (wanted.slot == nullptr) {
      if (term < terms_.size()) {
        if (const auto slip = slips(wanted, term)) {
          slips_ += *slip;
          if (in_order(part + 1, term + 1)) return true;
          slips_ -= *slip;
        }
      }
      if (wanted.adds_nothing && in_order(part + 1, term)) return true;
    } else {
      const std::size_t most = std::min(longest(wanted), terms_.size() - std::min(term, terms_.size()));
      for (std::size_t count = 1; count <= most; ++count) {
        if (!is_value(wanted, term, count)) continue;
        spans_.push_back({wanted.slot, term, count});
        if (in_order(part + 1, term + count)) return true;
        spans_.pop_back();
      }
    }
    if (term < terms_.size() && adds_nothing(terms_[term]) && in_order(part, term + 1)) return true;
    failed_[state] = true;
    return false;
  }

  // Each part is said by one term, wherever it stands. Not where two values could be taken for each other.
  bool in_any_order() {
    for (const Part& part : pattern_.parts) {
      if (part.slot == nullptr) continue;
      const auto alike = std::count_if(pattern_.parts.begin(), pattern_.parts.end(), [&](const Part& other) {
        return other.slot != nullptr && other.slot->type == part.slot->type;
      });
      if (alike > 1 || part.said_in_words) return false;
    }
    std::bitset<kMaxTokens + 2> said;
    for (std::size_t term = 0; term < terms_.size(); ++term) {
      if (adds_nothing(terms_[term])) continue;
      const std::size_t found = part_for(term, said);
      if (found == pattern_.parts.size()) return false;
      const Part& part = pattern_.parts[found];
      said[found] = true;
      if (part.slot != nullptr) {
        spans_.push_back({part.slot, term, 1});
      } else {
        slips_ += *slips(part, term);
      }
    }
    return said.count() >= pattern_.needed;
  }

  // A part that is not said yet and that the term says, the very word before a slip of it; parts.size() for
  // none.
  std::size_t part_for(std::size_t term, const std::bitset<kMaxTokens + 2>& said) const {
    const auto& parts = pattern_.parts;
    std::size_t found = parts.size();
    for (std::size_t i = 0; i < std::min(parts.size(), said.size()); ++i) {
      if (said[i] || parts[i].adds_nothing) continue;
      if (parts[i].slot != nullptr) {
        if (found == parts.size() && is_value(parts[i], term, 1)) found = i;
      } else if (const auto slip = slips(parts[i], term)) {
        if (*slip == 0) return i;
        found = i;
      }
    }
    return found;
  }

  const TaughtPattern& pattern_;
  const Model& model_;
  const Utterance& utterance_;
  std::span<const Term> terms_;
  std::span<const Seen> seen_;
  std::span<const std::string_view> meant_;
  std::vector<TaughtSpan> spans_;
  std::size_t slips_ = 0;
  // Of (part, term): tried in vain.
  std::bitset<(kMaxTokens + 2) * (kMaxTokens + 2)> failed_;
};

}  // namespace

std::optional<TaughtMatch> match_taught(const TaughtPattern& pattern, const Model& model,
                                        const Utterance& utterance, std::span<const Term> terms,
                                        std::span<const Seen> seen, std::span<const std::string_view> meant) {
  return Matcher(pattern, model, utterance, terms, seen, meant).match();
}

}  // namespace maxos::language
