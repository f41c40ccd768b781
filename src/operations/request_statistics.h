// How many requests each intent had, how they ended and how long they took.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "agents/observations.h"
#include "agents/registry.h"
#include "platform/clock.h"

namespace maxos::operations {

// Thread-safe. A request costs some relaxed additions to counters that few other threads write to, and no
// lock; memory is used for intents that are asked for.
class RequestStatistics : public agents::RequestFigures {
 public:
  // `registry` must outlive it.
  explicit RequestStatistics(const agents::Registry& registry, platform::Clock clock = {});
  ~RequestStatistics() override;
  RequestStatistics(const RequestStatistics&) = delete;
  RequestStatistics& operator=(const RequestStatistics&) = delete;

  // `capability`: one of the registry's, or null for what was not understood.
  void record(const agents::CapabilityDecl* capability, agents::AnswerStatus status,
              std::chrono::microseconds took);

  std::vector<agents::AgentFigures> figures() const override;
  std::chrono::seconds counted_for() const override;

  // Buckets of a histogram over microseconds: four to each power of two, so that a value is known to an
  // eighth; the last has everything from some four minutes on.
  static constexpr std::size_t kBuckets = 112;
  static constexpr std::size_t bucket_of(std::uint64_t microseconds) {
    if (microseconds < 4) return static_cast<std::size_t>(microseconds);
    const auto power = static_cast<std::size_t>(std::bit_width(microseconds)) - 1;
    const std::size_t bucket = 4 * (power - 1) + ((microseconds >> (power - 2)) & 3U);
    return bucket < kBuckets ? bucket : kBuckets - 1;
  }

 private:
  // Threads share these; more would cost memory and save nothing.
  static constexpr std::size_t kShards = 4;

  struct Cell {
    std::array<std::atomic<std::uint64_t>, agents::kAnswerStatuses> statuses{};
    std::array<std::atomic<std::uint64_t>, kBuckets> buckets{};
    std::atomic<std::uint64_t> sum{0};
    std::atomic<std::uint64_t> max{0};
  };
  // Of one intent; made when it is first needed.
  using Cells = std::array<std::atomic<Cell*>, kShards>;
  struct Sum;

  Cell& cell(std::size_t index);
  void add(std::size_t index, Sum& sum) const;

  const agents::Registry& registry_;
  const platform::Clock clock_;
  const std::chrono::steady_clock::time_point started_;
  // 0 is what was not understood.
  std::unordered_map<const agents::CapabilityDecl*, std::size_t> indexes_;
  std::vector<Cells> cells_;
};

}  // namespace maxos::operations
