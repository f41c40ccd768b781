// Runs a program of our own that is better apart: no shell, a clean environment, bounded in time and output.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace maxos::platform {

struct ProgramLimit {
  // The program is killed then, or when a stop is asked for.
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
  // What is written beyond ends it too.
  std::size_t output_bytes = 4 * 1024 * 1024;
};

// Starts `arguments[0]`, an absolute path, and gives what it wrote on its standard output. Standard input and
// error are /dev/null. NotFound: there is no such program. Internal: it ended with another status than 0, or
// by a signal. DeadlineExceeded, Cancelled, ResourceExhausted: the limits. Blocks; for workers.
absl::StatusOr<std::string> run_program(const std::vector<std::string>& arguments, const ProgramLimit& limit);

}  // namespace maxos::platform
