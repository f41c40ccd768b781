#include "agents/filesystem/name_match.h"

#include <algorithm>
#include <array>
#include <climits>

#include "agents/filesystem/glob.h"

namespace maxos::agents {
namespace {

constexpr std::string_view kSpecial = "*?[{\\";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool has_capital(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

NameMatcher::NameMatcher(std::string_view pattern) : fold_(!has_capital(pattern)), text_(pattern) {
  if (pattern.empty() || pattern == "*") {
    shape_ = Shape::all;
  } else if (pattern.find_first_of(kSpecial) == std::string_view::npos) {
    shape_ = Shape::holds;
  } else if (pattern.front() == '*' && pattern.find_first_of(kSpecial, 1) == std::string_view::npos) {
    shape_ = Shape::ends;
    text_.erase(0, 1);
  } else {
    shape_ = Shape::glob;
  }
}

bool NameMatcher::matches(std::string_view name) const {
  if (shape_ == Shape::all) return true;
  std::array<char, NAME_MAX + 1> folded;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
  if (fold_ && name.size() <= folded.size()) {
    std::transform(name.begin(), name.end(), folded.begin(), lower);
    name = {folded.data(), name.size()};
  }
  switch (shape_) {
    case Shape::holds:
      return name.find(text_) != std::string_view::npos;
    case Shape::ends:
      return name.ends_with(text_);
    default:
      return glob_matches(text_, name);
  }
}

}  // namespace maxos::agents
