// Where a command reads and writes, and how it says what is wrong.
#pragma once

#include <cstddef>
#include <ostream>
#include <string_view>

#include "ctl/options.h"
#include "ctl/trouble.h"

namespace maxos::ctl {

// main fills it from the process, tests from strings.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  // Whether people watch `out`: progress bar, screen that is redrawn, lines cut at its width.
  bool out_is_tty = false;
  // Descriptor that a question is answered on; -1 when nobody can be asked.
  int answers = -1;
  // Descriptor that `understand --jsonl` reads its lines from.
  int input = -1;
  // Columns of the screen.
  std::size_t width = 80;

  // Columns that a table may have; 0 where nobody's screen is.
  std::size_t table_width() const { return out_is_tty ? width : 0; }
};

// What is wrong and what to do, on `err`: "maxosctl: …". `advice` may be empty.
void complain(std::ostream& err, std::string_view message, std::string_view advice);

// Tells the trouble in the form asked for and returns its exit code.
ExitCode fail(Terminal& terminal, const Options& options, const Trouble& trouble);

}  // namespace maxos::ctl
