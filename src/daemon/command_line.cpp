#include "daemon/command_line.h"

#include <string>
#include <string_view>

#include "base/status.h"

namespace maxos::daemon {
namespace {

// The path behind an option, as "--option PATH" or "--option=PATH".
absl::Status take_path(const std::string& option, const std::string& what, int argc, char** argv, int& at,
                       std::filesystem::path& path) {
  const std::string_view word = argv[at];
  const bool inline_value = word != option;
  if (inline_value) {
    path = word.substr(option.size() + 1);
  } else if (at + 1 < argc) {
    path = argv[++at];
  }
  if (!path.empty()) return absl::OkStatus();
  std::string message(option);
  message.append(what == "DIR" ? " needs a folder: " : " needs a file: ")
      .append(option)
      .append(" ")
      .append(what);
  return base::invalid_argument(message);
}

}  // namespace

const char* const kHelp =
    "maxos-grpcd - answers plain sentences about this machine over gRPC\n"
    "\n"
    "  maxos-grpcd [--config FILE] [--hosts DIR]   serve until SIGTERM; SIGHUP reloads\n"
    "  maxos-grpcd --check-config [--config FILE]  read the configuration, print its faults, exit 0 or 1\n"
    "  maxos-grpcd --version\n"
    "  maxos-grpcd --help\n"
    "\n"
    "Without --config the embedded defaults hold. FILE's drop-ins are read too (FILE without .toml, with "
    ".d).\n"
    "Listening sockets come from systemd, else from server.listen of the configuration.\n"
    "With --hosts the agent hosts are reached by agents.sock and system.sock in DIR; without, it starts its "
    "own.\n"
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
      MAXOS_RETURN_IF_ERROR(take_path("--config", "FILE", argc, argv, at, line.config_file));
    } else if (option == "--hosts" || option.starts_with("--hosts=")) {
      MAXOS_RETURN_IF_ERROR(take_path("--hosts", "DIR", argc, argv, at, line.hosts));
    } else {
      return base::invalid_argument(
          "unknown option " + std::string(option) +
          "; there are --config FILE, --hosts DIR, --check-config, --version and --help");
    }
  }
  return line;
}

}  // namespace maxos::daemon
