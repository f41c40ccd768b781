// Lines of a descriptor, as they come.
#pragma once

#include <cstddef>
#include <string>

#include "ctl/interrupt.h"

namespace maxos::ctl {

// For one thread.
class LineReader {
 public:
  // A longer line is cut: no request that the daemon takes is as long.
  static constexpr std::size_t kMaxLine = 1024 * 1024;

  // `fd` stays the caller's.
  LineReader(int fd, const Interrupt& interrupt) : fd_(fd), interrupt_(interrupt) {}

  enum class Next { line, cut_line, end, failed };
  // The next line without its \n; the last one may have none. Blocks; an interrupt makes it `end`. `failed`
  // when the descriptor cannot be read, with errno.
  Next next(std::string& line);

 private:
  // False at the end.
  bool fill();

  const int fd_;
  const Interrupt& interrupt_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool failed_ = false;
};

}  // namespace maxos::ctl
