#include "platform/procfs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>

namespace maxos::platform {
namespace {

constexpr std::size_t kFirstBuffer = 8192;

// O_NONBLOCK: a FIFO in the place of a file must not hold the reader.
int open_for_reading(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

template <typename T>
std::optional<T> to_number(std::string_view word) {
  T value{};
  const char* const end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, value);
  if (word.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

bool KeptFile::open() {
  if (fd_) {
    // A file that was replaced keeps its old content behind our descriptor. Files of /proc always have a
    // link.
    struct stat info {};
    if (fstat(fd_.get(), &info) == 0 && info.st_nlink > 0) return true;
  }
  fd_.reset(open_for_reading(path_));
  struct statfs filesystem {};
  in_proc_ = fd_ && fstatfs(fd_.get(), &filesystem) == 0 && filesystem.f_type == PROC_SUPER_MAGIC;
  return static_cast<bool>(fd_);
}

bool KeptFile::unchanged() const {
  if (!in_proc_ || !fd_ || buffer_.empty()) return false;
  pollfd change{fd_.get(), POLLPRI, 0};
  return poll(&change, 1, 0) == 0;
}

std::optional<std::string_view> KeptFile::read() {
  if (!open()) return std::nullopt;
  if (buffer_.empty()) buffer_.resize(kFirstBuffer);
  std::size_t size = 0;
  for (;;) {
    if (size == buffer_.size()) {
      if (size >= kMaxBytes) return std::nullopt;
      buffer_.resize(std::min(size * 4, kMaxBytes));
    }
    const ssize_t got =
        pread(fd_.get(), buffer_.data() + size, buffer_.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      fd_.reset();
      return std::nullopt;
    }
    if (got == 0) return std::string_view(buffer_.data(), size);
    size += static_cast<std::size_t>(got);
  }
}

std::optional<std::string> read_small_file(const std::string& path, std::size_t max_bytes) {
  const base::UniqueFd fd(open_for_reading(path));
  if (!fd) return std::nullopt;
  std::string text(max_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > max_bytes) return std::nullopt;
  text.resize(size);
  return text;
}

std::optional<std::string_view> next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) {
    text = {};
    return std::nullopt;
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::string_view next_word(std::string_view& line) {
  std::size_t start = 0;
  while (start < line.size() && is_blank(line[start])) ++start;
  std::size_t end = start;
  while (end < line.size() && !is_blank(line[end])) ++end;
  const std::string_view word = line.substr(start, end - start);
  line.remove_prefix(end);
  return word;
}

std::optional<std::uint64_t> to_u64(std::string_view word) {
  return to_number<std::uint64_t>(word);
}
std::optional<std::int64_t> to_i64(std::string_view word) {
  return to_number<std::int64_t>(word);
}

std::optional<double> to_double(std::string_view word) {
  const auto value = to_number<double>(word);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

std::optional<std::string_view> find_line(std::string_view text, std::string_view key) {
  while (const auto line = next_line(text)) {
    if (line->substr(0, key.size()) == key) return line->substr(key.size());
  }
  return std::nullopt;
}

}  // namespace maxos::platform
