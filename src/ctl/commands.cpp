#include "ctl/commands.h"

#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <utility>

#include "base/text.h"
#include "ctl/administer.h"
#include "ctl/administration/machine.h"
#include "ctl/client.h"
#include "ctl/conversation.h"
#include "ctl/json.h"
#include "ctl/show.h"
#include "ctl/terminal.h"
#include "ctl/understand.h"
#include "ctl/units.h"

namespace maxos::ctl {
namespace {

std::string now_text() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return base::rfc3339(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

// One run of maxosctl.
class Session {
 public:
  Session(const Options& options, const Interrupt& interrupt, Terminal& terminal)
      : options_(options),
        interrupt_(interrupt),
        terminal_(terminal),
        client_(options.address, options.timeout, interrupt) {}

  ExitCode converse() { return ctl::converse(options_, interrupt_, client_, terminal_); }

  ExitCode understand() { return ctl::understand(options_, interrupt_, client_, terminal_); }

  ExitCode health() {
    const auto result = client_.health();
    if (const auto* trouble = std::get_if<Trouble>(&result)) return fail(terminal_, options_, *trouble);
    const auto& response = std::get<HealthResponse>(result);
    terminal_.out << (options_.json ? to_json(response, "") + "\n" : health_text(response)) << std::flush;
    return exit_code_of_health(response);
  }

  ExitCode watch() {
    while (terminal_.out.good()) {
      const auto result = client_.health();
      if (interrupt_.signal() != 0) break;
      if (const auto* trouble = std::get_if<Trouble>(&result)) {
        // Nothing but time helps against a daemon that is away, and a wrong address or a missing right stays
        // so.
        if (trouble->exit == ExitCode::denied) return fail(terminal_, options_, *trouble);
        show_absence(*trouble);
      } else {
        show_sample(std::get<HealthResponse>(result));
      }
      pollfd wait{.fd = interrupt_.fd(), .events = POLLIN, .revents = 0};
      if (poll(&wait, 1, static_cast<int>(options_.watch_interval.count())) > 0) break;
    }
    return ExitCode::interrupted;
  }

  ExitCode agents() {
    const auto result = client_.agents();
    if (const auto* trouble = std::get_if<Trouble>(&result)) return fail(terminal_, options_, *trouble);
    const auto& response = std::get<ListAgentsResponse>(result);
    terminal_.out << (options_.json ? to_json(response) + "\n" : agents_text(response)) << std::flush;
    return ExitCode::success;
  }

  ExitCode capabilities() {
    const auto result = client_.capabilities(options_.text);
    if (const auto* trouble = std::get_if<Trouble>(&result)) return fail(terminal_, options_, *trouble);
    const auto& response = std::get<ListCapabilitiesResponse>(result);
    if (response.capabilities().empty() && !options_.json) {
      complain(terminal_.err, "the agent " + options_.text + " has no capability in this version", "");
    }
    const bool detail = !options_.text.empty();
    terminal_.out << (options_.json ? to_json(response) + "\n"
                                    : capabilities_text(response, detail, terminal_.table_width()))
                  << std::flush;
    return ExitCode::success;
  }

  ExitCode version() {
    const auto result = client_.health();
    const auto* trouble = std::get_if<Trouble>(&result);
    const std::string server = trouble != nullptr ? "" : std::get<HealthResponse>(result).version();
    if (options_.json) {
      terminal_.out << version_json(MAXOS_VERSION, server) << std::endl;
      return trouble != nullptr ? trouble->exit : ExitCode::success;
    }
    terminal_.out << "maxosctl " MAXOS_VERSION "\n" << std::flush;
    if (trouble != nullptr) return fail(terminal_, options_, *trouble);
    terminal_.out << "maxos-grpcd " << printable(server, Lines::escape) << " at " << options_.address.text()
                  << std::endl;
    return ExitCode::success;
  }

 private:
  void show_sample(const HealthResponse& health) {
    if (options_.json) {
      terminal_.out << to_json(health, now_text()) << std::endl;
    } else if (terminal_.out_is_tty) {
      terminal_.out << "\033[H\033[J" << now_text() << "  every " << seconds_text() << " s, Ctrl-C ends\n"
                    << health_text(health) << std::flush;
    } else {
      terminal_.out << health_line(health, now_text()) << std::endl;
    }
  }

  void show_absence(const Trouble& trouble) {
    if (options_.json) {
      terminal_.out << to_json(trouble) << std::endl;
    } else {
      if (terminal_.out_is_tty) terminal_.out << "\033[H\033[J" << std::flush;
      terminal_.out << now_text() << " no answer: " << printable(trouble.message, Lines::escape) << std::endl;
    }
  }

  std::string seconds_text() const {
    return base::decimal(static_cast<double>(options_.watch_interval.count()) / 1000.0, 1);
  }

  static ExitCode exit_code_of_health(const HealthResponse& health) {
    return health.status() == "healthy" ? ExitCode::success : ExitCode::unhealthy;
  }

  const Options& options_;
  const Interrupt& interrupt_;
  Terminal& terminal_;
  Client client_;
};

}  // namespace

ExitCode run(const Options& options, const Interrupt& interrupt, Terminal& terminal) {
  if (is_administration(options.command)) return administer(options, this_machine(), terminal);
  Session session(options, interrupt, terminal);
  switch (options.command) {
    case Command::help:
      terminal.out << usage_text() << std::flush;
      return ExitCode::success;
    case Command::own_version:
      terminal.out << "maxosctl " MAXOS_VERSION << std::endl;
      return ExitCode::success;
    case Command::ask:
    case Command::stream:
      return session.converse();
    case Command::understand:
      return session.understand();
    case Command::health:
      return options.watch ? session.watch() : session.health();
    case Command::agents:
      return session.agents();
    case Command::capabilities:
      return session.capabilities();
    case Command::units:
      return units(options, {.root = ::geteuid() == 0}, terminal);
    case Command::version:
      return session.version();
    case Command::user:
    case Command::root:
      break;
  }
  return ExitCode::usage;
}

}  // namespace maxos::ctl
