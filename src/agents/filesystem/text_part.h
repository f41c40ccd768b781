// The beginning or the end of a text file, without reading the rest of it.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "agents/agent.h"

namespace maxos::agents {

struct TextPart {
  // As it is in the file, whole lines as far as they fit.
  std::string text;
  std::uint64_t lines = 0;
  // Whether it begins where the file begins, and ends where it ends.
  bool from_start = false;
  bool to_end = false;
  // Cut by the bytes allowed, not by the lines asked for.
  bool cut = false;
};

// At most `lines` lines and `max_bytes` bytes from the beginning, or from the end of a file of `size` bytes.
// `fd` is read by pread(2) alone. InvalidArgument: it holds no text (a NUL byte where it was looked at);
// errors of reading and of context.check().
absl::StatusOr<TextPart> read_head(int fd, std::uint64_t lines, std::size_t max_bytes,
                                   const ExecutionContext& context);
absl::StatusOr<TextPart> read_tail(int fd, std::uint64_t size, std::uint64_t lines, std::size_t max_bytes,
                                   const ExecutionContext& context);

// For a terminal: UTF-8, line feeds and tabs kept, carriage returns at line ends dropped, every other control
// character replaced; at most `max_bytes` bytes, whole lines if possible. `cut` is set when that is not all.
std::string terminal_text(std::string_view text, std::size_t max_bytes, bool& cut);

}  // namespace maxos::agents
