// The connection by hand: gRPC hides the errno, and it is the errno that says what to do.
#pragma once

#include <chrono>
#include <variant>

#include "base/fd.h"
#include "ctl/address.h"
#include "ctl/interrupt.h"
#include "ctl/trouble.h"

namespace maxos::ctl {

// A connected, non-blocking socket, or what is wrong. Blocks until `deadline`; an interrupt ends the wait. A
// name with several addresses (localhost) is tried in the resolver's order; the last failure is told.
std::variant<base::UniqueFd, Trouble> connect_to(const Address& address,
                                                 std::chrono::steady_clock::time_point deadline,
                                                 const Interrupt& interrupt);

}  // namespace maxos::ctl
