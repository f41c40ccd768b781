// Bounds on size and age: "at most 3 MB", "not changed for a year".
#pragma once

#include <span>

#include "agents/capability.h"
#include "language/slot_filler.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

enum class Bound { none, least, most };

// Which bound the words around term `at`, a size or an age, make of it: `least` for "more than", "older than"
// and "not touched in", `most` for "up to", "newer than" and "in the last".
Bound bound_at(std::span<const Term> terms, std::size_t at);
// Whether any size or age is a bound.
bool has_bound(std::span<const Term> terms);

// "large files": of no size that was said, which is more than most have.
bool speaks_of_large(std::span<const Term> terms);

// Puts the sizes and ages of `terms` into those slots of file.search that the words around them say: what
// the tagger learned from the words it has seen tells "at most" and "at least" badly apart.
void settle_bounds(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                   std::span<bool> claimed, SlotValues& slots);

}  // namespace maxos::language
