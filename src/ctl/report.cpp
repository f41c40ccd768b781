#include "ctl/report.h"

#include "ctl/json.h"
#include "ctl/terminal.h"

namespace maxos::ctl {

void complain(std::ostream& err, std::string_view message, std::string_view advice) {
  err << "maxosctl: " << printable(message, Lines::keep) << "\n";
  if (!advice.empty()) err << "          " << printable(advice, Lines::keep) << "\n";
  err << std::flush;
}

ExitCode fail(Terminal& terminal, const Options& options, const Trouble& trouble) {
  if (options.json) {
    terminal.out << to_json(trouble) << std::endl;
  } else {
    complain(terminal.err, trouble.message, trouble.advice);
  }
  return trouble.exit;
}

}  // namespace maxos::ctl
