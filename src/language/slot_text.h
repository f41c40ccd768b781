// From words to a slot's canonical value.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agents/capability.h"
#include "language/model.h"
#include "language/terms.h"

namespace maxos::language {

// The key under which the value table has a slot's words: slots of paths share theirs; what stands for a
// choice depends on the intent.
std::string value_key(std::string_view intent, const agents::SlotDecl& slot);

// The value that `terms`, a run of terms of `utterance`, say for the slot; nothing when they say none. Reads
// `values` for what the training phrases marked: "newest" is the sort "time".
std::optional<std::string> slot_text(std::string_view intent, const agents::SlotDecl& slot,
                                     std::span<const Term> terms, const Utterance& utterance,
                                     const ValueTable& values, const Speller& speller);

// A place that is called by its kind: "my home directory" is "~", "the downloads folder" is "~/Downloads".
std::optional<std::string> known_place(std::string_view lower);

}  // namespace maxos::language
