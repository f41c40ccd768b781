// Where an agent host finds itself: started by systemd or by maxos-grpcd, as whom, with which folders.
#pragma once

#include <absl/status/statusor.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "agentd/command_line.h"
#include "base/fd.h"
#include "config/config.h"

namespace maxos::agentd {

struct Surroundings {
  // One of the two.
  base::UniqueFd listener;
  base::UniqueFd connection;
  // The account that this process runs as, and its home directory; empty when it has none.
  std::string account;
  std::string home;
  std::string state_directory;
  // Absolute paths out of every handler's reach.
  std::vector<std::string> protected_paths;
};

// Takes the socket of systemd or of the command line. Call it before threads start. Errors say what to do.
absl::StatusOr<Surroundings> look_around(const CommandLine& line, const config::Config& config);

// Whether the process at the other end of a connection may ask: the user maxos-grpc, root, or the user that
// this process runs as.
absl::Status check_peer(int connection);

}  // namespace maxos::agentd
