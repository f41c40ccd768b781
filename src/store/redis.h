// A connection to Redis that heals itself, on the event loop.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "platform/event_loop.h"

namespace maxos::store {

// A reply as plain data. `text` holds strings and error messages, `list` the elements of arrays. An error
// that is the whole reply becomes a status; Kind::error is one inside a list.
struct Reply {
  enum class Kind { nil, text, integer, list, error } kind = Kind::nil;
  std::string text;
  std::int64_t integer = 0;
  std::vector<Reply> list;
};

// State as health shows it.
struct RedisState {
  bool up = false;
  // Why it is down, for people ("connection refused on /run/…", "LOADING", "wrong password", "no answer for 1
  // s"); empty when up.
  std::string detail;
};

// Asynchronous and pipelined. Connects by itself, reconnects with backoff and jitter, authenticates, selects
// the database, and counts a connection as up only after a PING that answered PONG and a write (of the key
// kProbeKey, which lives some seconds) that was accepted. LOADING, READONLY, OOM, NOAUTH and the like, a
// time-out or a lost connection make it down; while it is down it is tried again at the backoff's pace. Idle
// and up it wakes nobody: a server that hangs then is found by probe().
class Redis {
 public:
  using Command = std::vector<std::string>;
  // ResourceExhausted for OOM and for too much that waits already, Unavailable for LOADING, READONLY, lost or
  // down, DeadlineExceeded when command_timeout passed, Internal for other error replies (the server stays
  // up).
  using Done = std::function<void(absl::StatusOr<Reply>)>;

  virtual ~Redis() = default;

  // Sends `command` and calls `done` on the loop's thread, exactly once; at once with Unavailable when it is
  // down. Loop's thread only.
  virtual void send(Command command, Done done) = 0;

  // Commands that are sent as one MULTI/EXEC: all or none. Loop's thread only.
  virtual void transaction(std::vector<Command> commands, Done done) = 0;

  // Any thread.
  virtual RedisState state() const = 0;

  // Makes sure that a server that hangs is noticed within command_timeout: sends a PING when it is up,
  // nothing was heard for some time and nothing is outstanding. Call it with each health sample. Any thread;
  // costs two atomic loads when there is nothing to do.
  virtual void probe() {}
};

// What a connection writes to learn whether writes are accepted.
inline constexpr const char* kProbeKey = "maxos:{probe}";

// `on_change` is called on the loop's thread once for each change between up and down, and for the first of
// the two that turns out (for the journal and for what waits); what is sent from within it goes out first.
// `loop` must outlive it. Nothing is connected before the loop runs. Destroy on the loop's thread or after
// the loop ended.
std::unique_ptr<Redis> connect_redis(platform::EventLoop& loop, config::Redis config,
                                     std::function<void(const RedisState&)> on_change);

}  // namespace maxos::store
