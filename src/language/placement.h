// "notes.txt in /srv/a" is /srv/a/notes.txt.
#pragma once

#include <span>
#include <string_view>

#include "language/slot_filler.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// Puts the bare name that the order is about into the folder that is said to hold it, and claims the terms
// that say so. Nothing happens when there is no such name, or no such folder.
void join_place(std::string_view intent, const Utterance& utterance, std::span<const Term> terms,
                std::span<bool> claimed, SlotValues& slots);

// file.mkdir: "a folder called quotes in /srv/office" is /srv/office/quotes, whichever of the two was taken
// for the path.
void put_inside(const Utterance& utterance, std::span<const Term> terms, std::span<bool> claimed,
                SlotValues& slots);

}  // namespace maxos::language
