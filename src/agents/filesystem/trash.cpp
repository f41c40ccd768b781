#include "agents/filesystem/trash.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <ctime>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

constexpr std::string_view kInfoEnding = ".trashinfo";
constexpr std::size_t kDigitBytes = 6;
// What a name may keep of the original's beside ".", the digits and the ending.
constexpr std::size_t kNameKept = NAME_MAX - 1 - 2 * kDigitBytes - kInfoEnding.size();

std::string files_part() {
  return "/" + trash_directory_name() + "/files/";
}

// RFC 2396, as the specification wants it.
std::string percent_encoded(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-_.!~*'()/";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain) {
      out.push_back(c);
    } else {
      out.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return out;
}

std::string info_text(const std::string& top, const std::string& original, std::int64_t now) {
  const auto seconds = static_cast<std::time_t>(now);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string relative =
      within(original, top) ? original.substr(top == "/" ? 1 : top.size() + 1) : original;
  return "[Trash Info]\nPath=" + percent_encoded(relative) + "\nDeletionDate=" + date.data() + "\n";
}

// Opens, or makes, a directory that is ours alone.
absl::StatusOr<base::UniqueFd> own_directory(int parent, const std::string& name, const std::string& path) {
  const bool made = ::mkdirat(parent, name.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) {
    return change_failed(errno, "Cannot make the trash " + display_name(path, PATH_MAX));
  }
  base::UniqueFd fd(open_subdirectory(parent, name.c_str()));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) {
    return base::denied("The trash " + display_name(path, PATH_MAX) +
                        " cannot be used: " + std::strerror(errno) + ". Have an administrator look at it.");
  }
  if (info.st_uid != ::geteuid() || (info.st_mode & 0077U) != 0) {
    return base::denied(
        "The trash " + display_name(path, PATH_MAX) +
        " does not belong to this service alone, so nothing is put there. Have an administrator "
        "look at it.");
  }
  return fd;
}

// Whether there is a trash, or one can be made; errno.
bool can_hold_trash(int directory) {
  struct statx info {};
  return look(directory, trash_directory_name().c_str(), info) ||
         ::faccessat(directory, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

std::string info_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1) + std::string(kInfoEnding);
}

}  // namespace

bool in_trash(const std::string& path) {
  const std::string part = files_part();
  const std::size_t at = path.rfind(part);
  return at != std::string::npos && path.find('/', at + part.size()) == std::string::npos;
}

std::string trash_top(const std::string& path) {
  const std::size_t at = path.rfind(files_part());
  return at == 0 ? "/" : path.substr(0, at);
}

absl::StatusOr<std::string> trash_path(const Roots& roots, const Place& place,
                                       const ExecutionContext& context) {
  struct statx parent {};
  if (!look(place.parent.get(), "", parent)) {
    return base::from_errno(errno, "Cannot look at " + display_name(place.directory(), PATH_MAX));
  }
  const std::string directory = place.directory();
  std::string top = roots.root_of_path(directory);
  std::vector<std::string> below =
      components_of(std::string_view(directory).substr(top == "/" ? 0 : top.size()));
  for (std::size_t next = 0;; ++next) {
    const auto resolved = roots.resolve(top, FinalLink::keep, context);
    if (!resolved.ok()) return resolved.status();
    struct statx info {};
    if (!look(resolved->fd.get(), "", info)) {
      return base::from_errno(errno, "Cannot look at " + display_name(top, PATH_MAX));
    }
    if (info.stx_mnt_id == parent.stx_mnt_id && can_hold_trash(resolved->fd.get())) break;
    if (next == below.size()) {
      return change_failed(errno, "Cannot make a trash for " + display_name(place.path, PATH_MAX));
    }
    top.append(top == "/" ? "" : "/").append(below[next]);
  }
  return (top == "/" ? std::string() : top) + files_part() + place.name.substr(0, kNameKept) + "." +
         random_digits(kDigitBytes);
}

absl::Status prepare_trash(const Roots& roots, const std::string& path, const std::string& original,
                           std::int64_t now, const ExecutionContext& context) {
  const std::string top = trash_top(path);
  const auto resolved = roots.resolve(top, FinalLink::keep, context);
  if (!resolved.ok()) return resolved.status();
  const std::string trash = top + "/" + trash_directory_name();
  struct statx before {};
  struct statx there {};
  const bool first = look(resolved->fd.get(), "", before) &&
                     !look(resolved->fd.get(), trash_directory_name().c_str(), there);
  const auto directory = own_directory(resolved->fd.get(), trash_directory_name(), trash);
  if (!directory.ok()) return directory.status();
  // That the trash came there is nothing that happened to people's files.
  if (first) set_modified(resolved->fd.get(), nanoseconds(before.stx_mtime));
  const auto files = own_directory(directory->get(), "files", trash + "/files");
  if (!files.ok()) return files.status();
  const auto info = own_directory(directory->get(), "info", trash + "/info");
  if (!info.ok()) return info.status();
  const std::string text = info_text(top, original, now);
  const std::string name = info_name(path);
  const base::UniqueFd fd(
      ::openat(info->get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  // It is there after a restart in the middle.
  if (!fd && errno == EEXIST) return absl::OkStatus();
  const std::string what = "Cannot write to the trash " + display_name(trash, PATH_MAX);
  if (!fd) return change_failed(errno, what);
  const ssize_t written = ::write(fd.get(), text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size())) return absl::OkStatus();
  const int error = written < 0 ? errno : ENOSPC;
  ::unlinkat(info->get(), name.c_str(), 0);
  return change_failed(error, what);
}

absl::Status forget_trash_info(const Roots& roots, const std::string& path, const ExecutionContext& context) {
  const std::string directory = trash_top(path) + "/" + trash_directory_name() + "/info";
  const auto resolved = roots.resolve(directory, FinalLink::keep, context);
  if (!resolved.ok()) return absl::OkStatus();
  if (::unlinkat(resolved->fd.get(), info_name(path).c_str(), 0) == 0 || errno == ENOENT)
    return absl::OkStatus();
  return change_failed(errno, "Cannot remove from the trash below " + display_name(directory, PATH_MAX));
}

}  // namespace maxos::agents
