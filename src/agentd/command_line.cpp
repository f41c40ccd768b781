#include "agentd/command_line.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace maxos::agentd {
namespace {

std::optional<HostKind> kind_named(std::string_view name) {
  if (name == "files") return HostKind::files;
  if (name == "system") return HostKind::system;
  if (name == "user") return HostKind::user;
  return std::nullopt;
}

absl::Status take_kind(CommandLine& line, std::string_view value) {
  const auto kind = kind_named(value);
  if (!kind)
    return base::invalid_argument("--class is one of files, system and user, not " + std::string(value));
  if (!line.has(*kind)) line.kinds.push_back(*kind);
  return absl::OkStatus();
}

absl::Status take_connection(CommandLine& line, std::string_view value) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), line.connection);
  if (error == std::errc() && end == value.data() + value.size() && line.connection >= 3)
    return absl::OkStatus();
  return base::invalid_argument("--connection needs the number of an open descriptor, 3 or more");
}

}  // namespace

const char* const kHelp =
    "maxos-agentd - carries out what maxos-grpcd asks of it\n"
    "\n"
    "  maxos-agentd --class files|system|user [--class ...] [--config FILE] [--connection N]\n"
    "  maxos-agentd --version\n"
    "  maxos-agentd --help\n"
    "\n"
    "--class may be given more than once (files and system together). The listening socket comes from "
    "systemd;\n"
    "--connection names a connected one instead. It is started by systemd or by maxos-grpcd, not by hand.\n"
    "See maxos-agentd(8) and maxos-grpc.toml(5).\n";

bool CommandLine::has(HostKind kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

absl::StatusOr<CommandLine> parse_command_line(int argc, char** argv) {
  CommandLine line;
  for (int at = 1; at < argc; ++at) {
    const std::string_view word = argv[at];
    if (word == "--version" || word == "--help" || word == "-h") {
      line.action =
          word == "--version" ? CommandLine::Action::print_version : CommandLine::Action::print_help;
      return line;
    }
    const std::size_t equals = word.find('=');
    const std::string_view option = word.substr(0, equals);
    if (option != "--class" && option != "--config" && option != "--connection") {
      return base::invalid_argument("unknown option " + std::string(word) +
                                    "; there are --class, --config, --connection, --version and --help");
    }
    if (equals == std::string_view::npos && at + 1 >= argc) {
      return base::invalid_argument(std::string(option) + " needs a value");
    }
    const std::string_view value = equals == std::string_view::npos ? argv[++at] : word.substr(equals + 1);
    if (option == "--class") {
      MAXOS_RETURN_IF_ERROR(take_kind(line, value));
    } else if (option == "--connection") {
      MAXOS_RETURN_IF_ERROR(take_connection(line, value));
    } else {
      line.config_file = value;
    }
  }
  if (line.kinds.empty()) return base::invalid_argument("--class is missing: files, system or user");
  if (line.has(HostKind::user) && line.kinds.size() > 1) {
    return base::invalid_argument("--class user stands alone");
  }
  return line;
}

}  // namespace maxos::agentd
