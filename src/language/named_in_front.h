// "It" in an order, for what the sentence in front of it names.
#pragma once

#include "language/rewording.h"

namespace maxos::language {

// "leo needs udp 19132, can you allow it", "she sent us a.zip. could you unpack it": the one port or file
// that is named in front is put for "it". Whether one was: the order is to be confirmed.
bool put_name_for_it(Rewording& said);

}  // namespace maxos::language
