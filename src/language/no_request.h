// Sentences with the words of an order that ask this machine for nothing.
#pragma once

#include <string_view>

#include "language/caution.h"
#include "language/rewording.h"
#include "language/understanding.h"

namespace maxos::language {

// negated for what is taken back within a breath ("delete ~/a nope", "… yeah right"), conditional for what
// waits for somebody ("marc permitting, …"), elsewhere for another's machine ("his laptop needs a reboot"),
// other_action for other things of the same name ("nginx start page", "cancel the shutdown of the airport"),
// and reported for what is said to somebody else or of somebody ("leo delete ~/a", "people zip ~/a", "tom
// vowed to delete ~/a", "deletes ~/a", "delete ~/a would be wrong"); none for all else.
Caution no_request(const Rewording& said, const Understanding& change, std::string_view text);

}  // namespace maxos::language
