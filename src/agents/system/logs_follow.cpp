#include "agents/system/logs_follow.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stop_token>
#include <utility>

#include "agents/following.h"
#include "agents/json.h"
#include "agents/system/unit_words.h"
#include "base/fd.h"
#include "base/status.h"
#include "platform/journal_follower.h"

namespace maxos::agents {
namespace {

using Clock = ExecutionContext::Clock;

// What an item shows of a message; its entry has more.
constexpr std::size_t kLineBytes = 1024;

// As journalctl(1) shows an entry, without the host: "Nov 26 03:10:22 sshd[812]: Connection closed".
std::string journal_line(const platform::JournalRecord& entry) {
  const auto seconds = static_cast<std::time_t>(entry.time / 1'000'000);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  std::array<char, 32> clock{};
  std::string line(clock.data(), std::strftime(clock.data(), clock.size(), "%b %d %H:%M:%S", &local));
  line.append(" ").append(entry.identifier.empty() ? "unknown" : display_name(entry.identifier));
  if (entry.pid != 0) line.append("[").append(std::to_string(entry.pid)).append("]");
  return line.append(": ").append(display_name(entry.message, kLineBytes));
}

// Readable once the request is to end.
class StopSignal {
 public:
  explicit StopSignal(const std::stop_token& stop)
      : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), on_stop_(stop, Write{fd_.get()}) {}

  int fd() const { return fd_.get(); }
  // Sleeps until then, or until the request is to end.
  void sleep(std::chrono::milliseconds time) const {
    pollfd wait{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    ::poll(&wait, 1, static_cast<int>(time.count()));
  }

 private:
  struct Write {
    int fd;
    void operator()() const { ::eventfd_write(fd, 1); }
  };
  const base::UniqueFd fd_;
  std::stop_callback<Write> on_stop_;
};

}  // namespace

absl::StatusOr<Followed> follow_journal(const std::string& directory, const platform::JournalQuery& query,
                                        std::size_t newest, Clock::time_point end,
                                        const ExecutionContext& context) {
  const auto check = [&] { return context.check(); };
  const StopSignal stop(context.stop());
  if (stop.fd() < 0) return base::from_errno(errno, "making an eventfd");
  auto follower = platform::JournalFollower::open(directory, query, newest, check);
  if (!follower.ok()) return follower.status();
  // The zone may have been changed since the process began.
  ::tzset();
  Followed out;
  while (Clock::now() < end) {
    if (absl::Status status = check(); !status.ok()) return status;
    // The journal keeps what comes meanwhile: nothing is lost on a client that reads slowly.
    if (!context.has_room()) {
      stop.sleep(kSlowReader);
      continue;
    }
    auto entry = follower->next(check);
    if (!entry.ok()) return entry.status();
    if (*entry) {
      context.send({journal_line(**entry), {{"entry", entry_json(**entry)}, {"cursor", follower->cursor()}}});
      ++out.entries;
      continue;
    }
    if (absl::Status status = follower->wait(std::min(end, Clock::now() + kFollowBeat), stop.fd());
        !status.ok())
      return status;
  }
  out.cursor = follower->cursor();
  return out;
}

}  // namespace maxos::agents
