// Which unit a cgroup is of, by the id that the kernel gives a socket (cgroups(7)).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace maxos::agents {

// Paths below the root of the unified hierarchy ("/system.slice/ssh.service") of the cgroups with these ids,
// as far as they are there and can be seen. `cgroup_root`: /sys/fs/cgroup. Looks at no more than 20,000 of
// them.
std::map<std::uint64_t, std::string> cgroup_paths(const std::string& cgroup_root,
                                                  const std::set<std::uint64_t>& ids);

// The innermost unit of a cgroup's path: "ssh.service", "session-3.scope"; empty when there is none.
std::string unit_of_cgroup(std::string_view path);

}  // namespace maxos::agents
