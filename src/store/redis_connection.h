// One connection to a Redis server: bytes out, replies in, in order, each with a time limit. No retry, no
// login: redis.cpp has the policy.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/fd.h"
#include "config/config.h"
#include "platform/event_loop.h"
#include "store/redis.h"
#include "store/redis_protocol.h"

namespace maxos::store {

// Loop's thread only. Held by shared_ptr: callbacks may let go of it.
class RedisConnection : public std::enable_shared_from_this<RedisConnection> {
 public:
  using Clock = std::chrono::steady_clock;
  // The reply as it came (errors as Kind::error), or why there is none: Unavailable or DeadlineExceeded.
  using Raw = std::function<void(absl::StatusOr<Reply>)>;

  // Starts to connect as `config` says. `lost` is called once, when the connection cannot be made or ends by
  // itself, and before the commands that wait get their Unavailable (DeadlineExceeded for a time-out); not
  // after close(). Commands may be sent at once.
  static absl::StatusOr<std::shared_ptr<RedisConnection>> open(platform::EventLoop& loop,
                                                               const config::Redis& config,
                                                               std::function<void(const absl::Status&)> lost);
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  // Queues a command; `done` is called exactly once. ResourceExhausted at once when too much waits.
  void send(const Redis::Command& command, Raw done);

  // Whether `commands` more would be taken.
  bool has_room(std::size_t commands) const;

  // Ends it; commands that wait get `why`.
  void close(const absl::Status& why);

  bool idle() const { return pending_.empty(); }
  // When the last reply came, or the connection was made.
  Clock::time_point last_heard() const { return last_heard_; }

 private:
  struct Pending {
    Clock::time_point sent;
    Raw done;
  };

  RedisConnection(platform::EventLoop& loop, const config::Redis& config, base::UniqueFd fd,
                  std::function<void(const absl::Status&)> lost);

  void attach();
  void on_ready(std::uint32_t events);
  bool finish_connect();
  void read_some();
  void deliver_replies();
  void write_some();
  void write_later();
  Clock::time_point due() const;
  void watch_time();
  void on_time();
  void fail(const absl::Status& why);

  platform::EventLoop& loop_;
  const config::Redis config_;
  base::UniqueFd fd_;
  std::function<void(const absl::Status&)> lost_;
  platform::EventLoop::Source io_;
  platform::EventLoop::Source timer_;
  ReplyReader reader_;
  std::deque<Pending> pending_;
  std::string out_;
  std::size_t written_ = 0;
  bool connected_ = false;
  bool closed_ = false;
  bool write_posted_ = false;
  bool timing_ = false;
  const Clock::time_point opened_ = Clock::now();
  Clock::time_point last_heard_;
  Clock::time_point excused_;
  Clock::time_point timer_due_;
};

}  // namespace maxos::store
