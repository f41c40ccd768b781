#include "platform/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <utility>

namespace maxos::platform {
namespace {

// sd-event's functions return a negative errno. A failure here is lack of descriptors or memory at the start.
void must(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "maxos: %s: %s\n", what, std::strerror(-result));
  std::abort();
}

}  // namespace

struct EventLoop::Source::State {
  sd_event_source* source = nullptr;
  std::function<void()> plain;
  std::function<void(std::uint32_t)> io;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (source != nullptr) sd_event_source_disable_unref(source);
  }
};

EventLoop::Source::Source() noexcept = default;
EventLoop::Source::Source(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventLoop::Source::Source(Source&& other) noexcept = default;
EventLoop::Source& EventLoop::Source::operator=(Source&& other) noexcept = default;
EventLoop::Source::~Source() = default;
void EventLoop::Source::reset() {
  state_.reset();
}

EventLoop::EventLoop() {
  must(sd_event_new(&event_), "sd_event_new");
  wake_.reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  must(wake_ ? 0 : -errno, "eventfd");
  wake_source_ = add_io(wake_.get(), EPOLLIN, [this](std::uint32_t) { drain_posted(); });
}

EventLoop::~EventLoop() {
  wake_source_.reset();
  sd_event_unref(event_);
}

void EventLoop::run() {
  must(sd_event_loop(event_), "sd_event_loop");
}

bool EventLoop::run_once() {
  must(sd_event_run(event_, std::numeric_limits<std::uint64_t>::max()), "sd_event_run");
  return sd_event_get_state(event_) != SD_EVENT_FINISHED;
}

void EventLoop::stop() {
  post([this] { sd_event_exit(event_, 0); });
}

void EventLoop::post(std::function<void()> function) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(function));
  if (std::exchange(wake_pending_, true)) return;
  const std::uint64_t one = 1;
  // An eventfd takes the value unless its counter is full, which wake_pending_ rules out.
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void EventLoop::drain_posted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(wake_.get(), &count, sizeof count);
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(posted_);
    wake_pending_ = false;
  }
  for (auto& function : batch) function();
}

EventLoop::Source EventLoop::add_io(int fd, std::uint32_t events,
                                    std::function<void(std::uint32_t)> function) {
  auto state = std::make_unique<Source::State>();
  state->io = std::move(function);
  const auto handler = [](sd_event_source*, int, std::uint32_t revents, void* data) {
    // A copy: the function may drop its own source.
    const auto call = static_cast<Source::State*>(data)->io;
    call(revents);
    return 0;
  };
  must(sd_event_add_io(event_, &state->source, fd, events, handler, state.get()), "sd_event_add_io");
  return Source(std::move(state));
}

void EventLoop::set_io_events(Source& source, std::uint32_t events) {
  if (source.state_ == nullptr) return;
  must(sd_event_source_set_io_events(source.state_->source, events), "sd_event_source_set_io_events");
}

EventLoop::Source EventLoop::add_timer(std::chrono::microseconds delay, std::function<void()> function,
                                       std::chrono::microseconds slack) {
  auto state = std::make_unique<Source::State>();
  state->plain = std::move(function);
  const auto handler = [](sd_event_source*, std::uint64_t, void* data) {
    const auto call = std::move(static_cast<Source::State*>(data)->plain);
    call();
    return 0;
  };
  // sd-event takes an accuracy of 0 for its default of 250 ms, and a negative time for an overflow.
  const auto after = static_cast<std::uint64_t>(std::max<std::int64_t>(delay.count(), 0));
  const auto accuracy = static_cast<std::uint64_t>(std::max<std::int64_t>(slack.count(), 1));
  must(sd_event_add_time_relative(event_, &state->source, CLOCK_MONOTONIC, after, accuracy, handler,
                                  state.get()),
       "sd_event_add_time_relative");
  return Source(std::move(state));
}

EventLoop::Source EventLoop::add_signal(int signal, std::function<void()> function) {
  auto state = std::make_unique<Source::State>();
  state->plain = std::move(function);
  const auto handler = [](sd_event_source*, const signalfd_siginfo*, void* data) {
    const auto call = static_cast<Source::State*>(data)->plain;
    call();
    return 0;
  };
  must(sd_event_add_signal(event_, &state->source, signal, handler, state.get()), "sd_event_add_signal");
  return Source(std::move(state));
}

}  // namespace maxos::platform
