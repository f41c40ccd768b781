// Choices and yes-or-no slots that plain words settle, whatever was tagged.
#pragma once

#include <span>
#include <string_view>

#include "language/slot_filler.h"
#include "language/terms.h"

namespace maxos::language {

// "hidden stuff too", "biggest at the top", "music files", "node_modules folders", "which networks are
// there", "what is runnig", "all the details", "disk i/o", "replacing what is there".
void settle_choices(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                    SlotValues& slots);

}  // namespace maxos::language
