// Points in time that are told by the calendar and the clock: "since monday", "before 3 pm".
#pragma once

#include <span>
#include <string_view>

#include "language/slot_filler.h"
#include "language/terms.h"

namespace maxos::language {

// "monday" to "sunday".
bool is_weekday(std::string_view word);

// system.logs and file.search: fills the slots that say since when and until when with "monday", "15:00" or
// "monday 15:00". How long ago that is, is for who has a clock.
void take_moments(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                  SlotValues& slots);

// system.power: "at 11 tonight" is 23:00, "at 17.30" is 17:30; an hour alone is no number of seconds.
void settle_when(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

}  // namespace maxos::language
