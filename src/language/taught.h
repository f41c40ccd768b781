// Phrases that were taught while the daemon runs: what they are made of, and which of them an utterance says.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/capability.h"
#include "agents/registry.h"
#include "language/features.h"
#include "language/model.h"
#include "language/slot_filler.h"
#include "language/speller.h"
#include "language/taught_phrase.h"
#include "language/terms.h"

namespace maxos::language {

// Terms [first, first + count) say the slot's value.
struct TaughtSpan {
  const agents::SlotDecl* slot = nullptr;
  std::size_t first = 0;
  std::size_t count = 0;
};

// A taught phrase cut into what must be said again and what may differ.
struct TaughtPattern {
  struct Part {
    // In lower case; unused for a value.
    std::string word;
    // Not null: any value of the slot may stand here.
    const agents::SlotDecl* slot = nullptr;
    // Whether the phrase said the value in plain words ("nginx"), and in how many terms.
    bool said_in_words = false;
    std::size_t terms = 1;
    // "please": may be left out.
    bool adds_nothing = false;
  };

  std::shared_ptr<const TaughtPhrase> phrase;
  const agents::CapabilityDecl* capability = nullptr;
  // The model's class of the intent; nothing for an intent that the model does not know.
  std::optional<std::size_t> a_class;
  std::vector<Part> parts;
  // Parts that must be said again, and one bit for each of their words (two words may share one).
  std::size_t needed = 0;
  std::uint64_t words = 0;
  // What the phrase's own words say, which of its terms do, and how many it has.
  SlotValues slots;
  std::vector<TaughtSpan> spans;
  std::size_t terms = 0;
};

struct TaughtMatch {
  const TaughtPattern* pattern = nullptr;
  bool exact = false;
  double confidence = 0;  // 0 to 1
  // Of an exact match those of the phrase itself, which hold where it is cut into as many terms.
  std::vector<TaughtSpan> spans;
};

// Words that neither ask for anything nor change what is asked for: "please", "the".
bool adds_nothing(const Term& term);
// One bit of TaughtPattern::words.
std::uint64_t word_bit(std::string_view word);

// All phrases of one moment. Immutable; `model` must outlive it.
class TaughtSet {
 public:
  // Phrases whose intent the registry does not have are left out.
  TaughtSet(std::vector<TaughtPhrase> phrases, const Model& model, const agents::Registry& registry);

  bool empty() const { return patterns_.empty(); }
  // The phrase that is the same in its normal form.
  std::optional<TaughtMatch> exact(std::string_view text) const;
  // The phrase of which this is a close variant: the same words, but for values of slots, slips of the
  // keyboard, words that add nothing, and their order. Nothing where two of different intents are as near.
  std::optional<TaughtMatch> near(const Utterance& utterance, std::span<const Term> terms,
                                  std::span<const Seen> seen) const;

 private:
  void add(TaughtPhrase phrase, const agents::CapabilityDecl& capability);

  const Model& model_;
  std::vector<TaughtPattern> patterns_;
  // By normal form: the index of the pattern.
  std::map<std::string, std::size_t, std::less<>> exact_;
  // Knows the words of all phrases.
  Speller speller_;
};

// Whether the utterance is a close variant of the pattern; `meant[i]`: the taught word that term i may be a
// slip of, or empty.
std::optional<TaughtMatch> match_taught(const TaughtPattern& pattern, const Model& model,
                                        const Utterance& utterance, std::span<const Term> terms,
                                        std::span<const Seen> seen, std::span<const std::string_view> meant);

}  // namespace maxos::language
