// maxos-grpcd: the front end. See maxos-grpcd(8).
#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <string>

#include "base/status.h"
#include "daemon/command_line.h"
#include "daemon/daemon.h"
#include "daemon/language_model.h"

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

// A connection takes two descriptors; the soft limit of a login shell is often 1,024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// One heap for all threads: each further one that glibc makes keeps megabytes of what was once in flight, and
// the threads' own caches take nearly all of the contention (scripts/bench, memory and throughput).
void keep_one_heap() {
  mallopt(M_ARENA_MAX, 1);
}

int complain(const absl::Status& status) {
  std::fprintf(stderr, "maxos-grpcd: %s\n", std::string(maxos::base::message_of(status)).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using maxos::daemon::CommandLine;
  const auto line = maxos::daemon::parse_command_line(argc, argv);
  if (!line.ok()) return complain(line.status()) + 1;
  if (line->action == CommandLine::Action::print_help)
    return std::fputs(maxos::daemon::kHelp, stdout) < 0 ? 1 : 0;
  if (line->action == CommandLine::Action::print_version)
    return std::puts("maxos-grpcd " MAXOS_VERSION) < 0 ? 1 : 0;

  auto loaded = maxos::config::load(line->config_file);
  if (!loaded.ok()) return complain(loaded.status());
  if (line->action == CommandLine::Action::check_config) {
    for (const std::string& warning : loaded->warnings)
      std::fprintf(stderr, "maxos-grpcd: warning: %s\n", warning.c_str());
    if (const auto model = maxos::daemon::open_language_model(loaded->config.language); !model.ok())
      return complain(model.status());
    return std::puts("The configuration is good.") < 0 ? 1 : 0;
  }
  block_signals();
  raise_descriptor_limit();
  keep_one_heap();
  return maxos::daemon::serve(*line, *std::move(loaded));
}
