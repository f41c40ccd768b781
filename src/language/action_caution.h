// Why an order may not be meant, with what its intent and slots know of it.
#pragma once

#include <span>

#include "agents/capability.h"
#include "language/caution.h"
#include "language/slot_filler.h"

namespace maxos::language {

// caution_of(), with the exceptions that the intent knows from its own slots.
Caution caution_about(const agents::CapabilityDecl& capability, const Utterance& utterance,
                      std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed,
                      const SlotValues& slots);

}  // namespace maxos::language
