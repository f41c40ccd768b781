#include "agents/filesystem/glob.h"

#include <string>

#include "base/status.h"

namespace maxos::agents {
namespace {

// Length of the UTF-8 character at the front; 1 for what is none.
std::size_t character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return length <= text.size() ? length : 1;
}

// Position behind the "]" of the set that begins at the front, npos when it is not closed.
std::size_t set_end(std::string_view pattern) {
  std::size_t at = 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;
  const std::size_t close = pattern.find(']', at);
  return close == std::string_view::npos ? close : close + 1;
}

bool set_has(std::string_view set, char c) {
  set = set.substr(1, set.size() - 2);
  const bool inverted = !set.empty() && (set.front() == '!' || set.front() == '^');
  if (inverted) set.remove_prefix(1);
  const auto byte = static_cast<unsigned char>(c);
  bool found = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto low = static_cast<unsigned char>(set[i]);
    if (i + 2 < set.size() && set[i + 1] == '-') {
      found |= byte >= low && byte <= static_cast<unsigned char>(set[i + 2]);
      i += 2;
    } else {
      found |= byte == low;
    }
  }
  return found != inverted;
}

// One element of the pattern that is not "*" against the front of the name. `used` is set to what each side
// loses.
bool element_matches(std::string_view pattern, std::string_view name, std::size_t& pattern_used,
                     std::size_t& name_used) {
  name_used = 1;
  pattern_used = 1;
  if (name.empty()) return false;
  if (pattern.front() == '?') {
    name_used = character(name);
    return true;
  }
  if (pattern.front() == '[') {
    pattern_used = set_end(pattern);
    return pattern_used != std::string_view::npos && set_has(pattern.substr(0, pattern_used), name.front());
  }
  if (pattern.front() == '\\' && pattern.size() > 1) {
    pattern_used = 2;
    return pattern[1] == name.front();
  }
  return pattern.front() == name.front();
}

bool plain_matches(std::string_view pattern, std::string_view name) {
  // Only the last "*" needs to be tried again: an earlier one cannot do better.
  std::string_view star_pattern;
  std::string_view star_name;
  bool starred = false;
  for (;;) {
    if (!pattern.empty() && pattern.front() == '*') {
      pattern.remove_prefix(1);
      starred = true;
      star_pattern = pattern;
      star_name = name;
      continue;
    }
    if (pattern.empty() && name.empty()) return true;
    std::size_t pattern_used = 0;
    std::size_t name_used = 0;
    if (!pattern.empty() && element_matches(pattern, name, pattern_used, name_used)) {
      pattern.remove_prefix(pattern_used);
      name.remove_prefix(name_used);
      continue;
    }
    if (!starred || star_name.empty()) return false;
    star_name.remove_prefix(character(star_name));
    pattern = star_pattern;
    name = star_name;
  }
}

// The first "{…}" of the pattern that holds a comma; npos positions when there is none.
void find_braces(std::string_view pattern, std::size_t& open, std::size_t& close) {
  open = pattern.find('{');
  close = open == std::string_view::npos ? open : pattern.find('}', open);
}

}  // namespace

absl::Status check_glob(std::string_view pattern) {
  if (pattern.size() > kMaxPattern) return base::invalid_argument("The pattern is longer than 255 bytes.");
  if (pattern.find('/') != std::string_view::npos) {
    return base::invalid_argument(
        "The pattern holds a slash, but it is matched against names alone. Name the directory as path and, "
        "for example, *.txt as pattern.");
  }
  std::size_t open = 0;
  std::size_t close = 0;
  find_braces(pattern, open, close);
  if (open != std::string_view::npos && close == std::string_view::npos) {
    return base::invalid_argument("The pattern has a { without a }.");
  }
  if (close != std::string_view::npos && pattern.find('{', close) != std::string_view::npos) {
    return base::invalid_argument("The pattern may hold one pair of braces.");
  }
  for (std::size_t at = pattern.find('['); at != std::string_view::npos; at = pattern.find('[', at)) {
    const std::size_t end = set_end(pattern.substr(at));
    if (end == std::string_view::npos) return base::invalid_argument("The pattern has a [ without a ].");
    at += end;
  }
  return absl::OkStatus();
}

bool glob_matches(std::string_view pattern, std::string_view name) {
  std::size_t open = 0;
  std::size_t close = 0;
  find_braces(pattern, open, close);
  if (close == std::string_view::npos) return plain_matches(pattern, name);
  std::string_view choices = pattern.substr(open + 1, close - open - 1);
  for (;;) {
    const std::size_t comma = choices.find(',');
    std::string one(pattern.substr(0, open));
    one.append(choices.substr(0, comma)).append(pattern.substr(close + 1));
    if (plain_matches(one, name)) return true;
    if (comma == std::string_view::npos) return false;
    choices.remove_prefix(comma + 1);
  }
}

}  // namespace maxos::agents
