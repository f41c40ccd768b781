// A client in a process of its own, as another user.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"

namespace maxos::wire {

// "nobody" everywhere: any user but that of the test will do.
inline constexpr std::uint32_t kOtherUid = 65534;

class ClientProcess {
 public:
  // Runs `arguments` as `uid`, with no further groups than these. The test fails when it is not run by root.
  ClientProcess(std::uint32_t uid, std::vector<std::string> arguments,
                const std::vector<std::uint32_t>& groups = {});
  // Connects to the address (as of sockets.h) by a plain socket, says "connected" and stays until it is told
  // to end.
  static ClientProcess connecting(std::uint32_t uid, const std::string& address,
                                  const std::vector<std::uint32_t>& groups = {});
  // Ends and reaps it.
  ~ClientProcess();
  ClientProcess(const ClientProcess&) = delete;
  ClientProcess& operator=(const ClientProcess&) = delete;

  // The next line of its output; empty at the end.
  std::string line();
  // Closes its standard input and waits for its exit code; 128 and more for a signal.
  int finish();

 private:
  pid_t pid_ = -1;
  base::UniqueFd input_;
  base::UniqueFd output_;
};

}  // namespace maxos::wire
