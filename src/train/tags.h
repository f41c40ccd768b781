// The tagger: which words fill which slot, learned from the marks.
#pragma once

#include <vector>

#include "agents/registry.h"
#include "language/model.h"
#include "train/phrases.h"

namespace maxos::train {

// Fills slots, tagger and values. Averaged structured perceptron; deterministic.
void train_tagger(const std::vector<Phrase>& phrases, const agents::Registry& registry, int rounds,
                  language::ModelParts& parts);

}  // namespace maxos::train
