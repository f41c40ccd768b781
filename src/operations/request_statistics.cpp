#include "operations/request_statistics.h"

#include <algorithm>
#include <string>
#include <utility>

namespace maxos::operations {
namespace {

using Counts = std::array<std::uint64_t, RequestStatistics::kBuckets>;

// The least value that falls into the bucket.
double lower_edge(std::size_t bucket) {
  if (bucket < 4) return static_cast<double>(bucket);
  const std::size_t power = bucket / 4 + 1;
  return static_cast<double>((4 + bucket % 4) << (power - 2));
}

// The value below which `share` of the requests lie; within its bucket by how many of it are below.
double quantile(const Counts& counts, std::uint64_t requests, double share, double most) {
  const double wanted = share * static_cast<double>(requests);
  double below = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto here = static_cast<double>(counts[i]);
    if (here > 0 && below + here >= wanted) {
      const double upper = i + 1 < counts.size() ? lower_edge(i + 1) : most;
      return std::min(lower_edge(i) + (upper - lower_edge(i)) * (wanted - below) / here, most);
    }
    below += here;
  }
  return most;
}

}  // namespace

struct RequestStatistics::Sum {
  agents::Figures figures;
  Counts buckets{};
  std::uint64_t sum = 0;
  std::uint64_t max = 0;

  void add(const Sum& other) {
    for (std::size_t i = 0; i < figures.statuses.size(); ++i)
      figures.statuses[i] += other.figures.statuses[i];
    for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += other.buckets[i];
    sum += other.sum;
    max = std::max(max, other.max);
  }
  agents::Figures done() {
    figures.requests = 0;
    for (const std::uint64_t count : buckets) figures.requests += count;
    if (figures.requests == 0) return figures;
    figures.mean = static_cast<double>(sum) / static_cast<double>(figures.requests);
    figures.max = static_cast<double>(max);
    figures.median = quantile(buckets, figures.requests, 0.5, figures.max);
    figures.p95 = quantile(buckets, figures.requests, 0.95, figures.max);
    return figures;
  }
};

RequestStatistics::RequestStatistics(const agents::Registry& registry, platform::Clock clock)
    : registry_(registry),
      clock_(std::move(clock)),
      started_(clock_.steady()),
      cells_(registry.capabilities().size() + 1) {
  for (const agents::CapabilityDecl* capability : registry.capabilities())
    indexes_.emplace(capability, indexes_.size() + 1);
}

RequestStatistics::~RequestStatistics() {
  for (Cells& cells : cells_) {
    for (std::atomic<Cell*>& cell : cells) delete cell.load(std::memory_order_relaxed);
  }
}

RequestStatistics::Cell& RequestStatistics::cell(std::size_t index) {
  static std::atomic<std::size_t> threads{0};
  thread_local const std::size_t shard = threads.fetch_add(1, std::memory_order_relaxed) % kShards;
  std::atomic<Cell*>& place = cells_[index][shard];
  if (Cell* there = place.load(std::memory_order_acquire); there != nullptr) return *there;
  auto made = std::make_unique<Cell>();
  Cell* before = nullptr;
  if (place.compare_exchange_strong(before, made.get(), std::memory_order_acq_rel)) return *made.release();
  return *before;
}

void RequestStatistics::record(const agents::CapabilityDecl* capability, agents::AnswerStatus status,
                               std::chrono::microseconds took) {
  const auto found = capability == nullptr ? indexes_.end() : indexes_.find(capability);
  Cell& counters = cell(found == indexes_.end() ? 0 : found->second);
  const auto microseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  counters.statuses[static_cast<std::size_t>(status)].fetch_add(1, std::memory_order_relaxed);
  counters.buckets[bucket_of(microseconds)].fetch_add(1, std::memory_order_relaxed);
  counters.sum.fetch_add(microseconds, std::memory_order_relaxed);
  std::uint64_t most = counters.max.load(std::memory_order_relaxed);
  while (microseconds > most &&
         !counters.max.compare_exchange_weak(most, microseconds, std::memory_order_relaxed)) {
  }
}

void RequestStatistics::add(std::size_t index, Sum& sum) const {
  for (const std::atomic<Cell*>& place : cells_[index]) {
    const Cell* cell = place.load(std::memory_order_acquire);
    if (cell == nullptr) continue;
    for (std::size_t i = 0; i < cell->statuses.size(); ++i)
      sum.figures.statuses[i] += cell->statuses[i].load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < cell->buckets.size(); ++i)
      sum.buckets[i] += cell->buckets[i].load(std::memory_order_relaxed);
    sum.sum += cell->sum.load(std::memory_order_relaxed);
    sum.max = std::max(sum.max, cell->max.load(std::memory_order_relaxed));
  }
}

std::vector<agents::AgentFigures> RequestStatistics::figures() const {
  std::vector<agents::AgentFigures> all;
  for (const agents::AgentDecl& agent : registry_.agents()) {
    agents::AgentFigures of_agent;
    of_agent.agent = agent.name;
    Sum total;
    for (const agents::CapabilityDecl* capability : registry_.capabilities_of(agent.name)) {
      Sum sum;
      add(indexes_.at(capability), sum);
      const agents::Figures figures = sum.done();
      if (figures.requests == 0) continue;
      total.add(sum);
      of_agent.intents.push_back({std::string(capability->intent), figures});
    }
    of_agent.figures = total.done();
    if (of_agent.figures.requests > 0) all.push_back(std::move(of_agent));
  }
  Sum unknown;
  add(0, unknown);
  if (const agents::Figures figures = unknown.done(); figures.requests > 0)
    all.push_back({"orchestrator", figures, {{"unknown", figures}}});
  return all;
}

std::chrono::seconds RequestStatistics::counted_for() const {
  return std::chrono::duration_cast<std::chrono::seconds>(clock_.steady() - started_);
}

}  // namespace maxos::operations
