#include "agents/filesystem/reading.h"

#include <fcntl.h>

#include <cerrno>
#include <climits>

#include "agents/filesystem/entry.h"
#include "agents/filesystem/open_file.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

bool is_type(const Resolved& resolved, std::uint32_t type) {
  return (resolved.info.stx_mode & S_IFMT) == type;
}

absl::Status expect(const absl::StatusOr<Resolved>& resolved, std::uint32_t type) {
  if (!resolved.ok()) return resolved.status();
  if (is_type(*resolved, type)) return absl::OkStatus();
  const std::string path = display_name(resolved->path, PATH_MAX);
  const std::string is = path + " is a " + std::string(type_words(resolved->info.stx_mode)) + ", not a " +
                         std::string(type_words(type)) + ". ";
  if (is_type(*resolved, S_IFDIR))
    return base::invalid_argument(is + "To see what is in it, ask: list " + path);
  return base::invalid_argument(is + "To see its owner and times, ask: show details of " + path);
}

absl::StatusOr<Resolved> resolve_as(const Roots& roots, std::string_view asked, const Values& values,
                                    std::uint32_t type, const ExecutionContext& context) {
  const auto path = roots.absolute(asked, values);
  if (!path.ok()) return path.status();
  auto resolved = roots.resolve(*path, FinalLink::follow, context);
  MAXOS_RETURN_IF_ERROR(expect(resolved, type));
  return resolved;
}

absl::StatusOr<Resolved> planned_as(const Roots& roots, std::string_view path, std::uint32_t type,
                                    const ExecutionContext& context) {
  auto resolved = roots.resolve(path, FinalLink::keep, context);
  MAXOS_RETURN_IF_ERROR(expect(resolved, type));
  return resolved;
}

}  // namespace

absl::StatusOr<Resolved> resolve_directory(const Roots& roots, std::string_view asked, const Values& values,
                                           const ExecutionContext& context) {
  return resolve_as(roots, asked, values, S_IFDIR, context);
}

absl::StatusOr<Resolved> resolve_file(const Roots& roots, std::string_view asked, const Values& values,
                                      const ExecutionContext& context) {
  return resolve_as(roots, asked, values, S_IFREG, context);
}

absl::StatusOr<Resolved> planned_directory(const Roots& roots, std::string_view path,
                                           const ExecutionContext& context) {
  return planned_as(roots, path, S_IFDIR, context);
}

absl::StatusOr<OpenedFile> open_planned_file(const Roots& roots, std::string_view path,
                                             const ExecutionContext& context) {
  auto resolved = planned_as(roots, path, S_IFREG, context);
  if (!resolved.ok()) return resolved.status();
  OpenedFile file;
  file.path = resolved->path;
  file.fd = open_regular(resolved->fd.get(), file.info);
  if (file.fd) return file;
  const int error = errno;
  const std::string name = display_name(file.path, PATH_MAX);
  if (error == EACCES || error == EPERM)
    return base::denied("The service has no permission to read " + name + ".");
  return base::from_errno(error, "Cannot read " + name);
}

int percent_of(const WalkProgress& progress) {
  return static_cast<int>(progress.share * 100);
}

bool incomplete(const WalkResult& walked) {
  return walked.unreadable > 0 || walked.too_deep > 0;
}

}  // namespace maxos::agents
