#include "agents/filesystem/place.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

absl::StatusOr<Place> name_in(Resolved directory, std::string name, std::string path) {
  if (!is_directory(directory.info)) {
    return base::invalid_argument(display_name(directory.path, PATH_MAX) + " is not a directory.");
  }
  return Place{std::move(directory.fd), std::move(name), std::move(path)};
}

}  // namespace

std::string Place::directory() const {
  return directory_of(path);
}

absl::StatusOr<Place> place_of(const Roots& roots, const std::string& path, const ExecutionContext& context) {
  const std::string directory = directory_of(path);
  auto resolved = roots.resolve(directory, FinalLink::keep, context);
  if (!resolved.ok()) return resolved.status();
  if (resolved->path != directory) {
    return base::failed_precondition(display_name(directory, PATH_MAX) +
                                     " was replaced by a link meanwhile. Ask again.");
  }
  return name_in(*std::move(resolved), path.substr(path.rfind('/') + 1), path);
}

absl::StatusOr<Place> new_place(const Roots& roots, const std::string& path,
                                const ExecutionContext& context) {
  std::vector<std::string> components = components_of(path);
  if (components.empty() || components.back() == "..") {
    return base::invalid_argument(display_name(path, PATH_MAX) + " does not end in a name for it.");
  }
  const std::string name = std::move(components.back());
  auto resolved = roots.resolve(directory_of(normal(path)), FinalLink::follow, context);
  if (!resolved.ok()) return resolved.status();
  if (is_own_name(name)) {
    return base::denied("The name " + display_name(name) +
                        " is kept for this service itself. Choose another.");
  }
  std::string whole = resolved->path == "/" ? "/" + name : resolved->path + "/" + name;
  return name_in(*std::move(resolved), name, std::move(whole));
}

std::int64_t nanoseconds(const statx_timestamp& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

void set_modified(int directory, std::int64_t time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::array<timespec, 2> times{};
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = time / kSecond;
  times[1].tv_nsec = time % kSecond;
  if (times[1].tv_nsec < 0) {
    times[1].tv_nsec += kSecond;
    --times[1].tv_sec;
  }
  ::utimensat(directory, ".", times.data(), AT_SYMLINK_NOFOLLOW);
}

store::Identity identity_of(const struct statx& info) {
  return {info.stx_ino, (info.stx_mask & STATX_BTIME) != 0 ? nanoseconds(info.stx_btime) : 0,
          static_cast<std::uint32_t>(info.stx_mode & S_IFMT)};
}

absl::StatusOr<std::optional<struct statx>> look_at(const Place& place) {
  struct statx info {};
  if (look(place.parent.get(), place.name.c_str(), info)) return info;
  if (errno == ENOENT) return std::nullopt;
  return base::from_errno(errno, "Cannot look at " + display_name(place.path, PATH_MAX));
}

int rename_new(const Place& from, const Place& to) {
  const int failed =
      ::renameat2(from.parent.get(), from.name.c_str(), to.parent.get(), to.name.c_str(), RENAME_NOREPLACE);
  return failed == 0 ? 0 : errno;
}

absl::Status change_failed(int error, const std::string& what) {
  switch (error) {
    case ENOSPC:
      return base::exhausted(what +
                             ": no space is left on the file system. Free some, for example by emptying "
                             "the trash, then ask again.");
    case EDQUOT:
      return base::exhausted(what + ": the disk quota is used up. Free some space, then ask again.");
    case EROFS:
      return base::denied(what + ": the file system is mounted read-only.");
    case EACCES:
    case EPERM:
      return base::denied(what + ": the service has no permission for it.");
    case EEXIST:
    case ENOTEMPTY:
      return base::failed_precondition(what + ": something of that name came there meanwhile.");
    default:
      return base::from_errno(error, what);
  }
}

}  // namespace maxos::agents
