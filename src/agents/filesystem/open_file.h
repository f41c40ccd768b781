// Opening below a directory without being led elsewhere.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/fd.h"

namespace maxos::agents {

// openat2 with RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS, O_CLOEXEC and `resolve` besides; -1 and errno on
// failure.
int open_beneath(int directory, const char* path, int flags, std::uint64_t resolve = 0);

// A directory for reading, without following any link on the way; -1 and errno.
int open_directory_beneath(int directory, const char* path);

// A regular file for reading, by its name in `directory`. What stands there is looked at first (O_PATH) and
// opened only if it is one, and it is that very file which is opened: a device, a FIFO or a socket never is,
// whatever is swapped meanwhile. None and errno on failure; ENXIO: no regular file. `info` is set on success.
base::UniqueFd open_regular(int directory, const char* name, struct statx& info);

// The same for what an O_PATH descriptor holds.
base::UniqueFd open_regular(int path_fd, struct statx& info);

// statx of a name in a directory, no link followed, nothing mounted by asking. False and errno on failure.
bool stat_entry(int directory, const char* name, struct statx& info);

}  // namespace maxos::agents
