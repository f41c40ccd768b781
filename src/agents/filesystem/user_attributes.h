// What people and programs note beside a file: extended attributes of the namespace "user." (xattr(7)), as
// archives keep them. Those of the other namespaces are the machine's own: labels, capabilities, ACLs.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace maxos::agents {

// By name, "user." in front.
using UserAttributes = std::vector<std::pair<std::string, std::string>>;

// What one file may have for an archive; the rest of them is lost.
inline constexpr std::size_t kMaxUserAttributes = 256;
inline constexpr std::size_t kMaxUserAttributeBytes = std::size_t{256} * 1024;

bool is_user_attribute(const std::string& name);

// Of an open file or directory; empty where its file system has none. `lost` grows by those that could not be
// read or are too many.
UserAttributes read_user_attributes(int fd, std::uint64_t& lost);

// `lost` grows by those that the file system does not take.
void write_user_attributes(int fd, const UserAttributes& attributes, std::uint64_t& lost);

}  // namespace maxos::agents
