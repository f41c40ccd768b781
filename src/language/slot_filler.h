// Which words of an understood utterance say which slot's value.
#pragma once

#include <map>
#include <span>
#include <string>

#include "agents/capability.h"
#include "language/model.h"
#include "language/terms.h"

namespace maxos::language {

using SlotValues = std::map<std::string, std::string, std::less<>>;

// By the model's tagger; then by what words can mean nothing else. Immutable; `model` must outlive it.
class SlotFiller {
 public:
  explicit SlotFiller(const Model& model) : model_(model) {}

  // Fills `slots` with canonical values and sets `claimed` for the terms that say them. `a_class`: the
  // model's class of the capability's intent; `seen`: see() of each term; `claimed` has an element for each
  // term.
  void fill(const agents::CapabilityDecl& capability, std::size_t a_class, const Utterance& utterance,
            std::span<const Term> terms, std::span<const Seen> seen, std::span<bool> claimed,
            SlotValues& slots) const;

 private:
  void find_choice(const agents::CapabilityDecl& capability, const agents::SlotDecl& slot,
                   std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) const;
  void settle_kind(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                   SlotValues& slots) const;

  const Model& model_;
};

}  // namespace maxos::language
