// Everything below a directory: by descriptors, on a few threads, in bounded memory, never out of it.
#pragma once

#include <absl/status/statusor.h>
#include <dirent.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "agents/filesystem/roots.h"
#include "agents/filesystem/walk_directory.h"

namespace maxos::agents {

// The thread of a walk that calls the visitor.
class WalkThread {
 public:
  virtual ~WalkThread() = default;
  // 0 (the one that called walk_tree()) to WalkOptions::threads - 1.
  virtual unsigned index() const = 0;
  // Whether the walk is to end: cancelled, out of time, stopped, failed. Asked by whoever works long on one
  // entry, at least each 50 ms.
  virtual bool stopping() = 0;
};

struct WalkEntry {
  const WalkDirectory& directory;
  // Ends with a NUL behind it.
  std::string_view name;
  // DT_REG, DT_DIR, DT_LNK, …; DT_UNKNOWN only for what cannot be looked at.
  unsigned char type = DT_UNKNOWN;
  std::uint64_t inode = 0;
};

// What a walk shows. With several threads all of it is called from all of them at once; for one directory
// enter() comes first, then its entries in the order of the file system, leave() last.
class TreeVisitor {
 public:
  // skip: of a directory, what is in it. stop: the walk ends now, and well.
  enum class Step { go_on, skip, stop };

  virtual ~TreeVisitor() = default;
  // A directory was opened, also the one where the walk begins.
  virtual Step enter(WalkDirectory& /*directory*/, WalkThread& /*thread*/) { return Step::go_on; }
  // Everything in a directory but "." and "..", directories too. The service's own files are not shown.
  virtual Step entry(const WalkEntry& entry, WalkThread& thread) = 0;
  // All that is below was seen, or could not be. Called for each directory that was entered, before its
  // parent's; not after a stop.
  virtual void leave(WalkDirectory& /*directory*/, WalkThread& /*thread*/) {}
};

// How far a walk is. `share`: 0 to 1, what is done of the tree as far as it is known; never falls.
struct WalkProgress {
  std::uint64_t entries = 0;
  double share = 0;
};

struct WalkOptions {
  // At once, the calling one included; 0: one for each processor, at most kMaxWalkThreads.
  unsigned threads = 0;
  // Open directories at once, besides those that are being read.
  std::size_t descriptors = 128;
  // Memory for directories that wait. A directory with more of them is put aside and read on later.
  std::size_t waiting_bytes = std::size_t{8} << 20U;
  // Whether what is mounted below is walked too.
  bool cross_mounts = true;
  // Whether the service's own trash and stages (own_names.h) are walked: they take space, but hold no files
  // of people's.
  bool own_names = false;
  // Called on the calling thread, at most ten times a second.
  std::function<void(const WalkProgress&)> progress = {};
};

inline constexpr unsigned kMaxWalkThreads = 8;
// Directories within each other; what is deeper is counted and left out.
inline constexpr std::uint32_t kMaxWalkDepth = 50'000;

// What came of it. What was left out is part of an honest answer.
struct WalkResult {
  std::uint64_t entries = 0;
  std::uint64_t directories = 0;
  // Directories that could not be read (permission, I/O), the first few by name.
  std::uint64_t unreadable = 0;
  std::vector<std::string> unreadable_paths;
  // Of the service's own.
  std::uint64_t protected_left_out = 0;
  // Deeper than kMaxWalkDepth.
  std::uint64_t too_deep = 0;
  // Mount points that were met; those not walked: cross_mounts is false, or it is a file system of the kernel
  // (proc, sysfs and so on), whose files are no data and may block who reads them.
  std::uint64_t mount_points = 0;
  std::uint64_t mounts_left_out = 0;
  // The visitor stopped it.
  bool stopped = false;
};

// Walks what `top` (from roots.resolve()) holds. Each directory is opened by its name in the one above,
// without following any link; nothing but directories is opened. Ends within 100 ms of a cancellation as long
// as the visitor does. Errors: those of context.check(), and of a start that is no readable directory.
absl::StatusOr<WalkResult> walk_tree(const Roots& roots, const Resolved& top, const WalkOptions& options,
                                     TreeVisitor& visitor, const ExecutionContext& context);

// What an answer says of what a walk left out, as sentences with a blank in front; empty when it saw
// everything.
std::string left_out_words(const WalkResult& result);

}  // namespace maxos::agents
