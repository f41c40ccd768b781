// One caller of maxos-netfilter.
#pragma once

#include <absl/status/status.h>
#include <sys/types.h>

namespace maxos::netfilter {

// Reads one request from the connection and answers it: "ok" and a line feed before the answer, or "error",
// the code of the error in digits and its text. A caller with another uid is told so and nothing else. The
// status is for the journal.
absl::Status serve_one(int connection, uid_t allowed);

}  // namespace maxos::netfilter
