// statvfs(3) with a time limit: a file server that is away holds whoever asks for minutes.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace maxos::agents {

// What the kernel says of the file system that holds a path.
struct Probed {
  // 0, or the errno of what failed.
  int error = 0;
  struct statx place {};
  struct statvfs size {};
};

// Asks on this thread. An automount point is not mounted for it.
Probed ask_mount(const std::string& path);

// Asks on a thread apart, since nothing can wake one that waits for a dead server. A few of them may wait at
// once, one for each path; they end when the server or the kernel's own limit lets them. Thread-safe.
class MountProbe {
 public:
  using Ask = std::function<Probed(const std::string& path)>;

  // `ask`: what is done on that thread; for tests.
  explicit MountProbe(Ask ask = nullptr);

  // DeadlineExceeded when there is no answer within `limit`; ResourceExhausted when too many wait already.
  absl::StatusOr<Probed> probe(const std::string& path, std::chrono::milliseconds limit);

 private:
  struct State;
  // Shared with the threads, which may outlive this.
  std::shared_ptr<State> state_;
};

}  // namespace maxos::agents
