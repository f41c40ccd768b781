#include "store/conversations.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/guarded.h"
#include "base/status.h"
#include "store/conversation_buffer.h"
#include "store/conversation_item.h"

namespace maxos::store {
namespace {

using std::chrono::milliseconds;
using Items = std::vector<ConversationItem>;

// From the first item that waits to the flush.
constexpr milliseconds kFlushDelay{20};
// The same while more comes than a conversation keeps, or after a flush that failed though Redis is up.
constexpr milliseconds kLongFlushDelay{200};
// Conversations written in one turn of the loop.
constexpr int kFlushesInARow = 64;

// Adds the elements ARGV[3…] that the list does not hold yet, keeps the newest -ARGV[1], and sets the time to
// live. Whole elements are compared: the same item always gives the same text. pcall hands errors on as they
// are (OOM, READONLY) in every version of Redis.
constexpr const char* kAddScript = R"lua(
local known = {}
for _, element in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do known[element] = true end
local added = 0
for i = 3, #ARGV do
  if not known[ARGV[i]] then
    local result = redis.pcall('RPUSH', KEYS[1], ARGV[i])
    if type(result) == 'table' and result.err then return result end
    added = added + 1
  end
end
redis.call('LTRIM', KEYS[1], ARGV[1], -1)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return added
)lua";

// The last `count` of `items`.
void keep_newest(Items& items, std::size_t count) {
  if (items.size() > count) items.erase(items.begin(), items.end() - static_cast<std::ptrdiff_t>(count));
}

}  // namespace

struct Conversations::Impl : std::enable_shared_from_this<Conversations::Impl> {
  struct Shared {
    ConversationBuffer buffer;
    config::Memory config;
    // A flush is due: its timer runs, or Redis is down and redis_up() will do it.
    bool scheduled = false;
  };
  // Somebody who waits for the buffer to be empty.
  struct Waiter {
    std::function<void()> done;
    platform::EventLoop::Source timer;
  };

  Impl(platform::EventLoop& event_loop, Redis* server, const config::Memory& config, platform::Clock clocks)
      : loop(event_loop),
        redis(server),
        clock(std::move(clocks)),
        shared(Shared{ConversationBuffer(config), config}) {}

  void append(const std::string& key, ConversationItem item) {
    bound_item(item);
    auto kept = std::make_shared<const ConversationItem>(std::move(item));
    const bool due = shared.with([&](Shared& s) {
      s.buffer.append(key, std::move(kept));
      return redis != nullptr && !std::exchange(s.scheduled, true);
    });
    if (!due) return;
    loop.post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->flush_after(self->next_delay);
    });
  }

  // Loop's thread, with `scheduled` set.
  void flush_after(milliseconds delay) {
    flush_timer = loop.add_timer(delay, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->flush_now();
    });
  }

  void schedule(milliseconds delay) {
    if (!shared.with([](Shared& s) { return std::exchange(s.scheduled, true); })) flush_after(delay);
  }

  void flush_now() {
    flush_timer.reset();
    if (redis == nullptr) return;
    const bool up = redis->state().up;
    // Down: it stays scheduled, so that nothing is posted until redis_up().
    const bool overflowing = shared.with([up](Shared& s) {
      s.scheduled = !up;
      return s.buffer.take_overflowing();
    });
    if (!up) return;
    next_delay = overflowing ? kLongFlushDelay : kFlushDelay;
    for (int i = 0; i < kFlushesInARow; ++i) {
      const auto batch = shared.with([](Shared& s) { return s.buffer.begin_flush(); });
      if (!batch) return;
      send(batch);
    }
    loop.post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->flush_now();
    });
  }

  void send(const ConversationBuffer::Batch& batch) {
    const auto config = shared.with([](const Shared& s) { return s.config; });
    Redis::Command command = {"EVAL",
                              kAddScript,
                              "1",
                              batch.key,
                              "-" + std::to_string(config.items),
                              std::to_string(config.ttl.count())};
    command.reserve(command.size() + batch.items.size());
    for (const SharedItem& item : batch.items) command.push_back(to_json(*item));
    redis->send(std::move(command), [weak = weak_from_this(), key = batch.key,
                                     number = batch.number](const absl::StatusOr<Reply>& reply) {
      if (const auto self = weak.lock()) self->sent(key, number, reply.status());
    });
  }

  void sent(const std::string& key, std::uint64_t number, const absl::Status& status) {
    const bool waiting = shared.with([&](Shared& s) {
      if (absl::IsInternal(status)) {
        s.buffer.refuse_flush(key, number);
      } else {
        s.buffer.end_flush(key, number, status.ok());
      }
      return s.buffer.waiting();
    });
    if (waiting) schedule(status.ok() ? next_delay : kLongFlushDelay);
    tell_waiters();
  }

  void tell_waiters() {
    if (waiters.empty() || shared.with([](const Shared& s) { return s.buffer.size() > 0; })) return;
    const auto told = std::exchange(waiters, {});
    for (const auto& waiter : told) {
      waiter->timer.reset();
      if (const auto done = std::exchange(waiter->done, nullptr)) done();
    }
  }

  void wait_written(milliseconds limit, std::function<void()> done) {
    const auto waiter = std::make_shared<Waiter>();
    waiter->done = std::move(done);
    waiter->timer = loop.add_timer(limit, [weak = std::weak_ptr<Waiter>(waiter)] {
      const auto late = weak.lock();
      if (late == nullptr) return;
      if (const auto call = std::exchange(late->done, nullptr)) call();
    });
    waiters.push_back(waiter);
    flush_now();
    tell_waiters();
  }

  // What waits of a conversation and has not outlived its time.
  Items buffered(const std::string& key) const {
    std::int64_t oldest =
        std::chrono::duration_cast<std::chrono::seconds>(clock.system().time_since_epoch()).count();
    const auto waiting = shared.with([&](const Shared& s) {
      oldest -= s.config.ttl.count();
      return s.buffer.items(key);
    });
    Items items;
    for (const SharedItem& item : waiting) {
      if (item->time >= oldest) items.push_back(*item);
    }
    return items;
  }

  // What Redis holds, then what waits and is not among it. Redis answers in order: what was flushed before
  // the question is in its answer, and what was not still waits when the answer is here.
  Items merged(const Reply& reply, const std::string& key) const {
    Items items;
    std::unordered_set<std::string_view> known;
    for (const Reply& element : reply.list) {
      if (auto item = item_from_json(element.text)) items.push_back(std::move(*item));
      known.insert(element.text);
    }
    for (ConversationItem& item : buffered(key)) {
      if (known.count(to_json(item)) == 0) items.push_back(std::move(item));
    }
    return items;
  }

  platform::EventLoop& loop;
  // Null: none; also when what was posted outlives the Conversations.
  Redis* redis;
  const platform::Clock clock;
  base::Guarded<Shared> shared;
  // Loop's thread only.
  platform::EventLoop::Source flush_timer;
  milliseconds next_delay = kFlushDelay;
  std::vector<std::shared_ptr<Waiter>> waiters;
};

Conversations::Conversations(platform::EventLoop& loop, Redis* redis, const config::Memory& config,
                             platform::Clock clock)
    : impl_(std::make_shared<Impl>(loop, redis, config, std::move(clock))) {}

Conversations::~Conversations() {
  impl_->redis = nullptr;
  impl_->flush_timer.reset();
}

void Conversations::append(std::string_view principal, std::string_view session, ConversationItem item) {
  impl_->append(key(principal, session), std::move(item));
}

void Conversations::recent(std::string_view principal, std::string_view session, std::size_t count,
                           milliseconds limit, std::function<void(Items)> done) {
  const std::string name = key(principal, session);
  const auto local = [](const Impl& impl, const std::string& conversation, std::size_t wanted) {
    Items items = impl.buffered(conversation);
    keep_newest(items, wanted);
    return items;
  };
  if (count == 0 || impl_->redis == nullptr || !impl_->redis->state().up) {
    return done(local(*impl_, name, count));
  }
  struct Question {
    std::function<void(Items)> done;
    platform::EventLoop::Source timer;
    void answer(Items items) {
      timer.reset();
      if (const auto call = std::exchange(done, nullptr)) call(std::move(items));
    }
  };
  impl_->loop.post([impl = impl_, name, count, limit, local, done = std::move(done)]() mutable {
    if (impl->redis == nullptr) return done(local(*impl, name, count));
    const auto question = std::make_shared<Question>();
    question->done = std::move(done);
    question->timer =
        impl->loop.add_timer(limit, [impl, name, count, local, weak = std::weak_ptr<Question>(question)] {
          if (const auto late = weak.lock()) late->answer(local(*impl, name, count));
        });
    impl->redis->send({"LRANGE", name, "-" + std::to_string(count), "-1"},
                      [impl, name, count, local, question](const absl::StatusOr<Reply>& reply) {
                        Items items = reply.ok() ? impl->merged(*reply, name) : local(*impl, name, count);
                        keep_newest(items, count);
                        question->answer(std::move(items));
                      });
  });
}

void Conversations::redis_up() {
  impl_->flush_now();
}

void Conversations::flush(milliseconds limit, std::function<void()> done) {
  impl_->loop.post([impl = impl_, limit, done = std::move(done)]() mutable {
    if (impl->redis == nullptr) return done();
    impl->wait_written(limit, std::move(done));
  });
}

std::size_t Conversations::buffered() const {
  return impl_->shared.with([](const Impl::Shared& s) { return s.buffer.size(); });
}

std::uint64_t Conversations::dropped() const {
  return impl_->shared.with([](const Impl::Shared& s) { return s.buffer.dropped(); });
}

void Conversations::set_config(const config::Memory& config) {
  impl_->shared.with([&](Impl::Shared& s) {
    s.config = config;
    s.buffer.set_config(config);
  });
}

}  // namespace maxos::store
