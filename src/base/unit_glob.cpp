#include "base/unit_glob.h"

#include <algorithm>

namespace maxos::base {

// Goes back to the last star alone, so that no glob costs more than the product of both lengths.
bool matches_unit_glob(std::string_view glob, std::string_view unit) {
  std::size_t at = 0;
  std::size_t in_unit = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_unit = 0;
  while (in_unit < unit.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      star_unit = in_unit;
    } else if (at < glob.size() && (glob[at] == '?' || glob[at] == unit[in_unit])) {
      ++at;
      ++in_unit;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_unit = ++star_unit;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at) == std::string_view::npos;
}

bool matches_any_unit_glob(const std::vector<std::string>& globs, std::string_view unit) {
  return std::any_of(globs.begin(), globs.end(),
                     [unit](const std::string& glob) { return matches_unit_glob(glob, unit); });
}

}  // namespace maxos::base
