#include "agents/filesystem/roots.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "agents/accounts.h"
#include "agents/filesystem/descent.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/json.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// As many as the kernel follows (path_resolution(7)).
constexpr int kMaxLinksFollowed = 40;
// Components of one path, links included: a bound for what strangers send.
constexpr std::size_t kMaxComponents = 4096;
// Directories of one path that are open at once: a path of 4095 bytes has two thousand.
constexpr std::size_t kOpenComponents = 32;

bool is_link(const struct statx& info) {
  return (info.stx_mode & S_IFMT) == S_IFLNK;
}
absl::Status failed(int error, std::string_view path) {
  const std::string name = display_name(path, PATH_MAX);
  switch (error) {
    case ENOENT:
      return base::not_found(name + " does not exist.");
    case EACCES:
    case EPERM:
      return base::denied("The service has no permission to reach " + name + ".");
    case ENAMETOOLONG:
      return base::invalid_argument("A name in " + display_name(path) + " is longer than file names can be.");
    case ENOSYS:
      return base::unavailable("File access needs the system call openat2 (Linux 5.6 or newer).");
    default:
      return base::from_errno(error, "Cannot reach " + name);
  }
}

bool on_procfs(int fd) {
  struct statfs info {};
  return ::fstatfs(fd, &info) == 0 && info.f_type == PROC_SUPER_MAGIC;
}

}  // namespace

absl::StatusOr<base::UniqueFd> open_directory(const Resolved& resolved) {
  // By its name in the parent: "." would ask for search permission too, which a directory that may only be
  // read lacks.
  const std::string name = resolved.parent ? resolved.path.substr(resolved.path.rfind('/') + 1) : ".";
  const int from = resolved.parent ? resolved.parent.get() : resolved.fd.get();
  base::UniqueFd fd(open_beneath(from, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  if (!fd && (errno == EACCES || errno == EPERM)) {
    return base::denied("The service has no permission to list " + display_name(resolved.path, PATH_MAX) +
                        ".");
  }
  if (!fd) return failed(errno, resolved.path);
  struct statx info {};
  if (::statx(fd.get(), "", AT_EMPTY_PATH, STATX_INO, &info) != 0) return failed(errno, resolved.path);
  if (id_of(info) != id_of(resolved.info)) {
    return base::not_found(display_name(resolved.path, PATH_MAX) +
                           " was replaced while it was looked at. Ask again.");
  }
  return fd;
}

// Where a walk stands.
struct Roots::Walk {
  const std::string& asked;
  int root = -1;
  // The root first, then one entry for each component that was entered.
  std::vector<Resolved> stack;
  // What is still to be entered, last first.
  std::vector<std::string> pending;
  int links = 0;

  std::string path_of(const std::string& component) const {
    const std::string& parent = stack.back().path;
    return parent == "/" ? "/" + component : parent + "/" + component;
  }
};

Roots::Roots(const std::vector<std::string>& roots, std::string home,
             const std::vector<std::string>& protected_paths)
    : home_(home.empty() ? own_home() : std::move(home)), protected_(ProtectedFiles::of(protected_paths)) {
  for (const std::string& root : roots) roots_.push_back(normal(root));
}

Roots Roots::of(const HandlerEnvironment& environment) {
  const auto config = environment.config();
  return {config->filesystem.roots, config->filesystem.home, environment.protected_paths};
}

Roots Roots::of_transactions(const HandlerEnvironment& environment) {
  Roots roots = of(environment);
  roots.for_transactions_ = true;
  return roots;
}

std::string Roots::root_of_path(std::string_view path) const {
  const int root = root_of(path);
  return root < 0 ? std::string() : roots_[static_cast<std::size_t>(root)];
}

std::string Roots::needed_below(std::string_view path) const {
  for (const auto* list : {&std::as_const(roots_), &protected_->paths()}) {
    for (const std::string& needed : *list) {
      if (within(needed, path)) return needed;
    }
  }
  return {};
}

std::vector<struct statx> Roots::forbidden_files(bool and_roots) const {
  std::vector<struct statx> files = protected_->look();
  if (and_roots) {
    for (const std::string& name : roots_) {
      struct statx info {};
      if (::statx(AT_FDCWD, name.c_str(), 0, STATX_INO, &info) == 0) files.push_back(info);
    }
  }
  return files;
}

absl::StatusOr<std::string> Roots::absolute(std::string_view asked, const Values& context) const {
  constexpr std::array<std::string_view, 5> kHomes = {"~", "home", "home directory", "my home directory",
                                                      "my home"};
  if (asked.size() >= PATH_MAX) return base::invalid_argument("The path is longer than 4095 bytes.");
  if (asked.find('\0') != std::string_view::npos)
    return base::invalid_argument("The path contains a NUL byte.");
  if (std::find(kHomes.begin(), kHomes.end(), asked) != kHomes.end()) return home_;
  if (asked.starts_with('/')) return std::string(asked);
  if (asked.starts_with("~/")) return home_ + std::string(asked.substr(1));
  if (asked.starts_with('~')) {
    return base::invalid_argument(display_name(asked) +
                                  " names another user's home directory, which is not supported. "
                                  "Name the directory itself, for example /srv/data.");
  }
  const auto cwd = context.find("cwd");
  const bool usable = cwd != context.end() && cwd->second.starts_with('/') && cwd->second.size() < PATH_MAX &&
                      cwd->second.find('\0') == std::string::npos && root_of(cwd->second) >= 0;
  const std::string& base = usable ? cwd->second : home_;
  return asked.empty() ? base : base + "/" + std::string(asked);
}

int Roots::root_of(std::string_view path) const {
  const std::string text = normal(path);
  int best = -1;
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    if (!within(text, roots_[i])) continue;
    if (best < 0 || roots_[i].size() > roots_[static_cast<std::size_t>(best)].size())
      best = static_cast<int>(i);
  }
  return best;
}

absl::Status Roots::outside(std::string_view path) const {
  std::string text = display_name(path, 512);
  if (roots_.empty()) {
    text.append(
        " cannot be reached: this service may use no directory at all. An administrator can name some");
  } else {
    text.append(" is outside the ").append(roots_.size() == 1 ? "directory" : "directories");
    text.append(" this service may use: ")
        .append(base::join(roots_, ", "))
        .append(". An administrator can add directories");
  }
  text.append(" as roots in the section [filesystem] of /etc/maxos/maxos-grpc.toml.");
  return base::denied(text);
}

bool Roots::is_protected(std::string_view path) const {
  return std::any_of(protected_->paths().begin(), protected_->paths().end(),
                     [&](const std::string& p) { return within(path, p); });
}

std::size_t Roots::protected_levels(std::string_view directory) const {
  std::size_t levels = 0;
  for (const std::string& path : protected_->paths()) {
    if (!within(path, directory)) continue;
    const std::string_view below = std::string_view(path).substr(directory == "/" ? 0 : directory.size());
    levels = std::max(levels, components_of(below).size());
  }
  return levels;
}

absl::Status Roots::enter_root(int root, Walk& walk) const {
  const std::string& path = roots_[static_cast<std::size_t>(root)];
  Resolved at;
  at.path = path;
  at.fd.reset(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!at.fd) return failed(errno, path);
  if (::statx(at.fd.get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &at.info) != 0)
    return failed(errno, path);
  walk.root = root;
  walk.stack.clear();
  walk.stack.push_back(std::move(at));
  return absl::OkStatus();
}

absl::Status Roots::follow_link(const Resolved& link, Walk& walk) const {
  // Links of procfs are not text: what they say and where they lead are two things.
  if (on_procfs(link.fd.get())) {
    return base::denied(display_name(link.path, PATH_MAX) +
                        " is a link of the kernel, which this service does not follow.");
  }
  if (++walk.links > kMaxLinksFollowed) {
    return base::invalid_argument(display_name(walk.asked, PATH_MAX) +
                                  " goes through too many symbolic links.");
  }
  std::array<char, PATH_MAX> target{};
  const ssize_t length = ::readlinkat(link.fd.get(), "", target.data(), target.size());
  if (length < 0) return failed(errno, link.path);
  const std::string_view text(target.data(), static_cast<std::size_t>(length));
  std::string_view rest = text;
  std::string normal_text;
  if (text.starts_with('/')) {
    const int root = root_of(text);
    if (root < 0) return outside(link.path + " -> " + std::string(text));
    MAXOS_RETURN_IF_ERROR(enter_root(root, walk));
    normal_text = normal(text);
    const std::string& root_path = roots_[static_cast<std::size_t>(root)];
    rest = std::string_view(normal_text).substr(root_path == "/" ? 0 : root_path.size());
  }
  auto components = components_of(rest);
  if (walk.pending.size() + components.size() > kMaxComponents) {
    return base::invalid_argument(display_name(walk.asked) + " has too many components.");
  }
  walk.pending.insert(walk.pending.end(), std::make_move_iterator(components.rbegin()),
                      std::make_move_iterator(components.rend()));
  return absl::OkStatus();
}

absl::Status Roots::enter(const std::string& component, FinalLink final_link, Walk& walk) const {
  if (!is_directory(walk.stack.back().info)) {
    return base::not_found(display_name(walk.asked, PATH_MAX) + " does not exist: " +
                           display_name(walk.stack.back().path, PATH_MAX) + " is not a directory.");
  }
  if (component == "..") {
    if (walk.stack.size() == 1) return outside(walk.asked);
    walk.stack.pop_back();
    return reopen(walk.stack.back(), walk);
  }
  Resolved next;
  next.path = walk.path_of(component);
  next.fd.reset(open_beneath(walk.stack.back().fd.get(), component.c_str(), O_PATH | O_NOFOLLOW));
  if (!next.fd) {
    const int error = errno;
    absl::Status status = failed(error, next.path);
    // A dangling link is named too: the path in the message is not the one that was asked for.
    if (error == ENOENT && walk.links > 0)
      return base::annotate(status, display_name(walk.asked, PATH_MAX) + " is a broken link");
    return status;
  }
  if (::statx(next.fd.get(), "", AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME,
              &next.info) != 0) {
    return failed(errno, next.path);
  }
  if (is_link(next.info) && (final_link == FinalLink::follow || !walk.pending.empty()))
    return follow_link(next, walk);
  walk.stack.push_back(std::move(next));
  // The root stays open: the way back to the others begins there.
  if (walk.stack.size() > kOpenComponents + 1) walk.stack[walk.stack.size() - kOpenComponents].fd.reset();
  return absl::OkStatus();
}

absl::Status Roots::reopen(Resolved& at, const Walk& walk) const {
  if (at.fd) return absl::OkStatus();
  const Resolved& root = walk.stack.front();
  const std::string below = at.path.substr(root.path == "/" ? 1 : root.path.size() + 1);
  at.fd.reset(open_beneath(root.fd.get(), below.c_str(), O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS));
  if (!at.fd) return failed(errno, at.path);
  struct statx info {};
  if (::statx(at.fd.get(), "", AT_EMPTY_PATH, STATX_INO, &info) != 0) return failed(errno, at.path);
  if (id_of(info) == id_of(at.info)) return absl::OkStatus();
  return base::not_found(display_name(at.path, PATH_MAX) + " was moved while it was looked at. Ask again.");
}

absl::StatusOr<Resolved> Roots::resolve(std::string_view path, FinalLink final_link,
                                        const ExecutionContext& context) const {
  const std::string asked(path);
  const int root = root_of(asked);
  if (root < 0) return outside(asked);

  const auto guarded = [&, &files = protected_->recent()](const Resolved& at) {
    return is_protected(at.path) || std::any_of(files.begin(), files.end(), [&](const struct statx& info) {
             return id_of(info) == id_of(at.info);
           });
  };

  Walk walk{.asked = asked, .stack = {}, .pending = {}};
  MAXOS_RETURN_IF_ERROR(enter_root(root, walk));
  const std::string& root_path = roots_[static_cast<std::size_t>(root)];
  const std::string text = normal(asked);
  walk.pending = components_of(std::string_view(text).substr(root_path == "/" ? 0 : root_path.size()));
  std::reverse(walk.pending.begin(), walk.pending.end());
  while (!walk.pending.empty()) {
    MAXOS_RETURN_IF_ERROR(context.check());
    std::string component = std::move(walk.pending.back());
    walk.pending.pop_back();
    if (!for_transactions_ && is_own_name(component)) {
      return base::denied(display_name(asked, PATH_MAX) +
                          " is where this service keeps what was deleted or is being made. To get something "
                          "back, ask for the history of file changes and undo the one that deleted it.");
    }
    MAXOS_RETURN_IF_ERROR(enter(component, final_link, walk));
    if (guarded(walk.stack.back())) {
      return base::denied(display_name(asked, PATH_MAX) +
                          " belongs to this service itself and cannot be reached through it.");
    }
  }
  if (guarded(walk.stack.back())) {
    return base::denied(display_name(asked, PATH_MAX) +
                        " belongs to this service itself and cannot be reached through it.");
  }
  if (walk.stack.size() > 1) MAXOS_RETURN_IF_ERROR(reopen(walk.stack[walk.stack.size() - 2], walk));
  Resolved found = std::move(walk.stack.back());
  if (walk.stack.size() > 1) found.parent = std::move(walk.stack[walk.stack.size() - 2].fd);
  return found;
}

}  // namespace maxos::agents
