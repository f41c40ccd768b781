#include "ctl/administration/drop_in.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "base/fd.h"
#include "base/status.h"

namespace maxos::ctl {
namespace {

constexpr std::size_t kMaxPath = 255;
constexpr std::size_t kMaxFile = 64 * 1024;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./-+@,=").find(c) != std::string_view::npos;
}

absl::Status write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t size = ::write(fd, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return base::from_errno(errno, "writing " + path);
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  if (::fchmod(fd, 0644) != 0 || ::fsync(fd) != 0) return base::from_errno(errno, "writing " + path);
  return absl::OkStatus();
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.size() > kMaxPath) return false;
  for (const char c : path) {
    if (!is_plain(c)) return false;
  }
  return std::filesystem::path(path).lexically_normal() == std::filesystem::path(path) &&
         (path.size() == 1 || path.back() != '/');
}

absl::Status write_file(const std::string& path, std::string_view text) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return base::from_errno(error.value(), "making " + folder.string());
  // Not *.conf and not *.toml: nobody reads it before it has its name.
  const std::string partial = path + ".new";
  base::UniqueFd fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return base::from_errno(errno, "writing " + partial);
  absl::Status written = write_all(fd.get(), text, partial);
  if (written.ok() && ::rename(partial.c_str(), path.c_str()) != 0)
    written = base::from_errno(errno, "writing " + path);
  if (!written.ok()) {
    ::unlink(partial.c_str());
    return written;
  }
  const base::UniqueFd parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent || ::fsync(parent.get()) != 0) return base::from_errno(errno, "writing " + folder.string());
  return absl::OkStatus();
}

absl::Status remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return base::from_errno(errno, "removing " + path);
  // Refused while there is something else in it, which is what is wanted.
  ::rmdir(std::filesystem::path(path).parent_path().c_str());
  return absl::OkStatus();
}

absl::StatusOr<std::string> read_file(const std::string& path) {
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return base::from_errno(errno, "reading " + path);
  std::string text;
  std::array<char, 4'096> buffer{};
  while (text.size() < kMaxFile) {
    const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return base::from_errno(errno, "reading " + path);
    if (size == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return text;
}

}  // namespace maxos::ctl
