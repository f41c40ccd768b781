#include "agents/system/mount_probe.h"

#include <fcntl.h>

#include <cerrno>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "base/status.h"

namespace maxos::agents {
namespace {

// Threads that may hang at once.
constexpr std::size_t kMostWaiting = 4;

}  // namespace

Probed ask_mount(const std::string& path) {
  Probed probed;
  const bool good = ::statx(AT_FDCWD, path.c_str(), AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_MNT_ID,
                            &probed.place) == 0 &&
                    ::statvfs(path.c_str(), &probed.size) == 0;
  if (!good) probed.error = errno;
  return probed;
}

struct MountProbe::State {
  struct Question {
    std::optional<Probed> answer;
  };

  Ask ask;
  std::mutex mutex;
  std::condition_variable answered;
  std::map<std::string, std::shared_ptr<Question>> waiting;
};

MountProbe::MountProbe(Ask ask) : state_(std::make_shared<State>()) {
  state_->ask = ask ? std::move(ask) : ask_mount;
}

absl::StatusOr<Probed> MountProbe::probe(const std::string& path, std::chrono::milliseconds limit) {
  std::unique_lock lock(state_->mutex);
  std::shared_ptr<State::Question> question;
  if (const auto known = state_->waiting.find(path); known != state_->waiting.end()) {
    question = known->second;
  } else {
    if (state_->waiting.size() >= kMostWaiting)
      return base::exhausted("several file systems do not answer; no further one is asked until they do");
    question = std::make_shared<State::Question>();
    state_->waiting.emplace(path, question);
    try {
      // Detached: it cannot be joined while the kernel holds it, and it touches nothing but what it shares.
      std::thread([state = state_, question, path] {
        const Probed probed = state->ask(path);
        {
          const std::lock_guard done(state->mutex);
          question->answer = probed;
          state->waiting.erase(path);
        }
        state->answered.notify_all();
      }).detach();
    } catch (const std::system_error& error) {
      state_->waiting.erase(path);
      return base::unavailable(std::string("no thread could be started: ") + error.what());
    }
  }
  if (!state_->answered.wait_for(lock, limit, [&] { return question->answer.has_value(); }))
    return base::deadline_exceeded("it did not answer within " + std::to_string(limit.count()) + " ms");
  return *question->answer;
}

}  // namespace maxos::agents
