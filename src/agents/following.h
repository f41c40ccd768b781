// Requests that follow something: each new piece is an item of the stream, until the client or the time ends
// it.
#pragma once

#include <absl/status/statusor.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include "agents/agent.h"

namespace maxos::agents {

// The wish of the request's context to be told what comes, as it comes. InvalidArgument when it is neither.
absl::StatusOr<bool> wants_to_follow(const Values& context);

// When it gets its answer, from which it may go on: after an hour, or when the request's time allows no more.
ExecutionContext::Clock::time_point end_of_following(const ExecutionContext& context);

// While nothing comes, the watchdog of the host is told that often that this worker lives.
inline constexpr std::chrono::seconds kFollowBeat{5};
// Between two looks whether a client that reads slowly has taken something.
inline constexpr std::chrono::milliseconds kSlowReader{20};

// Counts who follows: each takes a worker for as long as it lasts, and the others are for everybody else.
// Thread-safe.
class Followers {
 public:
  class Place {
   public:
    explicit Place(std::atomic<std::uint32_t>& count) : count_(&count) {}
    Place(Place&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (count_ != nullptr) count_->fetch_sub(1);
    }

   private:
    std::atomic<std::uint32_t>* count_;
  };

  // `threads`: the workers of the host; half of them may follow.
  explicit Followers(std::uint32_t threads) : most_(threads / 2) {}

  // ResourceExhausted, with `what` ("the journal") in it, when there are too many.
  absl::StatusOr<Place> enter(std::string_view what);

 private:
  const std::uint32_t most_;
  std::atomic<std::uint32_t> count_{0};
};

}  // namespace maxos::agents
