#include "agents/filesystem/user_attributes.h"

#include <sys/xattr.h>

#include <cerrno>
#include <climits>
#include <string_view>

namespace maxos::agents {
namespace {

constexpr std::string_view kUser = "user.";

}  // namespace

bool is_user_attribute(const std::string& name) {
  return name.size() > kUser.size() && name.size() <= XATTR_NAME_MAX && name.starts_with(kUser);
}

UserAttributes read_user_attributes(int fd, std::uint64_t& lost) {
  // Nearly always there is none, and this is all that it costs.
  const ssize_t announced = ::flistxattr(fd, nullptr, 0);
  if (announced <= 0) return {};
  std::vector<char> names(static_cast<std::size_t>(announced));
  const ssize_t size = ::flistxattr(fd, names.data(), names.size());
  UserAttributes attributes;
  std::vector<char> value;
  std::size_t bytes = 0;
  for (ssize_t at = 0; at < size;) {
    const std::string name(names.data() + at);
    at += static_cast<ssize_t>(name.size()) + 1;
    if (!is_user_attribute(name)) continue;
    value.resize(XATTR_SIZE_MAX);
    const ssize_t length = ::fgetxattr(fd, name.c_str(), value.data(), value.size());
    if (length < 0 && errno == ENODATA) continue;
    const std::size_t more = name.size() + static_cast<std::size_t>(length < 0 ? 0 : length);
    // A "=" in a name would end it in the header of a tar.
    if (length < 0 || name.find('=') != std::string::npos || attributes.size() == kMaxUserAttributes ||
        bytes + more > kMaxUserAttributeBytes) {
      ++lost;
      continue;
    }
    bytes += more;
    attributes.emplace_back(name, std::string(value.data(), static_cast<std::size_t>(length)));
  }
  return attributes;
}

void write_user_attributes(int fd, const UserAttributes& attributes, std::uint64_t& lost) {
  for (const auto& [name, value] : attributes)
    lost += ::fsetxattr(fd, name.c_str(), value.data(), value.size(), 0) == 0 ? 0 : 1;
}

}  // namespace maxos::agents
