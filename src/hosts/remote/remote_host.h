// An agent host in another process.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/fd.h"
#include "health/snapshot.h"
#include "hosts/agent_host.h"
#include "hosts/link/frame_link.h"
#include "hosts/remote/pending_call.h"
#include "platform/event_loop.h"

namespace maxos::hosts {

// Thread-safe but for destruction, which needs the loop to stand still or its thread.
// Callbacks are called on the loop's thread, or on the caller's before the method returns.
//
// It connects when it is first asked, and again by itself, with backoff, as long as something waits. What the
// host had taken up when it ended is answered with an error that says so; what changes nothing is asked again
// once.
class RemoteHost : public AgentHost {
 public:
  using Clock = std::chrono::steady_clock;
  using Sampled = std::function<void(absl::StatusOr<health::Snapshot>)>;

  struct Options {
    // For messages: "the system host".
    std::string name;
    // Gives a connected stream socket. On the loop's thread; must not block.
    std::function<absl::StatusOr<base::UniqueFd>()> connect;
    // Of the declarations that this program was built with.
    std::uint64_t catalogue = 0;
    // A connection without calls is closed after that, so that the host can end itself; 0: never.
    std::chrono::milliseconds idle{0};
    // What to look at when it does not answer: "systemctl status maxos-system".
    std::string advice;
    // On the loop's thread, when it can be reached again or no more.
    std::function<void()> on_change;
  };

  RemoteHost(platform::EventLoop& loop, Options options);
  ~RemoteHost() override;
  RemoteHost(const RemoteHost&) = delete;
  RemoteHost& operator=(const RemoteHost&) = delete;

  void plan(const Call& call, agents::PlanRequest request, Planned done) override;
  void execute(const Call& call, agents::Plan plan, Executed done) override;
  // Its workers are its own watchdog's business.
  bool alive(std::chrono::steady_clock::duration) const override { return true; }

  // A health sample, no older than the host's health.max_age.
  void sample(Sampled done);

  // The present sample, and then each whose verdict is another one as the host sees it, until `stop`; on the
  // loop's thread. An error is the last call: the host is gone, or `stop` has come.
  void watch(std::stop_token stop, Sampled each);

  // Connects before anything is asked, so that the host is there when it is.
  void connect_early();

  // A sentence on why it cannot be reached; nothing when it can, or nobody has tried.
  std::optional<std::string> trouble() const;

  // Answers what still waits, and takes nothing more. On the loop's thread, or when it stands still.
  void close();

 private:
  using Pending = std::shared_ptr<PendingCall>;
  using Calls = std::map<std::uint64_t, Pending>;

  void submit(Pending pending);
  void watch_stop(const Pending& pending);
  Pending take(std::uint64_t id);
  // The call stays; null when it is over.
  Pending find(std::uint64_t id) const;
  // To the host that works at the call; null when it is over, or there is none.
  std::shared_ptr<FrameLink> link_of(std::uint64_t id) const;
  static void send_cancel(FrameLink& link, std::uint64_t id);
  void replan_and_execute(const Call& call, const agents::Plan& plan, Executed done);

  // On the loop's thread:
  void connect();
  void on_frame(std::string_view frame);
  void on_hello(const internal::Hello& hello);
  void on_item(internal::FromHost&& message);
  void on_sample(internal::FromHost&& message);
  void on_planned(internal::FromHost&& message);
  void on_end(const absl::Status& why);
  void lost(std::string why, bool silent);
  void resume();
  void tick();
  void arm();
  bool is_silent(Clock::time_point now);
  std::vector<std::pair<Pending, absl::Status>> overdue(Clock::time_point now);
  absl::Status unreachable() const;
  absl::Status interrupted(std::string_view why) const;
  std::string title() const;

  platform::EventLoop& loop_;
  const Options options_;

  mutable std::mutex mutex_;
  // Under the mutex:
  Calls calls_;
  std::shared_ptr<FrameLink> ready_;  // the link, once the host has said hello
  std::string account_;
  std::string why_;  // it cannot be reached; empty: it can
  Clock::time_point down_since_;
  bool armed_ = false;
  bool closed_ = false;

  // The loop's thread alone:
  std::shared_ptr<FrameLink> link_;
  std::uint64_t next_call_ = 0;  // under the mutex, too
  std::uint64_t instance_ = 0;
  Clock::time_point heard_;
  Clock::time_point asked_;
  bool pinged_ = false;
  Clock::time_point used_;
  std::chrono::milliseconds backoff_{0};
  Clock::time_point retry_at_;
  platform::EventLoop::Source timer_;
  // Functions that were posted do nothing once this is gone.
  std::shared_ptr<RemoteHost*> self_;
  const std::weak_ptr<RemoteHost*> weak_self_;
};

}  // namespace maxos::hosts
