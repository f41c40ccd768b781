// The mount table of this process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::agents {

// One line of /proc/self/mountinfo (proc(5)).
struct Mount {
  std::uint64_t id = 0;
  unsigned major = 0;
  unsigned minor = 0;
  // Of the file system, what is seen at the mount point: "/" unless it is a bind mount.
  std::string root = "/";
  std::string point;
  std::string type;
  std::string source;
  bool read_only = false;
};

// Octal escapes are undone; lines that make no sense are left out.
std::vector<Mount> parse_mounts(std::string_view mountinfo);

// Kernel interfaces that look like file systems: proc, sysfs, cgroup2, …
bool is_pseudo(std::string_view type);
// Asking it may wait for another machine or another process: nfs, cifs, fuse, …
bool is_network(std::string_view type);

// What a person means by "the file systems": no kernel interfaces, nothing that another mount at the
// same point hides, each device once (where its own top is seen rather than a part of it, at the shortest
// mount point), in the order of the table.
std::vector<Mount> real_mounts(std::vector<Mount> mounts);

}  // namespace maxos::agents
