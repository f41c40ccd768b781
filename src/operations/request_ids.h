// A retried call must not act twice: the client's request_id finds the first call's answer.
#pragma once

#include <absl/status/status.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "platform/clock.h"
#include "store/local.h"

namespace maxos::operations {

// Thread-safe. An answer is opaque bytes here (the orchestrator's own form). Answers are kept for ten minutes
// (INTENTS.md), in memory within bounds, and in the local store, so that a restart does not forget them.
class RequestIds {
 public:
  static constexpr std::size_t kMaxLength = 64;
  static constexpr std::chrono::minutes kKept{10};
  // Answers in memory over all principals; older ones are found in the store.
  static constexpr std::size_t kInMemory = 4096;
  // Every so many answers the store is asked to forget what expired.
  static constexpr std::uint64_t kForgetEvery = 256;
  // Longer answers are left to the store alone: kInMemory of the longest would fill a small machine.
  static constexpr std::size_t kLongAnswer = 4096;
  // How often the store is told to forget what expired.
  static constexpr std::chrono::minutes kForgetPeriod{1};

  enum class Verdict {
    fresh,     // the first call: execute it, then call finish() or abandon()
    joined,    // runs now: `joined` is called with its answer, on the thread that finishes it
    replayed,  // `answer` holds it
    cut_off,   // the first call may have changed something and was cut off by a restart: do not execute it
    other_request  // the id was used for another text or context
  };
  struct Begin {
    Verdict verdict = Verdict::fresh;
    std::string answer;
    std::string operation_id;  // of the first call
  };
  // OK with the answer, or the error of a call that was not executed (the client may try again).
  using Joined = std::function<void(absl::Status, const std::string& answer)>;

  RequestIds(store::LocalStore& store, platform::Clock clock);

  // `request_digest`: of text and context. `joined` is kept for Verdict::joined alone.
  Begin begin(const std::string& principal, const std::string& request_id, const std::string& request_digest,
              const std::string& operation_id, Joined joined);

  // The request is about to change something: recorded durably before it does. An error means that it must
  // not go on.
  absl::Status will_change(const std::string& principal, const std::string& request_id);

  // The answer is there: remembered, and given to all who joined.
  void finish(const std::string& principal, const std::string& request_id, const std::string& answer);

  // Not executed (queue full, cancelled before it acted): the id is free again; those who joined get `why`.
  void abandon(const std::string& principal, const std::string& request_id, const absl::Status& why);

 private:
  struct Entry {
    store::RememberedAnswer record;
    bool running = true;
    std::vector<Joined> waiting;
    std::chrono::steady_clock::time_point expires;
  };
  using Key = std::pair<std::string, std::string>;
  using Entries = std::map<Key, Entry>;

  void trim(Entries& entries, std::chrono::steady_clock::time_point now);
  void take_back_change(const std::string& principal, const std::string& request_id);
  void forget_expired(std::chrono::steady_clock::time_point now);
  std::int64_t unix_now() const;

  store::LocalStore& store_;
  platform::Clock clock_;
  base::Guarded<Entries> entries_;
  std::atomic<std::uint64_t> finished_{0};
  std::atomic<std::chrono::steady_clock::rep> forget_next_{0};
};

}  // namespace maxos::operations
