// maxos-netfilter: answers the system host's questions about the packet filter. Started by
// maxos-netfilter.socket, whose listening socket is its standard input; ends when nobody has asked for a
// while.
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/status.h"
#include "netfilter/serve.h"

namespace {

constexpr int kListening = 0;
constexpr int kIdleMilliseconds = 15'000;
constexpr const char* kUsage =
    "Usage: maxos-netfilter --user NAME\n"
    "\n"
    "Answers questions about the kernel's packet filter, and blocks ports in its own table inet maxos.\n"
    "It is started by maxos-netfilter.socket, and by nobody else.\n"
    "\n"
    "  --user NAME  the only account that is answered\n"
    "  --help       this text\n"
    "  --version    the version\n";

std::optional<uid_t> uid_of(const char* name) {
  const passwd* entry = ::getpwnam(name);
  return entry == nullptr ? std::nullopt : std::optional(entry->pw_uid);
}

bool wait_for_caller() {
  pollfd waiting{kListening, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&waiting, 1, kIdleMilliseconds);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

int serve(uid_t user) {
  while (wait_for_caller()) {
    const maxos::base::UniqueFd caller(::accept4(kListening, nullptr, nullptr, SOCK_CLOEXEC));
    if (!caller) {
      if (errno == EINTR || errno == EAGAIN || errno == ECONNABORTED) continue;
      std::perror("<3>maxos-netfilter: standard input is no listening socket");
      return 1;
    }
    const absl::Status status = maxos::netfilter::serve_one(caller.get(), user);
    if (!status.ok())
      std::fprintf(stderr, "<4>maxos-netfilter: %s\n", std::string(maxos::base::message_of(status)).c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word == "--help") return std::fputs(kUsage, stdout) < 0 ? 1 : 0;
  if (word == "--version") return std::puts("maxos-netfilter " MAXOS_VERSION) < 0 ? 1 : 0;
  if (argc != 3 || word != "--user") {
    std::fputs(kUsage, stderr);
    return 2;
  }
  const auto user = uid_of(argv[2]);
  if (!user) {
    std::fprintf(stderr, "<3>maxos-netfilter: there is no account %s\n", argv[2]);
    return 1;
  }
  ::signal(SIGPIPE, SIG_IGN);
  return serve(*user);
}
