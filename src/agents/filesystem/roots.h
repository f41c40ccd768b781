// The one way to a file: below the configured directories, by descriptors, without ever leaving them.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/protected_files.h"
#include "agents/filesystem/walk_directory.h"
#include "agents/handler_environment.h"
#include "base/fd.h"

namespace maxos::agents {

// What a path led to.
struct Resolved {
  // O_PATH: nothing was opened in the sense of reading it, so a FIFO or a device is harmless.
  base::UniqueFd fd;
  // The directory that holds it; none when it is a root itself.
  base::UniqueFd parent;
  // Absolute, without links, "." and "..", below a root.
  std::string path;
  struct statx info {};
};

enum class FinalLink { follow, keep };

// Paths of one request. Made from the configuration in force; not shared between threads.
//
// Each component is opened by openat2 with RESOLVE_BENEATH below the descriptor of the one before; links are
// read and walked here, since the kernel refuses absolute ones that point back into the root. ".." goes back
// to the descriptor we came from. So nothing that is moved or swapped meanwhile leads out.
class Roots {
 public:
  // `protected_paths`: refused even below a root, by name and by inode.
  Roots(const std::vector<std::string>& roots, std::string home,
        const std::vector<std::string>& protected_paths);
  // From the configuration in force.
  static Roots of(const HandlerEnvironment& environment);
  // The same, but for the steps of transactions themselves: reaches the trash and stages (own_names.h) too.
  static Roots of_transactions(const HandlerEnvironment& environment);

  // The path that is meant: "~", "home" and "my home directory" are the configured home, relative ones begin
  // at the context's `cwd` when that is absolute and below a root, else at home. InvalidArgument for "~user"
  // and for what no path can be.
  absl::StatusOr<std::string> absolute(std::string_view asked, const Values& context) const;

  // `path`: absolute. PermissionDenied: outside the roots, protected, or not permitted by the file system;
  // NotFound; InvalidArgument (loops).
  absl::StatusOr<Resolved> resolve(std::string_view path, FinalLink final_link,
                                   const ExecutionContext& context) const;

  // The root that holds `path` (absolute); empty when none does.
  std::string root_of_path(std::string_view path) const;
  // A root or protected path that is `path` or lies below it, by text; empty when there is none.
  std::string needed_below(std::string_view path) const;
  // What must not be reached by another name either: the protected paths; with `and_roots` the roots too.
  std::vector<struct statx> forbidden_files(bool and_roots) const;

  // Text for a path outside the roots.
  absl::Status outside(std::string_view path) const;

  // Whether `path` (normal, absolute) is the service's own or lies in what is.
  bool is_protected(std::string_view path) const;
  // How many levels below `directory` (normal) something of the service's own may begin; 0: nothing does.
  std::size_t protected_levels(std::string_view directory) const;

 private:
  struct Walk;
  // Index of the longest root that `path` is, or is below of, by its text; -1 when there is none.
  int root_of(std::string_view path) const;
  absl::Status enter_root(int root, Walk& walk) const;
  absl::Status enter(const std::string& component, FinalLink final_link, Walk& walk) const;
  absl::Status follow_link(const Resolved& link, Walk& walk) const;
  // Opens one again that was closed to make room, if it was.
  absl::Status reopen(Resolved& at, const Walk& walk) const;

  std::vector<std::string> roots_;
  std::string home_;
  std::shared_ptr<ProtectedFiles> protected_;
  bool for_transactions_ = false;
};

// Opens what resolve() found for listing. PermissionDenied, InvalidArgument when it is no directory.
absl::StatusOr<base::UniqueFd> open_directory(const Resolved& resolved);

}  // namespace maxos::agents
