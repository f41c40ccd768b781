// Slots that the words around a value settle, one intent at a time.
#pragma once

#include <span>
#include <string_view>

#include "language/features.h"
#include "language/slot_filler.h"
#include "language/speller.h"
#include "language/terms.h"

namespace maxos::language {

// file.organize, "by size": what was said, also where it is none of the orders that there are; it is refused
// then, and not done in another order.
void take_order(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// file.search, "find passwd", "the directories named x", "empty files": not everything that lies there.
void settle_search(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// file.checksum, "blake2b of a.iso": also a method that there is none of, which is refused then.
void take_algorithm(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// network.port, "is port 80 open on this machine"
void take_this_machine(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// system.logs, "messages of today"
void take_day(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// system.processes, "the process with pid 1"
void take_pid(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// system.processes, "owned by batch"
void take_owner(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// system.processes, "the soffice processes", however the second word is written.
void take_program(std::span<const Term> terms, std::span<const Seen> seen, std::span<bool> claimed,
                  const Speller& speller, SlotValues& slots);

// network.connections, "all open connections": not those that listen.
void drop_listening(std::span<const Term> terms, SlotValues& slots);

// system.services, "all the services that are running": not all that there are.
void settle_state(std::span<const Term> terms, SlotValues& slots);

// network.dns: "reverse lookup" says no type of record; who wants PTR names it.
void drop_unsaid_type(std::span<const Term> terms, SlotValues& slots);

// system.packages, "which version has our inkscape": the one word that no dictionary has.
void take_package(std::span<const Term> terms, std::span<const Seen> seen, std::span<bool> claimed,
                  const Speller& speller, SlotValues& slots);

// network.vpn, "connect the corp vpn"
void take_link(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots);

// Reading files, "disk usage of photos": the last word names a place where nothing else does.
void take_bare_place(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                     SlotValues& slots);

}  // namespace maxos::language
