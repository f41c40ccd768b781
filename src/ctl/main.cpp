// maxosctl: reads its command line, runs the command, ends with its exit code.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "base/status.h"
#include "ctl/commands.h"
#include "ctl/terminal.h"

int main(int argc, char** argv) {
  using maxos::ctl::ExitCode;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there are no other threads yet.
  const char* environment = std::getenv("MAXOS_ADDRESS");
  const auto options = maxos::ctl::parse_options(argc, argv, environment != nullptr ? environment : "");
  if (!options.ok()) {
    maxos::ctl::Terminal terminal{.out = std::cout, .err = std::cerr};
    maxos::ctl::Options read;
    read.json = maxos::ctl::says_json(argc, argv);
    return static_cast<int>(
        maxos::ctl::fail(terminal, read,
                         {.exit = ExitCode::usage,
                          .code = "INVALID_ARGUMENT",
                          .message = std::string(maxos::base::message_of(options.status())),
                          .advice = ""}));
  }

  // First, so that no thread of gRPC's takes the signals.
  const maxos::ctl::Interrupt interrupt;
  maxos::ctl::Terminal terminal{.out = std::cout,
                                .err = std::cerr,
                                .out_is_tty = isatty(STDOUT_FILENO) == 1,
                                .answers = isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : -1,
                                .input = STDIN_FILENO,
                                .width = maxos::ctl::terminal_width(STDOUT_FILENO)};
  const ExitCode code = maxos::ctl::run(*options, interrupt, terminal);
  if (interrupt.signal() != 0) return 128 + interrupt.signal();
  if (!std::cout.good()) {
    maxos::ctl::complain(std::cerr, "standard output cannot be written", "is the disk full?");
    return static_cast<int>(ExitCode::failed);
  }
  return static_cast<int>(code);
}
