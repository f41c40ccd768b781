// The options of maxos-grpcd.
#pragma once

#include <absl/status/statusor.h>

#include <filesystem>

namespace maxos::daemon {

struct CommandLine {
  enum class Action { serve, check_config, print_version, print_help } action = Action::serve;
  // Empty: the embedded defaults.
  std::filesystem::path config_file;
  // Folder of the sockets that lead to the agent hosts. Empty: it starts one of its own.
  std::filesystem::path hosts;
};

// InvalidArgument names the option that is not known, and those that are.
absl::StatusOr<CommandLine> parse_command_line(int argc, char** argv);

extern const char* const kHelp;

}  // namespace maxos::daemon
