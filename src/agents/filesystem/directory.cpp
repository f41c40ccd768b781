#include "agents/filesystem/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>

#include "agents/filesystem/glob.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

bool is_file(const DirectoryEntry& entry) {
  return (entry.info.stx_mode & S_IFMT) == S_IFREG;
}
bool is_directory(const DirectoryEntry& entry) {
  return (entry.info.stx_mode & S_IFMT) == S_IFDIR;
}

std::uint64_t sort_size(const DirectoryEntry& entry) {
  return is_file(entry) ? entry.info.stx_size : 0;
}

// Whether `a` comes before `b`. A total order: names are unique in a directory.
bool before(const DirectoryEntry& a, const DirectoryEntry& b, SortOrder sort) {
  switch (sort) {
    case SortOrder::name:
      break;
    case SortOrder::size:
      if (sort_size(a) != sort_size(b)) return sort_size(a) > sort_size(b);
      // Among equals files first: somebody who asks for sizes asks for files.
      if (is_file(a) != is_file(b)) return is_file(a);
      break;
    case SortOrder::time: {
      const auto& x = a.info.stx_mtime;
      const auto& y = b.info.stx_mtime;
      if (x.tv_sec != y.tv_sec) return x.tv_sec > y.tv_sec;
      if (x.tv_nsec != y.tv_nsec) return x.tv_nsec > y.tv_nsec;
      break;
    }
    case SortOrder::type:
      if (is_directory(a) != is_directory(b)) return is_directory(a);
      if ((a.info.stx_mode & S_IFMT) != (b.info.stx_mode & S_IFMT)) {
        return (a.info.stx_mode & S_IFMT) > (b.info.stx_mode & S_IFMT);
      }
      break;
  }
  return a.name < b.name;
}

// The names of a directory as the kernel gives them: readdir(3) would take a copy of the descriptor, and ask
// four times what is known.
class Names {
 public:
  explicit Names(int fd) : fd_(fd) {}

  // nullptr at the end, and on failure with errno set, which is 0 at the end.
  const dirent64* next() {
    if (at_ >= filled_) {
      const ssize_t got = ::getdents64(fd_, buffer_.get(), kBufferBytes);
      if (got == 0) errno = 0;
      if (got <= 0) return nullptr;
      filled_ = static_cast<std::size_t>(got);
      at_ = 0;
    }
    const auto* found = reinterpret_cast<const dirent64*>(buffer_.get() + at_);
    at_ += found->d_reclen;
    return found;
  }

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{32} * 1024;

  const int fd_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  const std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
};

}  // namespace

absl::StatusOr<Listing> read_directory(int fd, const ListOptions& options, const ExecutionContext& context) {
  const auto order = [sort = options.sort](const DirectoryEntry& a, const DirectoryEntry& b) {
    return before(a, b, sort);
  };
  Listing listing;
  // A heap whose front is the last of those kept.
  auto& kept = listing.entries;
  Names names(fd);
  for (;;) {
    MAXOS_RETURN_IF_ERROR(context.check());
    const dirent64* found = names.next();
    if (found == nullptr) {
      if (errno != 0) return base::from_errno(errno, "Cannot read the directory to its end");
      break;
    }
    const std::string_view name = found->d_name;
    if (name == "." || name == "..") continue;
    // A pattern that itself begins with a dot asks for hidden names, as in a shell.
    if (name.front() == '.' && !options.hidden && !options.pattern.starts_with('.')) {
      ++listing.hidden_left_out;
      continue;
    }
    if (!options.pattern.empty() && !glob_matches(options.pattern, name)) {
      ++listing.unmatched;
      continue;
    }
    DirectoryEntry entry;
    entry.name = name;
    if (::statx(fd, found->d_name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, &entry.info) !=
        0) {
      if (errno == ENOENT) continue;  // vanished since it was read
      entry.known = false;
      entry.info = {};
      entry.info.stx_mode = static_cast<std::uint16_t>(DTTOIF(found->d_type));
    }
    ++listing.total;
    if (is_file(entry)) {
      ++listing.files;
      listing.file_bytes += entry.info.stx_size;
    }
    if (is_directory(entry)) ++listing.directories;
    if (kept.size() == options.limit) {
      if (!order(entry, kept.front())) continue;
      std::pop_heap(kept.begin(), kept.end(), order);
      kept.pop_back();
    }
    kept.push_back(std::move(entry));
    std::push_heap(kept.begin(), kept.end(), order);
  }
  std::sort_heap(kept.begin(), kept.end(), order);
  return listing;
}

}  // namespace maxos::agents
