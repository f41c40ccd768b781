// More phrases from those there are: other values in the slots, slips of the keyboard.
#pragma once

#include <random>
#include <vector>

#include "agents/registry.h"
#include "train/phrases.h"

namespace maxos::train {

// `count` variants of each phrase that has marks, and one mistyped one of each phrase in scope; the phrases
// themselves come first. Deterministic.
std::vector<Phrase> with_variants(const std::vector<Phrase>& phrases, const agents::Registry& registry,
                                  int count);

}  // namespace maxos::train
