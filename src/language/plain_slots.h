// What words say of a slot whatever stands around them, where the tagger left it open.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "agents/capability.h"
#include "language/slot_filler.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// "mentioning", "containing": what comes next is text that is looked for.
bool introduces_text(std::string_view word);

// Fills slots that are still open from terms that are not claimed yet: "here", "newest five", "my pictures",
// "containing timeout", and in what is taught "system health" for system.health. `intents`: all, in the order
// of their bytes.
void take_plain_slots(const agents::CapabilityDecl& capability, std::span<const std::string> intents,
                      const Utterance& utterance, std::span<const Term> terms, std::span<bool> claimed,
                      SlotValues& slots);

// "how big is the reports folder": the path is what the folder is called, where nothing else at all said it.
void take_folder_by_its_noun(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                             SlotValues& slots);

// "sorted by size" is an order, and no pattern of names.
void drop_order_as_pattern(std::span<const Term> terms, SlotValues& slots);

}  // namespace maxos::language
