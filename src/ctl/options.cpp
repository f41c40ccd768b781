#include "ctl/options.h"

#include <getopt.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/status.h"
#include "base/text.h"

namespace maxos::ctl {
namespace {

constexpr std::chrono::milliseconds kRequestTimeout{300'000};
constexpr std::chrono::milliseconds kQuickTimeout{10'000};
constexpr double kMaxSeconds = 86'400;
constexpr double kMinWatchSeconds = 0.1;
constexpr double kMinTimeoutSeconds = 0.001;

struct CommandName {
  std::string_view name;
  Command command;
};
constexpr std::array kCommands{
    CommandName{"ask", Command::ask},
    CommandName{"stream", Command::stream},
    CommandName{"understand", Command::understand},
    CommandName{"health", Command::health},
    CommandName{"agents", Command::agents},
    CommandName{"units", Command::units},
    CommandName{"version", Command::version},
    CommandName{"capabilities", Command::capabilities},
    CommandName{"user", Command::user},
    CommandName{"root", Command::root},
    CommandName{"help", Command::help},
};

absl::Status refuse(const std::string& message) {
  return base::invalid_argument(message + "; see maxosctl --help");
}

bool acts(Command command) {
  return command == Command::ask || command == Command::stream;
}

bool takes_context(Command command) {
  return acts(command) || command == Command::understand;
}

absl::StatusOr<std::chrono::milliseconds> seconds(std::string_view what, std::string_view text,
                                                  double least) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= kMaxSeconds)) {
    return refuse(std::string(what) + " '" + std::string(text) + "' is not a number of seconds from " +
                  base::decimal(least, 3) + " to " + base::decimal(kMaxSeconds, 0));
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(value * 1000));
}

// getopt_long(3) with its state reset and its messages made by us.
class Arguments {
 public:
  struct Given {
    int option = 0;
    std::string value;
  };

  static absl::StatusOr<Arguments> read(int argc, const char* const* argv) {
    static constexpr std::array kLong{option{"address", required_argument, nullptr, 'a'},
                                      option{"context", required_argument, nullptr, 'c'},
                                      option{"domain", required_argument, nullptr, 'd'},
                                      option{"dry-run", no_argument, nullptr, 'n'},
                                      option{"help", no_argument, nullptr, 'h'},
                                      option{"json", no_argument, nullptr, 'j'},
                                      option{"jsonl", no_argument, nullptr, 'l'},
                                      option{"session", required_argument, nullptr, 's'},
                                      option{"timeout", required_argument, nullptr, 't'},
                                      option{"version", no_argument, nullptr, 'V'},
                                      option{"watch", no_argument, nullptr, 'w'},
                                      option{"yes", no_argument, nullptr, 'y'},
                                      option{nullptr, 0, nullptr, 0}};
    // Those without a value.
    constexpr std::string_view kPlain = "nhjlVwy";
    Arguments out;
    // getopt_long moves pointers, not text: a copy of the pointers is enough.
    std::vector<char*> copy;
    copy.reserve(static_cast<std::size_t>(argc) + 1);
    for (int i = 0; i < argc; ++i) copy.push_back(const_cast<char*>(argv[i]));
    copy.push_back(nullptr);
    optind = 0;
    opterr = 0;
    for (;;) {
      // NOLINTNEXTLINE(concurrency-mt-unsafe): called by main alone, before there are threads.
      const int found = getopt_long(argc, copy.data(), ":a:c:d:nhjs:t:Vwy", kLong.data(), nullptr);
      if (found == -1) break;
      const std::string word = copy[static_cast<std::size_t>(std::max(1, optind - 1))];
      if (found == ':') return refuse("option '" + word + "' needs a value");
      if (found == '?' && optopt != 0 && kPlain.find(static_cast<char>(optopt)) != std::string_view::npos) {
        return refuse("option '" + word + "' takes no value");
      }
      if (found == '?') {
        return refuse("option '" + (optopt == 0 ? word : std::string("-") + static_cast<char>(optopt)) +
                      "' is not known or not unique (a word of TEXT that starts with - goes after --)");
      }
      out.given.push_back({found, optarg != nullptr ? optarg : ""});
    }
    for (int i = optind; i < argc; ++i) out.words.emplace_back(copy[static_cast<std::size_t>(i)]);
    return out;
  }

  std::vector<Given> given;
  std::vector<std::string> words;
};

absl::Status add_context(Options& options, std::string key, std::string value) {
  if (key.empty()) return refuse("--context: the key is empty; give key=value");
  if (!options.context.emplace(key, std::move(value)).second) {
    return refuse("the context key '" + key + "' is given twice");
  }
  return absl::OkStatus();
}

absl::Status add_pair(Options& options, const std::string& pair) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string::npos) return refuse("--context '" + pair + "' is not of the form key=value");
  return add_context(options, pair.substr(0, equals), pair.substr(equals + 1));
}

absl::Status set_command(Options& options, const Arguments& arguments) {
  if (arguments.words.empty()) return refuse("no command given");
  const std::string& word = arguments.words.front();
  for (const auto& [name, command] : kCommands) {
    if (name != word) continue;
    options.command = command;
    return absl::OkStatus();
  }
  return refuse("'" + word +
                "' is not a command; there are ask, stream, understand, health, agents, capabilities, units, "
                "version, user and root");
}

// "enable alice", "add /data", "list".
absl::Status set_action(Options& options, const std::string& name, const std::vector<std::string>& rest) {
  const bool user = options.command == Command::user;
  const std::array<std::string_view, 2> changes = {user ? "enable" : "add", user ? "disable" : "remove"};
  const std::string operand = user ? "NAME" : "PATH";
  const std::string forms = name + " " + std::string(changes[0]) + " " + operand + ", " + name + " " +
                            std::string(changes[1]) + " " + operand + " and " + name + " list";
  if (rest.empty()) return refuse("there are " + forms);
  options.action = rest.front();
  const bool changes_something = std::ranges::find(changes, options.action) != changes.end();
  if (!changes_something && options.action != "list")
    return refuse("'" + name + " " + options.action + "' is not a command; there are " + forms);
  const std::size_t wanted = changes_something ? 2 : 1;
  if (rest.size() < wanted) return refuse(name + " " + options.action + " needs a " + operand);
  if (rest.size() > wanted) return refuse(name + ": '" + rest[wanted] + "' is one word too many");
  if (changes_something) options.text = rest[1];
  return absl::OkStatus();
}

absl::Status set_units(Options& options, const std::vector<std::string>& rest) {
  const std::string verb = rest.empty() ? "" : rest.front();
  const bool changes = verb == "allow" || verb == "forget";
  if (verb != "list" && !changes) return refuse("units: there are list, allow GLOB... and forget GLOB...");
  if (changes && rest.size() < 2) return refuse("units " + verb + ": which? For example nginx.service");
  if (!changes && rest.size() > 1) return refuse("units list: '" + rest[1] + "' is one word too many");
  options.words = rest;
  return absl::OkStatus();
}

absl::Status set_words(Options& options, const Arguments& arguments) {
  const std::vector<std::string> rest(arguments.words.begin() + 1, arguments.words.end());
  const std::string& name = arguments.words.front();
  if (options.command == Command::user || options.command == Command::root)
    return set_action(options, name, rest);
  if (takes_context(options.command) && !options.jsonl) {
    options.text = base::join(rest, " ");
    if (base::trim(options.text).empty()) {
      return refuse("what shall be asked? For example: maxosctl " + name + " \"what's my system uptime?\"");
    }
    return absl::OkStatus();
  }
  if (options.command == Command::help) return absl::OkStatus();
  if (options.command == Command::units) return set_units(options, rest);
  const std::size_t most =
      options.command == Command::capabilities || (options.command == Command::health && options.watch) ? 1
                                                                                                        : 0;
  if (rest.size() > most) return refuse(name + ": '" + rest[most] + "' is one word too many");
  if (rest.empty()) return absl::OkStatus();
  if (options.command == Command::capabilities) {
    options.text = rest.front();
    return absl::OkStatus();
  }
  const auto interval = seconds("--watch", rest.front(), kMinWatchSeconds);
  if (!interval.ok()) return interval.status();
  options.watch_interval = *interval;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Options> parse_options(int argc, const char* const* argv,
                                      std::string_view environment_address) {
  for (int i = 1; i < argc; ++i) {
    if (!base::is_utf8(argv[i])) {
      return refuse("argument " + std::to_string(i) + " is not valid UTF-8; run maxosctl in a UTF-8 locale");
    }
  }
  auto arguments = Arguments::read(argc, argv);
  if (!arguments.ok()) return arguments.status();

  Options options;
  std::string address(environment_address.empty() ? kDefaultAddress : environment_address);
  std::optional<std::chrono::milliseconds> timeout;
  bool of_requests = false;
  bool of_actions = false;
  for (const auto& [name, value] : arguments->given) {
    absl::Status status;
    switch (name) {
      case 'h':
        return options;
      case 'V':
        options.command = Command::own_version;
        return options;
      case 'a':
        address = value;
        break;
      case 'j':
        options.json = true;
        break;
      case 'l':
        options.jsonl = true;
        break;
      case 'w':
        options.watch = true;
        break;
      case 'y':
        options.yes = of_actions = true;
        break;
      case 't': {
        const auto read = seconds("--timeout", value, kMinTimeoutSeconds);
        if (!read.ok()) return read.status();
        timeout = *read;
        break;
      }
      case 'n':
        of_actions = true;
        status = add_context(options, "dry_run", "true");
        break;
      case 's':
        of_requests = true;
        status = add_context(options, "session", value);
        break;
      case 'd':
        of_requests = true;
        status = add_context(options, "domain", value);
        break;
      default:
        of_requests = true;
        status = add_pair(options, value);
        break;
    }
    if (!status.ok()) return status;
  }

  if (auto status = set_command(options, *arguments); !status.ok()) return status;
  if (options.watch && options.command != Command::health) return refuse("--watch goes with health alone");
  if (options.jsonl && options.command != Command::understand) {
    return refuse("--jsonl goes with understand alone");
  }
  if (of_actions && !acts(options.command)) {
    return refuse("--dry-run and --yes go with ask and stream alone");
  }
  if (of_requests && !takes_context(options.command)) {
    return refuse("--context, --session and --domain go with ask, stream and understand alone");
  }
  if (auto status = set_words(options, *arguments); !status.ok()) return status;
  auto parsed = parse_address(address);
  if (!parsed.ok()) return parsed.status();
  options.address = *std::move(parsed);
  options.timeout_given = timeout.has_value();
  options.timeout = timeout.value_or(acts(options.command) ? kRequestTimeout : kQuickTimeout);
  return options;
}

bool says_json(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return false;
    if (word == "--json" || word == "-j") return true;
  }
  return false;
}

std::string_view usage_text() {
  return R"(Usage: maxosctl [OPTION...] COMMAND

Asks maxos-grpc, the daemon that answers plain sentences about this machine.

Commands:
  ask TEXT...              ask, and print the answer
  stream TEXT...           ask, and show progress while the daemon works; of
                           what is followed, each piece as it comes
  understand TEXT...       say what TEXT would be taken for; nothing is done
  understand --jsonl       the same for each line {"text":...,"context":{...}}
                           of standard input, one line of JSON each
  health                   how the machine and the service are
  health --watch [SECONDS] again every 2 seconds, or as given, until Ctrl-C
  agents                   the agents that answer, and whether they are ready
  capabilities [AGENT]     everything that can be asked, with examples
  units list               the units that may be started, stopped, … from here
  units allow GLOB...      add units to them, as root; * and ? as in file names
  units forget GLOB...     take them out again, as root
  version                  the versions of maxosctl and of the running daemon

Commands of the administrator:
  user enable NAME         serve the account's requests for files as itself, in
                           its own home directory
  user disable NAME        serve them in the shared workspace again
  user list                the accounts that are enabled
  root add PATH            let the shared workspace have this folder, too
  root remove PATH         take it back
  root list                the folders that files are reached in

Options:
  -a, --address ADDR       unix:/path/of/socket, HOST:PORT or [IPV6]:PORT
                           (default: $MAXOS_ADDRESS, else
                           unix:/run/maxos/grpc.sock)
  -j, --json               JSON on standard output, one object a line
  -t, --timeout SECONDS    longest wait for one answer (default: 300 for ask and
                           stream, 10 for the others)
  -h, --help               this text
  -V, --version            the version of maxosctl

Options of ask, stream and understand:
  -c, --context KEY=VALUE  a context key or a slot by its name; may be repeated
  -s, --session NAME       the conversation that this belongs to
  -d, --domain AGENT       filesystem, system, network, developer or knowledge

Options of ask and stream:
  -n, --dry-run            only say what would be done
  -y, --yes                confirm what asks for confirmation, after showing it

Exit codes: 0 success, 1 failed, 2 wrong use, 3 denied, 4 daemon not reachable,
5 not understood, 6 confirmation required, 7 cancelled, 8 unhealthy,
9 timed out, 10 daemon busy, 130 interrupted.

Examples:
  maxosctl ask what is my system uptime
  maxosctl --json ask "list files in my home directory"
  maxosctl -a localhost:50051 health
)";
}

}  // namespace maxos::ctl
