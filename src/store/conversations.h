// What was said, per principal and session: a bounded list with a time to live, in Redis, and in a local
// buffer while Redis is away.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "platform/clock.h"
#include "platform/event_loop.h"
#include "store/redis.h"

namespace maxos::store {

// One exchange. Times are seconds since the epoch.
struct ConversationItem {
  std::string operation_id;
  std::int64_t time = 0;
  std::string text;
  std::string intent;
  std::string slots;  // JSON object
  std::string agent;
  // As the answer's; "dry_run" of a plan that was shown and not carried out.
  std::string status;
  std::string summary;
};

// Thread-safe but for construction and destruction (as Redis).
//
// Items are buffered per conversation (at most config.items each, for the list in Redis holds no more) and
// flushed some milliseconds later: key "maxos:{PRINCIPAL/SESSION}:conversation", a list, oldest first, each
// element one JSON object. One script (EVAL) for each conversation adds what is not there yet, trims and sets
// the time to live in one atomic step, so that it can be sent again after a lost reply, even while the server
// still has the first one before it: no item is there twice, none out of order. Also when several instances
// write to one conversation. A flush that fails keeps its items and is tried again when Redis is up.
//
// Without a Redis (nullptr) the buffer is all there is: it holds what its bounds allow.
class Conversations {
 public:
  // `loop` and `redis` must outlive it.
  Conversations(platform::EventLoop& loop, Redis* redis, const config::Memory& config,
                platform::Clock clock = {});
  ~Conversations();
  Conversations(const Conversations&) = delete;
  Conversations& operator=(const Conversations&) = delete;

  // Adds an item. Never blocks for longer than a short lock, never fails; beyond the bounds the oldest goes.
  // `principal` and `session` may hold any bytes; they are escaped in the key. Of an item's text and summary
  // the first 8 KiB are kept; slots of over 16 KiB, or that are no JSON object, become {}.
  void append(std::string_view principal, std::string_view session, ConversationItem item);

  // The newest `count` items, oldest first, of Redis and the buffer together. `done` is called once, on this
  // thread or the loop's, within `limit`; when Redis is down or slower than that, with what is buffered.
  void recent(std::string_view principal, std::string_view session, std::size_t count,
              std::chrono::milliseconds limit, std::function<void(std::vector<ConversationItem>)> done);

  // Call on the loop's thread when Redis comes up: what waits is flushed.
  void redis_up();

  // Flushes what waits and calls `done` on the loop's thread when it is written or `limit` passed (the stop
  // of the daemon).
  void flush(std::chrono::milliseconds limit, std::function<void()> done);

  // Items that wait now.
  std::size_t buffered() const;
  // Items that the bounds pushed out before they were in Redis, and those Redis would never take, since the
  // start. What a conversation's own newer items push out is not counted: it would have left the list in
  // Redis as well.
  std::uint64_t dropped() const;

  void set_config(const config::Memory& config);

  // The key of a conversation, for tests and documentation.
  static std::string key(std::string_view principal, std::string_view session);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace maxos::store
