#include "agents/filesystem/descent.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "agents/filesystem/roots.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// Bytes of names read at once; few where a tree is deep, since every level keeps its own.
constexpr std::size_t kChunk = 32 * 1024;
constexpr std::size_t kSmallChunk = 2 * 1024;
constexpr std::size_t kDeep = 128;

}  // namespace

bool look(int directory, const char* name, struct statx& info) {
  return ::statx(directory, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
                 STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID, &info) == 0;
}

bool is_directory(const struct statx& info) {
  return (info.stx_mode & S_IFMT) == S_IFDIR;
}

bool same_inode(const struct statx& a, const struct statx& b) {
  return a.stx_ino == b.stx_ino && a.stx_dev_major == b.stx_dev_major && a.stx_dev_minor == b.stx_dev_minor;
}

int open_subdirectory(int directory, const char* name) {
  return open_beneath(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

absl::StatusOr<Descent> Descent::create(base::UniqueFd top, std::string path) {
  Descent descent;
  Frame frame;
  if (!look(top.get(), "", frame.info))
    return base::from_errno(errno, "Cannot look at " + display_name(path));
  descent.top_path_ = std::move(path);
  descent.info_ = frame.info;
  MAXOS_RETURN_IF_ERROR(descent.stack_.push(std::move(top)));
  descent.frames_.push_back(std::move(frame));
  return descent;
}

std::uint64_t Descent::parent_inode() const {
  const bool itself = last_ == Event::enter || last_ == Event::leave;
  if (itself && frames_.size() < 2) return 0;
  return frames_[frames_.size() - (itself ? 2 : 1)].info.stx_ino;
}

std::string Descent::path() const {
  std::string path = top_path_;
  for (std::size_t i = 1; i < frames_.size(); ++i) path.append("/").append(frames_[i].name);
  if (last_ == Event::entry) path.append("/").append(name_);
  return path;
}

absl::Status Descent::rewind() {
  Frame& frame = frames_.back();
  frame.names.clear();
  frame.position = 0;
  frame.read_all = false;
  if (::lseek(stack_.top(), 0, SEEK_SET) < 0) return base::from_errno(errno, "Cannot read a directory again");
  return absl::OkStatus();
}

absl::Status Descent::read_more(Frame& frame) {
  alignas(dirent64) std::array<char, kChunk> buffer;  // NOLINT(*-member-init): filled by the kernel
  const std::size_t size = frames_.size() > kDeep ? kSmallChunk : kChunk;
  const ssize_t length = ::getdents64(stack_.top(), buffer.data(), size);
  if (length < 0) return base::from_errno(errno, "Cannot read " + display_name(path(), PATH_MAX));
  if (length == 0) {
    frame.read_all = true;
    return absl::OkStatus();
  }
  for (ssize_t at = 0; at < length;) {
    const auto* found = reinterpret_cast<const dirent64*>(buffer.data() + at);
    at += found->d_reclen;
    frame.position = found->d_off;
    const std::string_view name = found->d_name;
    if (name != "." && name != "..") frame.names.emplace_back(name);
  }
  return absl::OkStatus();
}

// Sets name and info, and enters a directory. False: it is not there any more.
absl::StatusOr<bool> Descent::look_at(std::string name) {
  const int directory = stack_.top();
  name_ = std::move(name);
  last_ = Event::entry;
  if (!look(directory, name_.c_str(), info_)) {
    if (errno == ENOENT) return false;
    return base::from_errno(errno, "Cannot look at " + display_name(path(), PATH_MAX));
  }
  if (!is_directory(info_)) return true;
  base::UniqueFd fd(open_subdirectory(directory, name_.c_str()));
  if (!fd) {
    if (errno == ENOENT) return false;
    return base::from_errno(errno, "Cannot open the directory " + display_name(path(), PATH_MAX));
  }
  if (!look(fd.get(), "", info_)) {
    return base::from_errno(errno, "Cannot look at " + display_name(path(), PATH_MAX));
  }
  MAXOS_RETURN_IF_ERROR(stack_.push(std::move(fd)));
  Frame frame;
  frame.name = name_;
  frame.info = info_;
  frames_.push_back(std::move(frame));
  last_ = Event::enter;
  return true;
}

absl::StatusOr<Descent::Event> Descent::next(const ExecutionContext& context) {
  MAXOS_RETURN_IF_ERROR(context.check());
  if (last_ == Event::leave) {
    MAXOS_RETURN_IF_ERROR(stack_.pop());
    frames_.pop_back();
    last_ = Event::entry;
    if (stack_.reopened() && ::lseek(stack_.top(), frames_.back().position, SEEK_SET) < 0) {
      return base::from_errno(errno, "Cannot go on reading a directory");
    }
  }
  for (;;) {
    Frame& frame = frames_.back();
    while (frame.names.empty() && !frame.read_all) MAXOS_RETURN_IF_ERROR(read_more(frame));
    if (frame.names.empty()) {
      name_ = frame.name;
      info_ = frame.info;
      last_ = Event::leave;
      if (frames_.size() > 1) return last_;
      last_ = Event::entry;
      return Event::end;
    }
    std::string name = std::move(frame.names.back());
    frame.names.pop_back();
    const auto there = look_at(std::move(name));
    if (!there.ok()) return there.status();
    if (*there) return last_;
  }
}

}  // namespace maxos::agents
