#include "config/scalars.h"

#include <array>
#include <charconv>
#include <limits>

#include "base/status.h"
#include "base/text.h"

namespace maxos::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// Milliseconds.
constexpr std::array<Unit, 5> kDurations = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<Unit, 4> kSizes = {
    {{"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}, {"B", 1}}};

// `text` = number and unit, times the unit's factor.
template <std::size_t Count>
absl::StatusOr<std::uint64_t> parse(std::string_view text, const std::array<Unit, Count>& units,
                                    std::string_view what) {
  const auto wrong = [what] { return base::invalid_argument(what); };
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest == end) return wrong();
  const std::string_view name = base::trim({rest, static_cast<std::size_t>(end - rest)});
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    // Signed 64 bits are what the clocks of the standard library count in.
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit.factor)
      return wrong();
    return number * unit.factor;
  }
  return wrong();
}

template <std::size_t Count>
std::string render(std::uint64_t value, const std::array<Unit, Count>& units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor != 0) continue;
    if (value == 0 && unit.factor != units.back().factor) continue;
    return std::to_string(value / unit.factor).append(unit.name);
  }
  return {};
}

}  // namespace

absl::StatusOr<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto value = parse(text, kDurations, "a whole number with one of the units ms, s, min, h, d");
  if (!value.ok()) return value.status();
  return std::chrono::milliseconds(static_cast<std::int64_t>(*value));
}

absl::StatusOr<std::uint64_t> parse_size(std::string_view text) {
  return parse(text, kSizes, "a whole number of bytes, or a string with one of the units B, KiB, MiB, GiB");
}

std::string duration_text(std::chrono::milliseconds duration) {
  return render(static_cast<std::uint64_t>(duration.count()), kDurations);
}

std::string size_text(std::uint64_t bytes) {
  return render(bytes, kSizes);
}

}  // namespace maxos::config
