#include "ctl/administration/roots.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/status.h"
#include "base/text.h"
#include "config/loader.h"
#include "ctl/administration/drop_in.h"

namespace maxos::ctl {
namespace {

constexpr std::string_view kConfig = "maxos/maxos-grpc.toml";
constexpr std::string_view kRootsFile = "maxos/maxos-grpc.d/60-roots.toml";
constexpr std::string_view kDropIn = "systemd/system/maxos-agents.service.d/60-roots.conf";

// With all that is below: the system's own, where no request has any business, and users' homes, which are
// for each user's own host.
constexpr std::array<std::string_view, 19> kClosedTrees = {
    "/bin",          "/boot", "/dev", "/etc",  "/home", "/lib", "/lib32", "/lib64",   "/libx32",
    "/proc",         "/root", "/run", "/sbin", "/sys",  "/tmp", "/usr",   "/var/tmp", "/var/lib/maxos-grpc",
    "/var/lib/maxos"};
// These alone; what is below may be one.
constexpr std::array<std::string_view, 8> kClosed = {"/",        "/var",     "/var/lib",   "/var/cache",
                                                     "/var/log", "/var/run", "/var/spool", "/var/mail"};

bool is_below(std::string_view path, std::string_view folder) {
  return folder == "/" ||
         (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

absl::Status check_place(const std::string& path) {
  if (is_below(path, "/home") || is_below(path, "/root")) {
    return base::invalid_argument(path +
                                  " is of a user's own; what their host works on is enabled with: "
                                  "maxosctl user enable NAME");
  }
  const bool closed = std::any_of(kClosedTrees.begin(), kClosedTrees.end(),
                                  [&](auto tree) { return is_below(path, tree); }) ||
                      std::find(kClosed.begin(), kClosed.end(), path) != kClosed.end();
  if (closed) return base::invalid_argument(path + " is of the system, and no agent works there");
  return absl::OkStatus();
}

std::string toml_text(const std::vector<std::string>& roots) {
  std::string list;
  // Plain paths have nothing to escape.
  for (const std::string& root : roots) list.append(list.empty() ? "\"" : ", \"").append(root).append("\"");
  return "# Written by maxosctl root add and remove. A list is taken as a whole: this one has the roots of "
         "the files\n"
         "# before it, too.\n[filesystem]\nroots = [" +
         list + "]\n";
}

std::vector<std::string> opened(const Machine& machine) {
  constexpr std::string_view kKey = "ReadWritePaths=";
  std::vector<std::string> paths;
  const auto text = read_file(machine.etc(std::string(kDropIn)));
  if (!text.ok()) return paths;
  for (const std::string_view line : base::split(*text, '\n')) {
    if (line.starts_with(kKey)) paths.emplace_back(line.substr(kKey.size()));
  }
  return paths;
}

absl::Status write_opened(const Machine& machine, const std::vector<std::string>& paths) {
  const std::string file = machine.etc(std::string(kDropIn));
  if (paths.empty()) return remove_file(file);
  std::string text = "# Written by maxosctl root add and remove.\n[Service]\n";
  for (const std::string& path : paths) text.append("ReadWritePaths=").append(path).append("\n");
  return write_file(file, text);
}

absl::Status write_roots(const Machine& machine, const std::vector<std::string>& roots,
                         const std::vector<std::string>& paths) {
  const std::string file = machine.etc(std::string(kRootsFile));
  MAXOS_RETURN_IF_ERROR(paths.empty() ? remove_file(file) : write_file(file, toml_text(roots)));
  return write_opened(machine, paths);
}

// A mount namespace is made when a service starts, so the host has to; the front end only reads its files
// again.
absl::Status apply(const Machine& machine) {
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"daemon-reload"}));
  MAXOS_RETURN_IF_ERROR(machine.systemctl({"try-restart", "maxos-agents.service"}));
  return machine.systemctl({"try-reload-or-restart", "maxos-grpc.service"});
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> file_roots(const Machine& machine) {
  const auto loaded = config::load(machine.etc(std::string(kConfig)));
  if (!loaded.ok()) return base::annotate(loaded.status(), "the configuration is broken");
  return loaded->config.filesystem.roots;
}

absl::StatusOr<std::string> add_root(const Machine& machine, const std::string& path) {
  MAXOS_RETURN_IF_ERROR(needs_root(machine, "root add " + path));
  if (path.empty() || path.front() != '/')
    return base::invalid_argument("'" + path + "' is not an absolute path");
  const auto found = machine.directory(path);
  if (!found.ok()) return base::annotate(found.status(), "no root can be made of it");
  const std::string& folder = found->real_path;
  if (!is_plain_path(folder)) {
    return base::invalid_argument(folder +
                                  " has characters that a unit file reads otherwise; letters, digits and "
                                  "_ . / - + @ , = are fine");
  }
  MAXOS_RETURN_IF_ERROR(check_place(folder));
  const auto roots = file_roots(machine);
  if (!roots.ok()) return roots.status();
  for (const std::string& root : *roots) {
    if (is_below(folder, root))
      return base::invalid_argument(
          std::string(folder).append(" is below the root ").append(root).append(" already"));
    if (is_below(root, folder))
      return base::invalid_argument(
          std::string(folder).append(" is above the root ").append(root).append("; remove that one first"));
  }
  std::vector<std::string> wanted = *roots;
  wanted.push_back(folder);
  const std::vector<std::string> before = opened(machine);
  std::vector<std::string> paths = before;
  if (!contains(paths, folder)) paths.push_back(folder);
  MAXOS_RETURN_IF_ERROR(write_roots(machine, wanted, paths));
  if (const auto now = file_roots(machine); !now.ok() || !contains(*now, folder)) {
    MAXOS_RETURN_IF_ERROR(write_roots(machine, *roots, before));
    return base::failed_precondition(
        "a file of /etc/maxos/maxos-grpc.d that comes after 60-roots.toml sets "
        "filesystem.roots: add " +
        folder + " there, or take the key out");
  }
  MAXOS_RETURN_IF_ERROR(apply(machine));
  return folder +
         " is a root now. What lies there is reached as user maxos, which needs the rights for it, such as "
         "by: "
         "setfacl -R -m u:maxos:rwX -d -m u:maxos:rwX " +
         folder;
}

absl::StatusOr<std::string> remove_root(const Machine& machine, const std::string& path) {
  MAXOS_RETURN_IF_ERROR(needs_root(machine, "root remove " + path));
  std::vector<std::string> paths = opened(machine);
  if (!contains(paths, path)) {
    return base::not_found(path + " was not added by maxosctl root add" +
                           (paths.empty() ? std::string() : "; that were: " + base::join(paths, ", ")));
  }
  const auto before = file_roots(machine);
  if (!before.ok()) return before.status();
  const std::vector<std::string> paths_before = paths;
  std::vector<std::string> roots = *before;
  std::erase(roots, path);
  std::erase(paths, path);
  MAXOS_RETURN_IF_ERROR(write_roots(machine, roots, paths));
  if (const auto now = file_roots(machine); !now.ok()) {
    MAXOS_RETURN_IF_ERROR(write_roots(machine, *before, paths_before));
    return base::failed_precondition(path + " stays: without it " +
                                     std::string(base::message_of(now.status())));
  }
  MAXOS_RETURN_IF_ERROR(apply(machine));
  return path + " is no root any more; what lies there stays.";
}

}  // namespace maxos::ctl
