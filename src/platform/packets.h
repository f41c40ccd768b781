// Texts over a unix socket of packets (SOCK_SEQPACKET): each in one or more packets, with an end that can be
// seen.
#pragma once

#include <absl/status/statusor.h>
#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>

#include "base/fd.h"

namespace maxos::platform {

// Unavailable when nobody listens there; PermissionDenied.
absl::StatusOr<base::UniqueFd> connect_packets(const std::string& path);

// Both give up with DeadlineExceeded after `patience`, and with Unavailable when the other end is gone.
absl::Status send_text(int fd, std::string_view text, std::chrono::milliseconds patience);
// ResourceExhausted when the text is longer than `max_bytes`.
absl::StatusOr<std::string> receive_text(int fd, std::size_t max_bytes, std::chrono::milliseconds patience);

// The uid of the other end (SO_PEERCRED); -1 when the kernel does not tell.
uid_t peer_uid(int fd);

}  // namespace maxos::platform
