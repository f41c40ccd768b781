// Where the daemon finds itself: under systemd or run by hand, with which sockets and which state directory.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "wire/listener.h"

namespace maxos::daemon {

struct Surroundings {
  std::vector<wire::Listener> listeners;
  // Of the host's network, from systemd (maxos-grpc-diag.socket): who is behind a loopback connection. May be
  // empty.
  base::UniqueFd diag;
  // Sentences for the journal.
  std::vector<std::string> notices;
  std::string state_directory;
  // The user that the daemon runs as.
  std::uint32_t uid = 0;
  // The account that agents act as: the daemon's own.
  std::string acting_as;
};

// Takes the sockets of systemd, or binds config.server.listen. Call it before threads start. Errors say what
// to do.
absl::StatusOr<Surroundings> look_around(const config::Config& config);

}  // namespace maxos::daemon
