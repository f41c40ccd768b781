// The options of maxos-agentd.
#pragma once

#include <absl/status/statusor.h>

#include <filesystem>
#include <vector>

namespace maxos::agentd {

// What a host is for. `files` and `user` carry out the same; `user` acts for the one user that it runs as.
enum class HostKind { files, system, user };

struct CommandLine {
  enum class Action { serve, print_version, print_help } action = Action::serve;
  // Not empty; `user` stands alone.
  std::vector<HostKind> kinds;
  // Empty: the embedded defaults.
  std::filesystem::path config_file;
  // A connected socket that is open already: the front end started this process by hand. -1: there is none.
  int connection = -1;

  bool has(HostKind kind) const;
};

// InvalidArgument names the option that is wrong, and those that there are.
absl::StatusOr<CommandLine> parse_command_line(int argc, char** argv);

extern const char* const kHelp;

}  // namespace maxos::agentd
