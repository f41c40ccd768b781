// What the kernel says about the other end of an accepted connection.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "wire/peer.h"
#include "wire/sock_diag.h"

namespace maxos::wire {

// Identifies the peer of `connection`, accepted from the listener named `door`. `diag` may be null: TCP peers
// are unknown then. PermissionDenied: the peer is not on this machine. Unavailable: it is gone already. Both
// mean: close it. Blocks for 50 ms at most.
absl::StatusOr<Peer> identify_peer(int connection, const std::string& door, SockDiag* diag);

}  // namespace maxos::wire
