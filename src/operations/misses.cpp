#include "operations/misses.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace maxos::operations {
namespace {

using store::MissRecord;

agents::MissGroup shown(const MissRecord& record) {
  return {record.text, record.why, record.nearest, record.count, record.first, record.last};
}

bool comes_first(const agents::MissGroup& a, const agents::MissGroup& b) {
  return std::tie(a.count, a.last, a.text) > std::tie(b.count, b.last, b.text);
}

}  // namespace

Misses::Misses(store::LearnedStore& store, platform::EventLoop& loop, const config::Language& config,
               platform::Clock clock, std::chrono::milliseconds write_after)
    : store_(store),
      loop_(loop),
      clock_(std::move(clock)),
      write_after_(write_after),
      writer_("maxos-misses", 1, 2) {
  auto kept = store_.misses();
  state_.with([&](State& state) {
    state.limit = config.missed_groups;
    if (!kept.ok()) return;
    for (MissRecord& record : *kept) {
      std::string group = record.group;
      state.groups.insert_or_assign(std::move(group), Entry{std::move(record), false, true});
    }
    enforce(state);
  });
}

void Misses::set_config(const config::Language& config) {
  state_.with([&](State& state) {
    state.limit = config.missed_groups;
    enforce(state);
  });
}

void Misses::enforce(State& state) {
  while (state.groups.size() > state.limit) {
    const auto least =
        std::min_element(state.groups.begin(), state.groups.end(), [](const auto& a, const auto& b) {
          return std::tie(a.second.record.count, a.second.record.last) <
                 std::tie(b.second.record.count, b.second.record.last);
        });
    if (least->second.stored) state.gone.push_back(least->first);
    state.groups.erase(least);
  }
}

void Misses::record(std::string group, std::string_view text, std::string_view why,
                    std::string_view nearest) {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
  const bool first = state_.with([&](State& state) {
    if (state.limit == 0) return false;
    if (!state.groups.contains(group) && state.groups.size() >= state.limit) {
      // Room for the new one, which would otherwise be the least itself.
      --state.limit;
      enforce(state);
      ++state.limit;
    }
    Entry& entry = state.groups[group];
    MissRecord& record = entry.record;
    if (record.count == 0) record.first = now;
    record.group = std::move(group);
    record.text = base::to_utf8(std::string(base::utf8_prefix(text, kMaxTextBytes)));
    record.why = why;
    record.nearest = nearest;
    ++record.count;
    record.last = now;
    entry.changed = true;
    return !std::exchange(state.due, true);
  });
  if (first) write_later();
}

void Misses::write_later() {
  loop_.post([this] {
    timer_ = loop_.add_timer(
        write_after_,
        [this] {
          // A queue that is full has one that will write this too.
          (void)writer_.try_submit([this] { write(); });
        },
        std::chrono::milliseconds(500));
  });
}

void Misses::write() {
  std::vector<MissRecord> changed;
  std::vector<std::string> gone;
  state_.with([&](State& state) {
    state.due = false;
    gone.swap(state.gone);
    for (auto& [group, entry] : state.groups) {
      if (!std::exchange(entry.changed, false)) continue;
      changed.push_back(entry.record);
      entry.stored = true;
    }
  });
  // What came back meanwhile is among the changed.
  std::erase_if(gone, [&](const std::string& group) {
    return std::any_of(changed.begin(), changed.end(),
                       [&](const MissRecord& record) { return record.group == group; });
  });
  if (changed.empty() && gone.empty()) return;
  if (store_.save_misses(changed, gone).ok()) return;
  // With the next one that is recorded.
  state_.with([&](State& state) {
    state.gone.insert(state.gone.end(), gone.begin(), gone.end());
    // Of a store that takes nothing for long, some groups stay; they are found when it is read.
    if (state.gone.size() > 2 * state.limit) state.gone.resize(2 * state.limit);
    for (const MissRecord& record : changed) {
      if (const auto found = state.groups.find(record.group); found != state.groups.end())
        found->second.changed = true;
    }
  });
}

agents::MissReport Misses::report(std::size_t limit) const {
  agents::MissReport report;
  state_.with([&](const State& state) {
    report.total_groups = state.groups.size();
    report.groups.reserve(state.groups.size());
    for (const auto& [group, entry] : state.groups) {
      report.total_requests += entry.record.count;
      report.groups.push_back(shown(entry.record));
    }
  });
  const std::size_t count = std::min(limit, report.groups.size());
  std::partial_sort(report.groups.begin(), report.groups.begin() + static_cast<std::ptrdiff_t>(count),
                    report.groups.end(), comes_first);
  report.groups.resize(count);
  return report;
}

}  // namespace maxos::operations
