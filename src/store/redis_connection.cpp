#include "store/redis_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/status.h"
#include "config/scalars.h"

namespace maxos::store {
namespace {

// What may wait for a reply. Reached only when Redis is slower than what is sent, and then it is soon timed
// out.
constexpr std::size_t kMaxPending = 20'000;
constexpr std::size_t kMaxUnsentBytes = 32 * 1024 * 1024;
// One call of read(2), and how many of them before other sources of the loop get their turn.
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr int kReadsInARow = 8;
// A timer that fires so much after its time is no judge.
constexpr std::chrono::milliseconds kLate{100};
// Of the timer, so that rounding cannot make it spin.
constexpr std::chrono::microseconds kShortestWait{1'000};

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  // For messages.
  std::string text;
};

absl::StatusOr<Address> address_of(const config::Redis& config) {
  Address address;
  if (!config.socket.empty()) {
    sockaddr_un unix_address{};
    if (config.socket.size() >= sizeof unix_address.sun_path) {
      return base::unavailable("the path " + config.socket + " is too long for a unix socket");
    }
    unix_address.sun_family = AF_UNIX;
    std::memcpy(unix_address.sun_path, config.socket.c_str(), config.socket.size() + 1);
    std::memcpy(&address.storage, &unix_address, sizeof unix_address);
    address.length = sizeof unix_address;
    address.text = config.socket;
    return address;
  }
  address.text = config.host + " port " + std::to_string(config.port);
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, config.host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(config.port);
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.length = sizeof v4;
  } else if (inet_pton(AF_INET6, config.host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(config.port);
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.length = sizeof v6;
  } else {
    return base::unavailable(config.host + " is not an IP address");
  }
  return address;
}

absl::Status cannot_connect(const config::Redis& config, int error) {
  std::string text("cannot connect to ");
  text.append(config.socket.empty() ? config.host + " port " + std::to_string(config.port) : config.socket);
  return base::unavailable(text.append(": ").append(std::strerror(error)));
}

}  // namespace

absl::StatusOr<std::shared_ptr<RedisConnection>> RedisConnection::open(
    platform::EventLoop& loop, const config::Redis& config, std::function<void(const absl::Status&)> lost) {
  const auto address = address_of(config);
  if (!address.ok()) return address.status();
  base::UniqueFd fd(::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return base::unavailable(std::string("no socket for Redis: ") + std::strerror(errno));
  if (config.socket.empty()) {
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  // A unix socket whose queue is full says EAGAIN: the next attempt will see.
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address->storage), address->length) != 0 &&
      errno != EINPROGRESS) {
    return cannot_connect(config, errno);
  }
  std::shared_ptr<RedisConnection> connection(
      new RedisConnection(loop, config, std::move(fd), std::move(lost)));
  connection->attach();
  return connection;
}

RedisConnection::RedisConnection(platform::EventLoop& loop, const config::Redis& config, base::UniqueFd fd,
                                 std::function<void(const absl::Status&)> lost)
    : loop_(loop), config_(config), fd_(std::move(fd)), lost_(std::move(lost)) {}

RedisConnection::~RedisConnection() {
  close(base::unavailable("the connection to Redis was closed"));
}

void RedisConnection::attach() {
  io_ = loop_.add_io(fd_.get(), EPOLLIN | EPOLLOUT, [weak = weak_from_this()](std::uint32_t events) {
    if (const auto self = weak.lock()) self->on_ready(events);
  });
  watch_time();
}

void RedisConnection::send(const Redis::Command& command, Raw done) {
  if (closed_) return done(base::unavailable("the connection to Redis is lost"));
  if (!has_room(1)) return done(base::exhausted("too many commands wait for Redis"));
  append_command(command, out_);
  pending_.push_back({Clock::now(), std::move(done)});
  write_later();
  watch_time();
}

bool RedisConnection::has_room(std::size_t commands) const {
  return pending_.size() + commands <= kMaxPending && out_.size() - written_ < kMaxUnsentBytes;
}

void RedisConnection::close(const absl::Status& why) {
  lost_ = nullptr;
  fail(why);
}

void RedisConnection::on_ready(std::uint32_t events) {
  if (closed_) return;
  if (!connected_ && !finish_connect()) return;
  if ((events & EPOLLOUT) != 0) write_some();
  if (!closed_ && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read_some();
}

bool RedisConnection::finish_connect() {
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) {
    fail(cannot_connect(config_, error));
    return false;
  }
  connected_ = true;
  // The time limits of what was sent meanwhile count from here.
  last_heard_ = Clock::now();
  timing_ = false;
  watch_time();
  return true;
}

void RedisConnection::read_some() {
  std::array<char, kReadBytes> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
  for (int i = 0; i < kReadsInARow && !closed_; ++i) {
    const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got < 0) return fail(base::unavailable(std::string("the connection broke: ") + std::strerror(errno)));
    if (got == 0) return fail(base::unavailable("the server closed the connection"));
    reader_.feed({buffer.data(), static_cast<std::size_t>(got)});
    deliver_replies();
    if (static_cast<std::size_t>(got) < buffer.size()) return;
  }
}

void RedisConnection::deliver_replies() {
  // A callback may close the connection, or let go of it: on_ready's caller holds it.
  while (!closed_) {
    auto reply = reader_.next();
    if (!reply.ok()) return fail(base::unavailable(base::message_of(reply.status())));
    if (!*reply) return;
    last_heard_ = Clock::now();
    if (pending_.empty()) {
      // Said before it hangs up: "ERR max number of clients reached".
      const bool error = (*reply)->kind == Reply::Kind::error;
      return fail(base::unavailable(error ? "the server said " + (*reply)->text.substr(0, 200)
                                          : "the server sent an answer that nobody asked for"));
    }
    const Raw done = std::move(pending_.front().done);
    pending_.pop_front();
    done(std::move(**reply));
  }
}

void RedisConnection::write_later() {
  // Posted, so that all that is sent in one turn of the loop goes out in one piece. While EPOLLOUT is waited
  // for, it writes.
  if (!connected_ || write_posted_ || written_ > 0) return;
  write_posted_ = true;
  loop_.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->write_posted_ = false;
    if (!self->closed_) self->write_some();
  });
}

void RedisConnection::write_some() {
  while (written_ < out_.size()) {
    const ssize_t sent = ::send(fd_.get(), out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) {
      loop_.set_io_events(io_, EPOLLIN | EPOLLOUT);
      return;
    }
    if (sent < 0) {
      const int error = errno;
      // What the server said before it hung up is worth more than EPIPE.
      read_some();
      if (!closed_) fail(base::unavailable(std::string("the connection broke: ") + std::strerror(error)));
      return;
    }
    written_ += static_cast<std::size_t>(sent);
  }
  out_.clear();
  // One large burst must not hold its memory for ever.
  if (out_.capacity() > kMaxReplyBytes / 16) out_.shrink_to_fit();
  written_ = 0;
  loop_.set_io_events(io_, EPOLLIN);
}

// When what waits, or the connecting, has taken too long.
RedisConnection::Clock::time_point RedisConnection::due() const {
  if (!connected_) return opened_ + config_.connect_timeout;
  // A long queue that is answered steadily is no sign of a server that hangs.
  return std::max({pending_.front().sent, last_heard_, excused_}) + config_.command_timeout;
}

void RedisConnection::watch_time() {
  if (timing_ || (connected_ && pending_.empty())) return;
  timing_ = true;
  timer_due_ = due();
  const auto wait = std::chrono::duration_cast<std::chrono::microseconds>(timer_due_ - Clock::now());
  timer_ = loop_.add_timer(std::max(wait, kShortestWait), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_time();
  });
}

void RedisConnection::on_time() {
  timing_ = false;
  if (closed_) return;
  // The answer may be here already.
  if (connected_) read_some();
  if (closed_) return;
  const Clock::time_point now = Clock::now();
  // A timer that comes late says that this thread or the whole process stood still, and that what waits may
  // not even be written: that is not the server's fault. Once in a silence.
  if (connected_ && now - timer_due_ >= kLate && excused_ <= last_heard_) excused_ = now;
  if (!connected_ && now >= due()) {
    return fail(
        base::deadline_exceeded("no connection within " + config::duration_text(config_.connect_timeout)));
  }
  if (connected_ && !pending_.empty() && now >= due()) {
    return fail(base::deadline_exceeded("no answer for " + config::duration_text(config_.command_timeout)));
  }
  watch_time();
}

void RedisConnection::fail(const absl::Status& why) {
  if (std::exchange(closed_, true)) return;
  io_.reset();
  timer_.reset();
  fd_.reset();
  std::deque<Pending> waiting;
  waiting.swap(pending_);
  if (const auto lost = std::exchange(lost_, nullptr)) lost(why);
  for (Pending& pending : waiting) pending.done(why);
}

}  // namespace maxos::store
