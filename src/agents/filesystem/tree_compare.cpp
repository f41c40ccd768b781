#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <utility>
#include <vector>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/roots.h"
#include "agents/filesystem/tree_copy.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;

absl::Status differs(const std::string& path, std::string_view how) {
  return base::failed_precondition("The copy of " + display_name(path, PATH_MAX) + " is not the same (" +
                                   std::string(how) + "): it was changed while it was copied. Ask again.");
}

bool same_time(const statx_timestamp& a, const statx_timestamp& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

class Comparison {
 public:
  explicit Comparison(const ExecutionContext& context) : context_(context), one_(kBuffer), other_(kBuffer) {}

  absl::Status entry(int a, const std::string& a_name, int b, const std::string& b_name,
                     const std::string& path) {
    struct statx x {};
    struct statx y {};
    if (!look(a, a_name.c_str(), x)) return base::from_errno(errno, "Cannot look at " + display_name(path));
    if (!look(b, b_name.c_str(), y)) return differs(path, "it is missing");
    // The bits that run a program as its owner go when the owner cannot be kept.
    constexpr std::uint32_t kCompared = S_IFMT | 0777U;
    if ((x.stx_mode & kCompared) != (y.stx_mode & kCompared)) return differs(path, "mode");
    if (!same_time(x.stx_mtime, y.stx_mtime)) return differs(path, "time");
    if (is_directory(x)) return absl::OkStatus();
    if (x.stx_size != y.stx_size) return differs(path, "size");
    if ((x.stx_mode & S_IFMT) == S_IFLNK) return links(a, a_name, b, b_name, path);
    return contents(a, a_name, b, b_name, path);
  }

 private:
  static absl::Status links(int a, const std::string& a_name, int b, const std::string& b_name,
                            const std::string& path) {
    std::array<char, PATH_MAX> x{};
    std::array<char, PATH_MAX> y{};
    const ssize_t x_size = ::readlinkat(a, a_name.c_str(), x.data(), x.size());
    const ssize_t y_size = ::readlinkat(b, b_name.c_str(), y.data(), y.size());
    return x_size >= 0 && x_size == y_size && x == y ? absl::OkStatus() : differs(path, "target");
  }

  absl::Status contents(int a, const std::string& a_name, int b, const std::string& b_name,
                        const std::string& path) {
    const base::UniqueFd x(open_beneath(a, a_name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    const base::UniqueFd y(open_beneath(b, b_name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    if (!x || !y) return base::from_errno(errno, "Cannot read " + display_name(path, PATH_MAX));
    for (;;) {
      MAXOS_RETURN_IF_ERROR(context_.check());
      const ssize_t got = ::read(x.get(), one_.data(), one_.size());
      if (got < 0) return base::from_errno(errno, "Cannot read " + display_name(path, PATH_MAX));
      for (ssize_t have = 0; have < got;) {
        const ssize_t more = ::read(y.get(), other_.data() + have, static_cast<std::size_t>(got - have));
        if (more <= 0) return differs(path, "content");
        have += more;
      }
      if (got == 0) return absl::OkStatus();
      if (!std::equal(one_.begin(), one_.begin() + got, other_.begin())) return differs(path, "content");
    }
  }

  const ExecutionContext& context_;
  std::vector<char> one_;
  std::vector<char> other_;
};

}  // namespace

absl::Status compare_trees(const Place& source, int copy_directory, const std::string& copy_name,
                           const ExecutionContext& context) {
  Comparison comparison(context);
  MAXOS_RETURN_IF_ERROR(
      comparison.entry(source.parent.get(), source.name, copy_directory, copy_name, source.path));
  base::UniqueFd top(open_subdirectory(source.parent.get(), source.name.c_str()));
  if (!top) return errno == ENOTDIR || errno == ELOOP ? absl::OkStatus() : change_failed(errno, source.path);
  auto descent = Descent::create(std::move(top), source.path);
  if (!descent.ok()) return descent.status();
  DirectoryStack copies;
  MAXOS_RETURN_IF_ERROR(copies.push(base::UniqueFd(open_subdirectory(copy_directory, copy_name.c_str()))));
  std::size_t skipped = 0;
  for (;;) {
    const auto event = descent->next(context);
    if (!event.ok()) return event.status();
    if (*event == Descent::Event::end) return absl::OkStatus();
    const bool own = is_own_name(descent->name());
    if (*event == Descent::Event::leave) {
      if (skipped > 0) {
        --skipped;
      } else {
        MAXOS_RETURN_IF_ERROR(copies.pop());
      }
    } else if (own || skipped > 0) {
      if (*event == Descent::Event::enter) ++skipped;
    } else if (*event == Descent::Event::entry) {
      MAXOS_RETURN_IF_ERROR(comparison.entry(descent->directory(), descent->name(), copies.top(),
                                             descent->name(), descent->path()));
    } else {
      base::UniqueFd copy(open_subdirectory(copies.top(), descent->name().c_str()));
      if (!copy) return differs(descent->path(), "it is missing");
      MAXOS_RETURN_IF_ERROR(comparison.entry(descent->directory(), "", copy.get(), "", descent->path()));
      MAXOS_RETURN_IF_ERROR(copies.push(std::move(copy)));
    }
  }
}

}  // namespace maxos::agents
