// maxos-agentd: an agent host. See maxos-agentd(8).
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>

#include <cstdio>
#include <string>

#include "agentd/agentd.h"
#include "agentd/command_line.h"
#include "base/status.h"

namespace {

// Signals are read by the event loop alone; blocked here, before any thread is made.
void block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

// No process of the same user may look into this one or take its descriptors.
void close_memory_to_others() {
  prctl(PR_SET_DUMPABLE, 0);
}

// Started by hand, it ends with the front end, however that ends: also when this process cannot read the end
// of the connection, because it is stopped.
void end_with_parent() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int complain(const absl::Status& status) {
  std::fprintf(stderr, "maxos-agentd: %s\n", std::string(maxos::base::message_of(status)).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using maxos::agentd::CommandLine;
  const auto line = maxos::agentd::parse_command_line(argc, argv);
  if (!line.ok()) return complain(line.status()) + 1;
  if (line->action == CommandLine::Action::print_help)
    return std::fputs(maxos::agentd::kHelp, stdout) < 0 ? 1 : 0;
  if (line->action == CommandLine::Action::print_version)
    return std::puts("maxos-agentd " MAXOS_VERSION) < 0 ? 1 : 0;

  close_memory_to_others();
  if (line->connection >= 0) end_with_parent();
  auto loaded = maxos::config::load(line->config_file);
  if (!loaded.ok()) return complain(loaded.status());
  block_signals();
  // One heap for all threads: each further one that glibc makes keeps megabytes of what was once in use.
  mallopt(M_ARENA_MAX, 1);
  return maxos::agentd::serve(*line, *std::move(loaded));
}
