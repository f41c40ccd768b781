#include "config/suggest.h"

#include <algorithm>

#include "base/text.h"

namespace maxos::config {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view wrong, const std::vector<std::string>& names) {
  // Longer than any valid name: no typo, and not worth the quadratic cost.
  if (wrong.size() > 64) return {};
  const std::string lower = base::ascii_lower(wrong);
  std::size_t best = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  std::string found;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(lower, name);
    if (distance < best && distance < name.size()) {
      best = distance;
      found = name;
    }
  }
  return found;
}

}  // namespace maxos::config
