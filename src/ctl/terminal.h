// Text for a terminal: nothing that came over the wire may steer it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace maxos::ctl {

enum class Lines { keep, escape };

// `text` with control characters (C0, DEL, C1), line and paragraph separators and bidirectional overrides
// written as \xNN or \uNNNN, malformed UTF-8 as U+FFFD. `Lines::keep` leaves \n and \t as they are.
std::string printable(std::string_view text, Lines lines);

// Columns that `text` takes, one a code point: close enough for alignment, exact for Latin text.
std::size_t columns(std::string_view text);

// The longest prefix of at most `width` columns; "…" marks a cut.
std::string fit(std::string_view text, std::size_t width);

// " 45% message"; percent is brought into 0 to 100.
std::string progress_text(int percent, std::string_view message);

// "[#########           ]  45% message", at most `width` columns; the bar shrinks first and is left out below
// 40 columns.
std::string progress_line(int percent, std::string_view message, std::size_t width);

// Width of the terminal on descriptor `fd`; 80 when it does not say.
std::size_t terminal_width(int fd);

}  // namespace maxos::ctl
