// Which action an order names, where that depends on more than one of its words.
#pragma once

#include <span>

#include "language/slot_filler.h"
#include "language/terms.h"

namespace maxos::language {

// Whether it speaks of the start of the machine: "at boot", "with the system".
bool speaks_of_boot(std::span<const Term> terms);

// "don't disable cups at boot", "never stop it from starting": what is forbidden is named, however much of it
// the tagger took for the action.
bool forbids_action(std::span<const Term> terms);

// "start it at boot" is to enable it, "turn nginx off" is to stop it. What is named outright ("restart")
// beats what was guessed from "up"; so that no guess does the opposite of what was said.
void settle_service_action(std::span<const Term> terms, SlotValues& slots);
// "don't shut down after all, cancel it", "…, cancel the shutdown"
bool ends_with_cancelling(std::span<const Term> terms);
// "turn it off and on again" is to reboot.
void settle_power_action(std::span<const Term> terms, SlotValues& slots);
// "switch the vpn on", "vpn off".
void settle_vpn_action(std::span<const Term> terms, SlotValues& slots);
// "get off the wifi", "get on the wifi".
void settle_wifi_action(std::span<const Term> terms, SlotValues& slots);

}  // namespace maxos::language
