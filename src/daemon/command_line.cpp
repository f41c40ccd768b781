#include "daemon/command_line.h"

#include <string>
#include <string_view>

#include "base/status.h"

namespace maxos::daemon {

const char* const kHelp =
    "maxos-grpcd - answers plain sentences about this machine over gRPC\n"
    "\n"
    "  maxos-grpcd [--config FILE]                 serve until SIGTERM; SIGHUP reloads\n"
    "  maxos-grpcd --check-config [--config FILE]  read the configuration, print its faults, exit 0 or 1\n"
    "  maxos-grpcd --version\n"
    "  maxos-grpcd --help\n"
    "\n"
    "Without --config the embedded defaults hold. FILE's drop-ins are read too (FILE without .toml, with "
    ".d).\n"
    "Listening sockets come from systemd, else from server.listen of the configuration.\n"
    "See maxos-grpcd(8) and maxos-grpc.toml(5).\n";

absl::StatusOr<CommandLine> parse_command_line(int argc, char** argv) {
  CommandLine line;
  for (int at = 1; at < argc; ++at) {
    const std::string_view option = argv[at];
    if (option == "--check-config") {
      line.action = CommandLine::Action::check_config;
    } else if (option == "--version") {
      line.action = CommandLine::Action::print_version;
    } else if (option == "--help" || option == "-h") {
      line.action = CommandLine::Action::print_help;
    } else if (option == "--config" || option.starts_with("--config=")) {
      const bool inline_value = option != "--config";
      if (!inline_value && at + 1 >= argc)
        return base::invalid_argument("--config needs a file: --config FILE");
      line.config_file =
          inline_value ? std::string(option.substr(sizeof("--config=") - 1)) : std::string(argv[++at]);
      if (line.config_file.empty()) return base::invalid_argument("--config needs a file: --config FILE");
    } else {
      return base::invalid_argument("unknown option " + std::string(option) +
                                    "; there are --config FILE, --check-config, --version and --help");
    }
  }
  return line;
}

}  // namespace maxos::daemon
