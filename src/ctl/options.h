// The command line of maxosctl.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/address.h"

namespace maxos::ctl {

enum class Command {
  help,
  own_version,
  ask,
  stream,
  understand,
  health,
  agents,
  capabilities,
  units,
  version,
  // Of the administrator: the daemon is not asked.
  user,
  root
};

struct Options {
  Command command = Command::help;
  // ask, stream, understand: the sentence. capabilities: the agent, or empty. user: the account. root: the
  // path.
  std::string text;
  // user: enable, disable or list. root: add, remove or list.
  std::string action;
  // units: what to do, and the globs.
  std::vector<std::string> words;
  Address address;
  bool json = false;
  // understand: the sentences come on standard input.
  bool jsonl = false;
  bool watch = false;
  std::chrono::milliseconds watch_interval{2'000};
  bool yes = false;
  // For one call, connecting included.
  std::chrono::milliseconds timeout{0};
  // Somebody said how long, with --timeout.
  bool timeout_given = false;
  // What the request carries, --session, --domain and --dry-run among it.
  std::map<std::string, std::string> context;
};

// Reads the command line; `environment_address` is $MAXOS_ADDRESS or empty. InvalidArgument says what is
// wrong with it and what there is instead. Uses getopt_long(3), hence not thread-safe.
absl::StatusOr<Options> parse_options(int argc, const char* const* argv,
                                      std::string_view environment_address);

// Whether a command line that cannot be read asks for JSON, for what is wrong with it to be said so.
bool says_json(int argc, const char* const* argv);

// What --help prints.
std::string_view usage_text();

}  // namespace maxos::ctl
