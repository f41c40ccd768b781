#include "agents/filesystem/tree_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/entry.h"
#include "agents/filesystem/file_copy.h"
#include "agents/filesystem/own_names.h"
#include "agents/json.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// In a stage, beside what is copied: the first copy of each file that has several names.
constexpr const char* kLinks = "links";

class TreeCopy {
 public:
  TreeCopy(int stage, const TreeCount& total, int most, const std::vector<struct statx>& forbidden,
           const ExecutionContext& context)
      : stage_(stage), total_(total), most_(most), forbidden_(forbidden), context_(context) {
    state_.wrote = [this](std::uint64_t bytes) {
      bytes_ += bytes;
      report();
    };
  }

  absl::StatusOr<CopyResult> copy(const Place& source, const std::string& target_name) {
    struct statx info {};
    if (!look(source.parent.get(), source.name.c_str(), info)) return failed("Cannot look at ", source.path);
    if (!is_directory(info)) {
      MAXOS_RETURN_IF_ERROR(
          copy_entry(source.parent.get(), source.name, info, stage_, target_name, source.path));
      return CopyResult{state_.lost_attributes};
    }
    base::UniqueFd top(open_subdirectory(source.parent.get(), source.name.c_str()));
    if (!top) return failed("Cannot open the directory ", source.path);
    if (!look(top.get(), "", info)) return failed("Cannot look at ", source.path);
    base::UniqueFd top_again(::fcntl(top.get(), F_DUPFD_CLOEXEC, 0));
    auto descent = Descent::create(std::move(top), source.path);
    if (!descent.ok()) return descent.status();
    MAXOS_RETURN_IF_ERROR(make_directory(stage_, target_name, source.path));
    MAXOS_RETURN_IF_ERROR(walk(*descent));
    MAXOS_RETURN_IF_ERROR(copy_attributes(top_again.get(), info, targets_.top(), source.path, state_));
    return CopyResult{state_.lost_attributes};
  }

 private:
  static absl::Status failed(std::string_view what, const std::string& path) {
    return base::from_errno(errno, std::string(what) + display_name(path, PATH_MAX));
  }

  absl::Status walk(Descent& descent) {
    for (;;) {
      const auto event = descent.next(context_);
      if (!event.ok()) return event.status();
      switch (*event) {
        case Descent::Event::end:
          return absl::OkStatus();
        case Descent::Event::entry:
          if (is_own_name(descent.name())) continue;
          MAXOS_RETURN_IF_ERROR(copy_entry(descent.directory(), descent.name(), descent.info(),
                                           targets_.top(), descent.name(), descent.path()));
          break;
        case Descent::Event::enter:
          // Only to be gone through: what this service keeps is nobody's to copy.
          if (is_own_name(descent.name()) || skipped_ > 0) {
            ++skipped_;
            break;
          }
          MAXOS_RETURN_IF_ERROR(check_allowed(descent.info(), descent.path()));
          MAXOS_RETURN_IF_ERROR(make_directory(targets_.top(), descent.name(), descent.path()));
          break;
        case Descent::Event::leave:
          if (skipped_ > 0) {
            --skipped_;
            break;
          }
          MAXOS_RETURN_IF_ERROR(
              copy_attributes(descent.directory(), descent.info(), targets_.top(), descent.path(), state_));
          MAXOS_RETURN_IF_ERROR(targets_.pop());
          break;
      }
    }
  }

  absl::Status check_allowed(const struct statx& info, const std::string& path) const {
    const bool forbidden = std::any_of(forbidden_.begin(), forbidden_.end(),
                                       [&](const struct statx& file) { return same_inode(file, info); });
    if (!forbidden) return absl::OkStatus();
    return base::denied(display_name(path, PATH_MAX) + " belongs to this service itself and is not copied.");
  }

  absl::Status make_directory(int parent, const std::string& name, const std::string& path) {
    const std::string what = "Cannot copy " + display_name(path, PATH_MAX);
    if (::mkdirat(parent, name.c_str(), 0700) != 0) return change_failed(errno, what);
    base::UniqueFd fd(open_subdirectory(parent, name.c_str()));
    if (!fd) return change_failed(errno, what);
    // A default ACL of the place it is made in, or its group, is not the original's.
    return targets_.push(std::move(fd));
  }

  absl::Status copy_entry(int source, const std::string& name, const struct statx& info, int target,
                          const std::string& target_name, const std::string& path) {
    if (skipped_ > 0) return absl::OkStatus();
    MAXOS_RETURN_IF_ERROR(check_allowed(info, path));
    ++entries_;
    const std::uint32_t type = info.stx_mode & S_IFMT;
    if (type == S_IFLNK) return copy_link(source, name, info, target, target_name, path);
    if (type != S_IFREG) {
      return base::invalid_argument(display_name(path, PATH_MAX) + " is a " +
                                    std::string(type_words(info.stx_mode)) +
                                    ", which is not copied. Copy the files beside it one by one.");
    }
    report();
    if (info.stx_nlink < 2) return copy_file(source, name, info, target, target_name, path, state_, context_);
    return copy_linked(source, name, info, target, target_name, path);
  }

  // The first name of a file with several is copied and gets another one in the stage, by its inode; the
  // others are linked to that. So neither memory nor the length of paths sets a limit.
  absl::Status copy_linked(int source, const std::string& name, const struct statx& info, int target,
                           const std::string& target_name, const std::string& path) {
    const std::string what = "Cannot copy " + display_name(path, PATH_MAX);
    if (!links_) {
      if (::mkdirat(stage_, kLinks, 0700) != 0) return change_failed(errno, what);
      links_.reset(open_subdirectory(stage_, kLinks));
      if (!links_) return change_failed(errno, what);
    }
    const std::string key = std::to_string(info.stx_dev_major) + "-" + std::to_string(info.stx_dev_minor) +
                            "-" + std::to_string(info.stx_ino);
    if (::linkat(links_.get(), key.c_str(), target, target_name.c_str(), 0) == 0) return absl::OkStatus();
    if (errno != ENOENT && errno != EMLINK) return change_failed(errno, what);
    MAXOS_RETURN_IF_ERROR(copy_file(source, name, info, target, target_name, path, state_, context_));
    if (::linkat(target, target_name.c_str(), links_.get(), key.c_str(), 0) == 0 || errno == EEXIST)
      return absl::OkStatus();
    return change_failed(errno, what);
  }

  void report() {
    // Both count: many small files take as long as a few large ones.
    const double bytes =
        total_.bytes == 0 ? 1.0 : static_cast<double>(bytes_) / static_cast<double>(total_.bytes);
    const double entries =
        total_.entries == 0 ? 1.0 : static_cast<double>(entries_) / static_cast<double>(total_.entries);
    const int percent = static_cast<int>(most_ * std::min(1.0, (bytes + entries) / 2));
    if (percent <= percent_) return;
    percent_ = percent;
    context_.progress(percent, "Copied " + base::human_bytes(bytes_) + " of " +
                                   base::human_bytes(total_.bytes) + " in " +
                                   base::counted(entries_, "entry", "entries"));
  }

  const int stage_;
  const TreeCount& total_;
  const int most_;
  const std::vector<struct statx>& forbidden_;
  const ExecutionContext& context_;
  CopyState state_;
  DirectoryStack targets_;
  base::UniqueFd links_;
  std::uint64_t bytes_ = 0;
  std::uint64_t entries_ = 0;
  std::size_t skipped_ = 0;
  int percent_ = 0;
};

}  // namespace

absl::StatusOr<CopyResult> copy_tree(const Place& source, int stage, const std::string& target_name,
                                     const TreeCount& total, int most,
                                     const std::vector<struct statx>& forbidden,
                                     const ExecutionContext& context) {
  return TreeCopy(stage, total, most, forbidden, context).copy(source, target_name);
}

}  // namespace maxos::agents
