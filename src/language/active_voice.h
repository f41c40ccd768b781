// Orders as a formal letter has them.
#pragma once

#include "language/rewording.h"

namespace maxos::language {

// "Kindly restart cups and oblige.", "Dear team, …", "Change approved. …": without what is form alone.
void drop_formality(Rewording& said);

// What became of an order in the passive.
enum class Voice { unchanged, order, maybe_order };

// "Could rsyslog be restarted, please?", "have the web server reloaded": as "restart rsyslog, please".
// maybe_order where it may also ask whether that is possible ("could cups be restarted?"). unchanged for what
// surely asks ("can it be restarted safely?", "has it been restarted?") or tells.
Voice say_actively(Rewording& said);

}  // namespace maxos::language
