#include "agents/proc_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/fd.h"
#include "base/text.h"

namespace maxos::agents {

std::optional<std::string> read_small_file_at(int directory, const char* path, std::size_t max_bytes) {
  const base::UniqueFd fd(::openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return std::nullopt;
  std::string content;
  constexpr std::size_t kStep = 4096;
  while (content.size() < max_bytes) {
    const std::size_t before = content.size();
    content.resize(std::min(before + kStep, max_bytes));
    const ssize_t got = ::read(fd.get(), content.data() + before, content.size() - before);
    content.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
  }
  return content;
}

std::optional<std::string> read_small_file(const std::string& path, std::size_t max_bytes) {
  return read_small_file_at(AT_FDCWD, path.c_str(), max_bytes);
}

std::string read_line(const std::string& path) {
  std::string content = read_small_file(path, 4096).value_or("");
  content.erase(content.find_last_not_of('\0') + 1);
  return std::string(base::trim(content));
}

std::string_view field(std::string_view text, std::string_view key, char separator) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t at = line.find(separator);
    if (at != std::string_view::npos && base::trim(line.substr(0, at)) == key)
      return base::trim(line.substr(at + 1));
  }
  return {};
}

std::optional<unsigned long long> leading_number(std::string_view text) {
  unsigned long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

}  // namespace maxos::agents
