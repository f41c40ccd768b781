// The mounted file systems with their use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "health/snapshot.h"

namespace maxos::health {

// A mount that is worth asking for its use.
struct Mount {
  std::string mount_point;
  std::string source;
  std::string type;
  bool read_only =
      false;  // the file system itself, not this mount of it: a sandboxed service sees everything read-only
};

// What to ask, from the text of /proc/self/mountinfo (proc(5)), ordered by mount point, at most 64. Left out:
// - pseudo file systems, images that are always full (squashfs, iso9660, …), tmpfs but for the usual places,
// overlays but for /;
// - network and FUSE file systems (nfs, cifs, 9p, fuse.*, …): a server that does not answer would hang the
// caller. `/` is
//   always in: when its server hangs, everything does;
// - further mounts of the same device: of them stays `/`, else a mount of the whole device, else the shortest
// name.
std::vector<Mount> select_mounts(std::string_view mountinfo);

// Adds the use of a mount by statvfs(3). False when it does not say (not reachable, no blocks). May block for
// as long as the disk does, which is why select_mounts leaves out what lives across a network.
bool measure(const Mount& mount, Filesystem& out);

}  // namespace maxos::health
