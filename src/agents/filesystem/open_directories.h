// The descriptors of the directories of a walk: never more than so many, whatever the tree is like.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "agents/filesystem/walk_directory.h"
#include "base/fd.h"

namespace maxos::agents {

// A directory that has one closed to make room is opened again by its path from the nearest directory above
// that is still open; whoever holds a shared descriptor keeps it open. Thread-safe.
class OpenDirectories {
 public:
  using Shared = std::shared_ptr<const base::UniqueFd>;

  // `start` stays open; of the others at most `most` are kept, the oldest goes first.
  OpenDirectories(WalkDirectory& start, Shared fd, std::size_t most);

  // Opens `directory`, a name in its parent, for the first time, and keeps it. Sets its info(). nullptr and
  // errno on failure.
  Shared open(WalkDirectory& directory);
  // The descriptor of one that was opened before. nullptr and errno: ESTALE, something else stands there now.
  Shared get(WalkDirectory& directory);
  // It will not be asked for again.
  void release(WalkDirectory& directory);

 private:
  int open_below(int directory, const char* path);
  void keep(WalkDirectory& directory, const Shared& fd);
  void release_all();

  const std::size_t most_;
  std::mutex mutex_;
  WalkDirectory& start_;
  std::deque<std::weak_ptr<WalkDirectory>> kept_;
};

}  // namespace maxos::agents
