// The agent host of a daemon that was started by hand: its child, over a socketpair.
#pragma once

#include <absl/status/statusor.h>
#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/fd.h"

namespace maxos::daemon {

// The installed program of that name: beside this one.
std::string program_beside(const std::string& name);

// On the main thread alone, which must be the last to end: the kernel ends the child with the thread that
// started it.
class ChildHost {
 public:
  // `program`: path of maxos-agentd. `config_file` may be empty.
  ChildHost(std::string program, const std::filesystem::path& config_file);
  // Waits until the child has ended, and ends it when that takes long. Its connection must be closed.
  ~ChildHost();
  ChildHost(const ChildHost&) = delete;
  ChildHost& operator=(const ChildHost&) = delete;

  // Starts it ahead of the first connect().
  absl::Status start();

  // A connection to it. A child that has had its connection is ended, whatever it does, and another one
  // started.
  absl::StatusOr<base::UniqueFd> connect();

  // Has it read its configuration anew.
  void reload();

 private:
  void end(int first_signal);

  const std::string program_;
  const std::filesystem::path config_file_;
  pid_t pid_ = -1;
  base::UniqueFd connection_;
};

}  // namespace maxos::daemon
