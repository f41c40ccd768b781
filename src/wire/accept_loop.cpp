#include "wire/accept_loop.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <future>

#include "base/status.h"
#include "wire/peer_identity.h"

namespace maxos::wire {
namespace {

// Accepted in one go before the loop looks at what has ended.
constexpr int kBatch = 32;
// How long nothing is accepted after an error that would otherwise come again at once.
constexpr std::chrono::milliseconds kPause{100};

base::UniqueFd open_reserve() {
  return base::UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

// Errors of one connection, not of the listener (accept(2) passes on what the network reported for it).
bool is_of_one_connection(int error) {
  switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

int accept_one(int listener) {
  return ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AcceptLoop>> AcceptLoop::create(AcceptOptions options, Troubles& troubles) {
  if (options.listeners.empty()) return base::invalid_argument("there is no socket to listen on");
  for (Listener& listener : options.listeners) {
    // Names and flags are checked whoever made the listener.
    auto checked = adopt_listener(listener.name, std::move(listener.fd));
    if (!checked.ok()) return checked.status();
    listener.fd = std::move(checked->fd);
    if (listener.address.empty()) listener.address = std::move(checked->address);
  }
  std::unique_ptr<AcceptLoop> loop(new AcceptLoop(std::move(options), troubles));
  MAXOS_RETURN_IF_ERROR(loop->open_descriptors());
  return loop;
}

AcceptLoop::AcceptLoop(AcceptOptions options, Troubles& troubles)
    : options_(std::move(options)), troubles_(troubles) {}

absl::Status AcceptLoop::open_descriptors() {
  epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  reserve_ = open_reserve();
  if (!epoll_ || !wake_ || !reserve_)
    return base::from_errno(errno, "opening the descriptors of the accept loop");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_.get();
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) {
    return base::from_errno(errno, "preparing the accept loop");
  }
  if (options_.diag) {
    diag_.emplace(std::move(options_.diag));
  } else if (std::any_of(options_.listeners.begin(), options_.listeners.end(),
                         [](const auto& listener) { return listener.name == kLoopbackDoor; })) {
    auto diag = SockDiag::open();
    if (diag.ok()) {
      diag_.emplace(*std::move(diag));
    } else {
      troubles_.report(Trouble::identity,
                       "callers on loopback TCP stay unknown: " + diag.status().ToString());
    }
  }
  return absl::OkStatus();
}

AcceptLoop::~AcceptLoop() {
  if (!thread_.joinable()) return;
  post([this] { ending_ = true; });
  thread_.join();
}

void AcceptLoop::start() {
  thread_ = std::thread([this] { run(); });
}

void AcceptLoop::post(std::function<void()> function) {
  posted_.with([&](auto& posted) { posted.push_back(std::move(function)); });
  wake();
}

void AcceptLoop::wake() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake.
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

void AcceptLoop::stop_accepting() {
  accepting_ = false;
  if (!thread_.joinable()) return;
  auto reached = std::make_shared<std::promise<void>>();
  auto done = reached->get_future();
  post([this, reached] {
    stop_listening();
    reached->set_value();
  });
  done.wait();
}

void AcceptLoop::close_connections() {
  connections_.with([](const auto& connections) {
    for (const auto& [fd, connection] : connections) ::shutdown(fd, SHUT_RDWR);
  });
}

void AcceptLoop::run() {
  ::pthread_setname_np(::pthread_self(), "maxos-accept");
  if (accepting_) listen();
  std::array<epoll_event, 64> events{};
  while (!ending_) {
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout_ms());
    resume_when_due();
    const auto first = events.begin();
    const auto last = first + std::max(count, 0);
    // What has ended makes room for what comes, so it goes first.
    for (auto event = first; event != last; ++event) {
      if (event->data.fd == wake_.get()) {
        run_posted();
      } else if ((event->events & EPOLLHUP) != 0) {
        ended(event->data.fd);
      }
    }
    for (const Listener& listener : options_.listeners) {
      const auto ready = [&](const epoll_event& event) { return event.data.fd == listener.fd.get(); };
      if (std::any_of(first, last, ready)) accept_some(listener);
    }
  }
}

void AcceptLoop::run_posted() {
  std::uint64_t ignored = 0;
  [[maybe_unused]] const auto size = ::read(wake_.get(), &ignored, sizeof ignored);
  for (const auto& function : posted_.with([](auto& posted) { return std::exchange(posted, {}); }))
    function();
}

void AcceptLoop::listen() {
  for (const Listener& listener : options_.listeners) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = listener.fd.get();
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener.fd.get(), &event) != 0) {
      troubles_.report(Trouble::accept,
                       base::from_errno(errno, "waiting for connections on " + listener.address).ToString());
    }
  }
}

void AcceptLoop::stop_listening() {
  for (const Listener& listener : options_.listeners) {
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener.fd.get(), nullptr);
  }
}

void AcceptLoop::accept_some(const Listener& listener) {
  for (int i = 0; i < kBatch && accepting_ && !paused_until_; ++i) {
    const int fd = accept_one(listener.fd.get());
    if (fd >= 0) {
      admit(listener, base::UniqueFd(fd));
    } else if (errno == EAGAIN) {
      return;
    } else if (errno == EMFILE || errno == ENFILE) {
      shed(listener);
    } else if (!is_of_one_connection(errno)) {
      troubles_.report(Trouble::accept,
                       base::from_errno(errno, "accepting connections on " + listener.address).ToString());
      pause();
    }
  }
}

void AcceptLoop::shed(const Listener& listener) {
  const std::size_t open = connections();
  reserve_.reset();
  const int fd = accept_one(listener.fd.get());
  if (fd >= 0) ::close(fd);
  reserve_ = open_reserve();
  // Somebody else took the descriptor: what waits would wake the loop again and again.
  if (fd < 0 || !reserve_) pause();
  troubles_.report(
      Trouble::descriptors,
      "out of file descriptors with " + std::to_string(open) +
          " connections: further ones are closed; raise LimitNOFILE= or lower server.max_connections");
}

void AcceptLoop::admit(const Listener& listener, base::UniqueFd connection) {
  if (connections() >= options_.max_connections) {
    troubles_.report(Trouble::connections,
                     std::to_string(options_.max_connections) +
                         " connections are open, the most that server.max_connections allows: "
                         "further ones are closed");
    return;
  }
  auto peer = identify_peer(connection.get(), listener.name, diag_ ? &*diag_ : nullptr);
  if (absl::IsPermissionDenied(peer.status())) {
    troubles_.report(Trouble::stranger, "closed a connection to " + listener.address + ": " +
                                            std::string(base::message_of(peer.status())) +
                                            ", and plain TCP is for loopback alone");
  }
  if (!peer.ok()) return;
  base::UniqueFd own(::fcntl(connection.get(), F_DUPFD_CLOEXEC, 0));
  if (!own) {
    troubles_.report(Trouble::descriptors,
                     "out of file descriptors with " + std::to_string(connections()) +
                         " connections: closed a further one; raise LimitNOFILE= or lower "
                         "server.max_connections");
    return;
  }
  // Without the reserve, the next shortage could not be answered.
  if (!reserve_) reserve_ = open_reserve();
  count_.fetch_add(1, std::memory_order_relaxed);
  if (options_.on_connection(connection, *peer)) {
    watch(std::move(own), *std::move(peer));
  } else {
    count_.fetch_sub(1, std::memory_order_relaxed);
  }
}

void AcceptLoop::watch(base::UniqueFd own, Peer peer) {
  const int fd = own.get();
  connections_.with([&](auto& connections) {
    connections.emplace(fd, Connection{std::move(own), std::move(peer)});
  });
  // EPOLLHUP needs not be asked for: it comes once both directions are shut, as gRPC does with a connection
  // that it is done with. A peer that has shut only its own direction is none of our business, and
  // edge-triggered it wakes nobody twice.
  epoll_event event{};
  event.events = EPOLLET;
  event.data.fd = fd;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    troubles_.report(Trouble::accept, base::from_errno(errno, "watching a connection").ToString());
    ::shutdown(fd, SHUT_RDWR);
    ended(fd);
  }
}

void AcceptLoop::ended(int fd) {
  auto connection = connections_.with([&](auto& connections) { return connections.extract(fd); });
  if (connection.empty()) return;
  // Taken out by hand: the kernel would do it at the last close of the socket, and gRPC may still hold its
  // descriptor.
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  connection.mapped().fd.reset();
  count_.fetch_sub(1, std::memory_order_relaxed);
  options_.on_end(connection.mapped().peer);
}

void AcceptLoop::pause() {
  paused_until_ = std::chrono::steady_clock::now() + kPause;
  stop_listening();
}

void AcceptLoop::resume_when_due() {
  if (!paused_until_ || std::chrono::steady_clock::now() < *paused_until_) return;
  paused_until_.reset();
  if (!reserve_) reserve_ = open_reserve();
  if (accepting_) listen();
}

int AcceptLoop::timeout_ms() const {
  if (!paused_until_) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*paused_until_ - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

}  // namespace maxos::wire
