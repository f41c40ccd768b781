// What was asked and not understood: counted in memory, kept in state.db.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agents/observations.h"
#include "base/guarded.h"
#include "base/worker_pool.h"
#include "config/config.h"
#include "platform/clock.h"
#include "platform/event_loop.h"
#include "store/learned.h"

namespace maxos::operations {

// Thread-safe but for construction and destruction. A request that was not understood costs a short lock;
// what changed is written some seconds later on a thread of its own. At most config.missed_groups groups:
// then the least frequent goes, of those the one that was asked for longest ago.
class Misses : public agents::MissedRequests {
 public:
  // Of a text so many bytes are kept.
  static constexpr std::size_t kMaxTextBytes = 200;

  // Reads what was kept. `store` and `loop` must outlive it.
  Misses(store::LearnedStore& store, platform::EventLoop& loop, const config::Language& config,
         platform::Clock clock = {}, std::chrono::milliseconds write_after = std::chrono::seconds(2));

  // `group`: what the texts have in common. `nearest`: an intent or empty.
  void record(std::string group, std::string_view text, std::string_view why, std::string_view nearest);
  agents::MissReport report(std::size_t limit) const override;

  // Writes what is still due, on the calling thread (the stop of the daemon).
  void flush() { write(); }
  void set_config(const config::Language& config);

 private:
  struct Entry {
    store::MissRecord record;
    bool changed = false;
    // Whether the store has it.
    bool stored = false;
  };
  struct State {
    std::map<std::string, Entry, std::less<>> groups;
    // Groups in the store that were pushed out.
    std::vector<std::string> gone;
    std::size_t limit = 0;
    bool due = false;
  };

  static void enforce(State& state);
  void write_later();
  void write();

  store::LearnedStore& store_;
  platform::EventLoop& loop_;
  const platform::Clock clock_;
  const std::chrono::milliseconds write_after_;
  base::Guarded<State> state_;
  platform::EventLoop::Source timer_;  // loop's thread
  base::WorkerPool writer_;
};

}  // namespace maxos::operations
