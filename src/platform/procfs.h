// Reading the small text files of /proc and /sys. Nothing here fails loudly: a part that is missing, cannot
// be read or was caught half-written gives an empty optional, never a made-up number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"

namespace maxos::platform {

// One file that is read again and again. Its descriptor is kept: pread costs half of open, read and close.
// One thread at a time.
class KeptFile {
 public:
  // Longer files are not read at all; /proc/stat of a machine with a thousand CPUs has some 100 KiB.
  static constexpr std::size_t kMaxBytes = std::size_t{4} << 20U;

  explicit KeptFile(std::string path) : path_(std::move(path)) {}

  // The whole text, valid until the next read(). Empty when the file cannot be opened or read now; the next
  // call tries again from the start, so that a file which appears later is found.
  std::optional<std::string_view> read();

  // Whether the kernel says that read() would give the same text again. Known of the files in /proc that can
  // be polled for changes (/proc/self/mountinfo, proc(5)) alone; of others the answer would be wrong. False
  // before the first read(), after a failed one, and outside of /proc.
  bool unchanged() const;

  const std::string& path() const { return path_; }

 private:
  bool open();

  std::string path_;
  base::UniqueFd fd_;
  bool in_proc_ = false;
  std::string buffer_;
};

// The whole text of a file of at most `max_bytes` that is read seldom. Empty as for KeptFile::read().
std::optional<std::string> read_small_file(const std::string& path, std::size_t max_bytes = 4096);

// Takes the next complete line off `text`, without its line break. Empty at the end, and for a last line
// without a line break: the kernel ends every line, so that one is torn and its last number may lack digits.
std::optional<std::string_view> next_line(std::string_view& text);

// Takes the next word off `line`; words are parted by spaces and tabs. Empty string at the end.
std::string_view next_word(std::string_view& line);

// The number that is all of `word`: decimal digits only, in range. Empty otherwise.
std::optional<std::uint64_t> to_u64(std::string_view word);
std::optional<std::int64_t> to_i64(std::string_view word);
// As "12.5"; finite, no exponent needed.
std::optional<double> to_double(std::string_view word);

// What follows `key` in the line that starts with it ("cpu " is not "cpu0"): the rest of the line. Empty when
// there is none.
std::optional<std::string_view> find_line(std::string_view text, std::string_view key);

}  // namespace maxos::platform
