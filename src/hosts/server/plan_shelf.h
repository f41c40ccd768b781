// The plans that a host has made and not executed yet.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "agents/agent.h"

namespace maxos::hosts {

// Thread-safe. Keeps the newest within its bounds: what is executed is the plan that lies here, not one that
// comes over a socket.
class PlanShelf {
 public:
  // `first_ticket` is drawn anew for each process, so that no ticket of an earlier one fits.
  explicit PlanShelf(std::uint64_t first_ticket) : next_(first_ticket) {}

  // Never 0.
  std::uint64_t put(agents::Plan plan);
  // Takes it away: a plan is executed once. Nothing when it is not there, or no more.
  std::optional<agents::Plan> take(std::uint64_t ticket);
  // Back again: it was not begun.
  void put_back(std::uint64_t ticket, agents::Plan plan);
  bool empty() const;

 private:
  struct Entry {
    agents::Plan plan;
    std::size_t bytes = 0;
  };

  void add(std::uint64_t ticket, agents::Plan plan);

  mutable std::mutex mutex_;
  std::uint64_t next_;
  // Tickets grow: the first is the oldest.
  std::map<std::uint64_t, Entry> plans_;
  std::size_t bytes_ = 0;
};

}  // namespace maxos::hosts
