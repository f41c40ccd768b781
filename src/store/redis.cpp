#include "store/redis.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <utility>

#include "base/guarded.h"
#include "base/status.h"
#include "store/redis_connection.h"
#include "store/redis_errors.h"
#include "store/redis_password.h"

namespace maxos::store {
namespace {

using Clock = RedisConnection::Clock;
using std::chrono::milliseconds;

// A server that was silent for so long is asked by probe(). Far below the age of a health sample, so that
// each sample asks.
constexpr milliseconds kQuiet{100};
// An up that lasts less is no reason to start over with the shortest wait.
constexpr std::chrono::seconds kSettled{5};
// How long kProbeKey lives.
constexpr const char* kProbeMilliseconds = "10000";

// Keeps one connection alive. All on the loop's thread but for state() and probe().
class Client : public std::enable_shared_from_this<Client> {
 public:
  Client(platform::EventLoop& loop, config::Redis config, std::function<void(const RedisState&)> on_change)
      : loop_(loop), config_(std::move(config)), on_change_(std::move(on_change)) {
    state_.with([](RedisState& state) { state.detail = "not connected yet"; });
  }

  void start() {
    loop_.post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->connect();
    });
  }

  // Nothing is called any more but the callbacks of what waits.
  void stop() {
    on_change_ = nullptr;
    stopped_ = true;
    retry_.reset();
    up_ = false;
    if (const auto connection = std::exchange(connection_, nullptr)) {
      connection->close(base::unavailable("the connection to Redis is shut"));
    }
  }

  void send(const Redis::Command& command, Redis::Done done) {
    if (!up_) return done(down_status());
    connection_->send(command,
                      [weak = weak_from_this(), done = std::move(done)](absl::StatusOr<Reply> reply) {
                        if (reply.ok() && reply->kind == Reply::Kind::error) {
                          const RedisError error = classify(reply->text);
                          // First the state, then the caller: it looks at the state to know when to try
                          // again.
                          if (const auto self = weak.lock()) self->heed(error);
                          return done(error.status);
                        }
                        done(std::move(reply));
                      });
  }

  void transaction(const std::vector<Redis::Command>& commands, Redis::Done done) {
    if (!up_) return done(down_status());
    if (!connection_->has_room(commands.size() + 2))
      return done(base::exhausted("too many commands wait for Redis"));
    // The first error tells why; EXEC then only says that there was one.
    const auto first_error = std::make_shared<std::string>();
    const auto queued = [first_error](const absl::StatusOr<Reply>& reply) {
      if (reply.ok() && reply->kind == Reply::Kind::error && first_error->empty()) *first_error = reply->text;
    };
    connection_->send({"MULTI"}, queued);
    for (const Redis::Command& command : commands) connection_->send(command, queued);
    connection_->send({"EXEC"}, [weak = weak_from_this(), first_error,
                                 done = std::move(done)](absl::StatusOr<Reply> reply) {
      if (!reply.ok()) return done(std::move(reply));
      if (first_error->empty() && reply->kind == Reply::Kind::error) *first_error = reply->text;
      for (const Reply& element : reply->list) {
        if (first_error->empty() && element.kind == Reply::Kind::error) *first_error = element.text;
      }
      if (first_error->empty()) return done(std::move(reply));
      const RedisError error = classify(*first_error);
      if (const auto self = weak.lock()) self->heed(error);
      done(error.status);
    });
  }

  RedisState state() const {
    return state_.with([](const RedisState& state) { return state; });
  }

  void probe() {
    const Clock::time_point heard{Clock::duration(heard_.load(std::memory_order_relaxed))};
    if (!answering_.load(std::memory_order_relaxed) || Clock::now() - heard < kQuiet) return;
    if (probe_posted_.exchange(true)) return;
    loop_.post([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self == nullptr) return;
      self->probe_posted_ = false;
      if (!self->up_) return;
      // What is outstanding has its own time limit, and its answer is as good as that of a PING.
      const Clock::time_point answered = self->connection_->last_heard();
      self->heard_ = answered.time_since_epoch().count();
      if (self->connection_->idle() && Clock::now() - answered >= kQuiet) {
        self->send({"PING"}, [](const absl::StatusOr<Reply>&) {});
      }
    });
  }

 private:
  void connect() {
    if (stopped_) return;
    absl::StatusOr<std::string> password = std::string();
    if (!config_.password_file.empty()) password = read_redis_password(config_.password_file);
    if (!password.ok()) return down(std::string(base::message_of(password.status())));
    auto opened = RedisConnection::open(loop_, config_, [weak = weak_from_this()](const absl::Status& why) {
      if (const auto self = weak.lock()) self->lost(why);
    });
    if (!opened.ok()) return down(std::string(base::message_of(opened.status())));
    connection_ = std::move(*opened);
    if (!config_.password_file.empty()) {
      Redis::Command auth = {"AUTH"};
      if (!config_.username.empty()) auth.push_back(config_.username);
      auth.push_back(std::move(*password));
      step(auth);
    }
    if (config_.database != 0) step({"SELECT", std::to_string(config_.database)});
    try_it();
  }

  // Sends what tells whether the server does its work; the last reply makes it up. All in one pipeline:
  // replies come in order, and the first error decides.
  void try_it() {
    step({"PING"});
    connection_->send({"SET", kProbeKey, "1", "PX", kProbeMilliseconds},
                      [weak = weak_from_this(), attempt = attempt_](const absl::StatusOr<Reply>& reply) {
                        const auto self = weak.lock();
                        if (self != nullptr && self->passed(attempt, reply)) self->up();
                      });
  }

  void step(const Redis::Command& command) {
    connection_->send(command,
                      [weak = weak_from_this(), attempt = attempt_](const absl::StatusOr<Reply>& reply) {
                        if (const auto self = weak.lock()) self->passed(attempt, reply);
                      });
  }

  // Whether one reply of attempt number `attempt` was good. An error ends the attempt, so that later replies
  // of it count nothing.
  bool passed(std::uint64_t attempt, const absl::StatusOr<Reply>& reply) {
    if (attempt != attempt_ || !reply.ok()) return false;
    if (reply->kind != Reply::Kind::error) return true;
    RedisError error = classify(reply->text);
    if (!error.down) {
      // No right to PING or SET, no such database: nothing that works can be hoped for from this server.
      error.detail = std::string(base::message_of(error.status));
      error.reconnect = true;
    }
    refused(error);
    return false;
  }

  // An error reply to a caller's command.
  void heed(const RedisError& error) {
    if (error.down && up_) refused(error);
  }

  // The server answers, but does not work for us.
  void refused(const RedisError& error) {
    if (error.reconnect) drop(base::unavailable(error.detail));
    down(error.detail);
  }

  void lost(const absl::Status& why) {
    connection_ = nullptr;
    down(std::string(base::message_of(why)));
  }

  void drop(const absl::Status& why) {
    const auto connection = std::exchange(connection_, nullptr);
    if (connection == nullptr) return;
    // Not at once: this may run inside one of its callbacks.
    loop_.post([connection, why] { connection->close(why); });
  }

  void up() {
    ++attempt_;
    up_ = true;
    up_since_ = Clock::now();
    heard_ = up_since_.time_since_epoch().count();
    answering_ = true;
    publish({true, {}});
  }

  void down(std::string detail) {
    ++attempt_;
    if (std::exchange(up_, false) && Clock::now() - up_since_ >= kSettled) failures_ = 0;
    answering_ = false;
    // The timer first: on_change may want to be destroyed.
    try_later();
    publish({false, std::move(detail)});
  }

  void try_later() {
    if (stopped_) return;
    const unsigned doublings = std::min(failures_++, 16U);
    const milliseconds longest = std::min(config_.backoff_max, config_.backoff_min * (1L << doublings));
    // Half of it is jitter, so that the clients of a server that comes back do not come all at once.
    std::uniform_int_distribution<std::int64_t> jitter(longest.count() / 2, longest.count());
    retry_ = loop_.add_timer(milliseconds(jitter(random_)), [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self == nullptr || self->stopped_) return;
      if (self->connection_ != nullptr) {
        self->try_it();
      } else {
        self->connect();
      }
    });
  }

  void publish(RedisState now) {
    const bool announce =
        !announced_ || state_.with([&](const RedisState& state) { return state.up != now.up; });
    state_.with([&](RedisState& state) { state = now; });
    announced_ = true;
    // A copy: the callee may destroy this object.
    const auto call = on_change_;
    if (announce && call) call(now);
  }

  absl::Status down_status() const { return base::unavailable("Redis is down: " + state().detail); }

  platform::EventLoop& loop_;
  const config::Redis config_;
  std::function<void(const RedisState&)> on_change_;
  std::shared_ptr<RedisConnection> connection_;
  platform::EventLoop::Source retry_;
  std::minstd_rand random_{std::random_device()()};
  bool up_ = false;
  bool stopped_ = false;
  bool announced_ = false;
  // Replies of an earlier attempt count nothing.
  std::uint64_t attempt_ = 0;
  unsigned failures_ = 0;
  Clock::time_point up_since_;
  // For probe().
  std::atomic<bool> answering_{false};
  std::atomic<bool> probe_posted_{false};
  std::atomic<Clock::rep> heard_{0};
  base::Guarded<RedisState> state_;
};

class HealingRedis : public Redis {
 public:
  explicit HealingRedis(std::shared_ptr<Client> client) : client_(std::move(client)) { client_->start(); }
  ~HealingRedis() override { client_->stop(); }
  HealingRedis(const HealingRedis&) = delete;
  HealingRedis& operator=(const HealingRedis&) = delete;

  void send(Command command, Done done) override { client_->send(command, std::move(done)); }
  void transaction(std::vector<Command> commands, Done done) override {
    client_->transaction(commands, std::move(done));
  }
  RedisState state() const override { return client_->state(); }
  void probe() override { client_->probe(); }

 private:
  const std::shared_ptr<Client> client_;
};

}  // namespace

std::unique_ptr<Redis> connect_redis(platform::EventLoop& loop, config::Redis config,
                                     std::function<void(const RedisState&)> on_change) {
  return std::make_unique<HealingRedis>(
      std::make_shared<Client>(loop, std::move(config), std::move(on_change)));
}

}  // namespace maxos::store
