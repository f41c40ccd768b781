#include "store/redis_password.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/fd.h"
#include "base/status.h"

namespace maxos::store {

absl::StatusOr<std::string> read_redis_password(const std::string& file) {
  const auto failed = [&file](int error) {
    return base::unavailable("cannot read the password file " + file + ": " + std::strerror(error));
  };
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return failed(errno);
  std::array<char, 4096> buffer{};
  const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
  if (got < 0) return failed(errno);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(got));
  std::string_view line = text.substr(0, text.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line.empty()) return base::unavailable("the first line of the password file " + file + " is empty");
  return std::string(line);
}

}  // namespace maxos::store
