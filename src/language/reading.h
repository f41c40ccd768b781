// An utterance taken for what was taught: what it says of the intent's slots, and how it is said.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "agents/capability.h"
#include "language/caution.h"
#include "language/features.h"
#include "language/model.h"
#include "language/slot_filler.h"
#include "language/taught.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// All references must outlive it.
class Reading {
 public:
  // `spans`: what is known to say the value of a slot; the model finds the rest.
  Reading(const Model& model, const agents::CapabilityDecl& capability, const Utterance& utterance,
          std::span<const Term> terms, std::span<const TaughtSpan> spans);

  // Whether what it asks for changes anything.
  bool changes() const;
  // As refers_back() and leaves_something() of terms.h.
  bool refers() const;
  bool leaves_something() const;
  Caution caution() const;
  // "do not delete /srv/a": no order, and yet about this and nothing else.
  bool names_its_deed(const Speller& speller) const;
  // Canonical values by slot name; leaves none here, so that it is asked for last.
  SlotValues take_slots() { return std::move(slots_); }

 private:
  std::span<const bool> claims() const { return std::span(claimed_).first(terms_.size()); }
  // One of its paths is "/".
  bool is_about_root() const;

  const agents::CapabilityDecl& capability_;
  const Utterance& utterance_;
  std::span<const Term> terms_;
  std::vector<Seen> seen_;
  SlotValues slots_;
  std::array<bool, kMaxTokens + 1> claimed_{};
};

}  // namespace maxos::language
