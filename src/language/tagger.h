// Which words of an understood utterance fill which slot.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/features.h"
#include "language/terms.h"

namespace maxos::language {

// Label of a term: 0 is outside of any slot, then for slot k: 1 + 2k where it begins, 2 + 2k where it goes
// on.
using Label = std::uint8_t;
inline constexpr Label kOutside = 0;
// Slots of one intent that a tagger can tell apart.
inline constexpr std::size_t kMaxTagSlots = 12;
inline constexpr std::size_t kMaxLabels = 1 + 2 * kMaxTagSlots;

constexpr Label first_of(std::size_t slot) {
  return static_cast<Label>(1 + 2 * slot);
}
constexpr Label next_of(std::size_t slot) {
  return static_cast<Label>(2 + 2 * slot);
}

// The features of each term, as hashes without a label.
class TagFeatures {
 public:
  static constexpr std::size_t kEmissions = 27;

  TagFeatures(std::string_view intent, std::span<const std::string> slots, std::span<const Term> terms,
              std::span<const Seen> seen);

  std::size_t terms() const { return emissions_.size(); }
  std::size_t labels() const { return label_hashes_.size(); }
  // Calls `visit` with the hash of each feature of term `at` with `label`.
  template <typename Visit>
  void emissions(std::size_t at, Label label, Visit visit) const {
    for (const std::uint64_t base : emissions_[at]) visit(mix(base, label_hashes_[label]));
  }
  template <typename Visit>
  void transition(Label from, Label to, Visit visit) const {
    visit(mix(label_hashes_[from] + 1, label_hashes_[to]));
    visit(mix(label_hashes_[from] + intent_, label_hashes_[to]));
  }
  static bool allowed(Label from, Label to) {
    return to == kOutside || to % 2 == 1 || from == to || from + 1 == to;
  }

 private:
  static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t x = (a ^ (b * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL;
    x ^= x >> 32;
    return x;
  }
  std::uint64_t intent_ = 0;
  std::vector<std::uint64_t> label_hashes_;
  std::vector<std::array<std::uint64_t, kEmissions>> emissions_;
};

// The labels with the greatest sum of weights. `weight(hash)` gives a feature's weight.
template <typename Weight>
std::vector<Label> best_labels(const TagFeatures& features, Weight weight) {
  const std::size_t count = features.terms();
  const std::size_t labels = features.labels();
  std::vector<Label> path(count, kOutside);
  if (count == 0 || labels < 2) return path;
  std::array<std::array<float, kMaxLabels>, kMaxLabels> moves{};
  for (std::size_t from = 0; from < labels; ++from) {
    for (std::size_t to = 0; to < labels; ++to) {
      float sum = TagFeatures::allowed(static_cast<Label>(from), static_cast<Label>(to)) ? 0.0F : -1e9F;
      features.transition(static_cast<Label>(from), static_cast<Label>(to),
                          [&](std::uint64_t hash) { sum += weight(hash); });
      moves[from][to] = sum;
    }
  }
  std::vector<std::array<Label, kMaxLabels>> came(count);
  std::array<float, kMaxLabels> best{};
  for (std::size_t at = 0; at < count; ++at) {
    std::array<float, kMaxLabels> now{};
    for (std::size_t to = 0; to < labels; ++to) {
      float own = 0;
      features.emissions(at, static_cast<Label>(to), [&](std::uint64_t hash) { own += weight(hash); });
      float most = -1e30F;
      // The beginning is as after a term outside.
      for (std::size_t from = 0; from < (at == 0 ? 1 : labels); ++from) {
        const float sum = (at == 0 ? 0.0F : best[from]) + moves[from][to];
        if (sum > most) {
          most = sum;
          came[at][to] = static_cast<Label>(from);
        }
      }
      now[to] = most + own;
    }
    best = now;
  }
  auto label = static_cast<Label>(
      std::max_element(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(labels)) - best.begin());
  for (std::size_t at = count; at-- > 0;) {
    path[at] = label;
    label = came[at][label];
  }
  return path;
}

// Terms first to last fill the slot.
struct TaggedSlot {
  std::size_t slot = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};
std::vector<TaggedSlot> spans_of(std::span<const Label> labels);

}  // namespace maxos::language
