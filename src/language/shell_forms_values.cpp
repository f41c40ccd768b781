#include <absl/strings/ascii.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {}  // namespace

bool is_prose(const ShellWord& word) {
  constexpr std::string_view kProse =
      "an the this that these those it its them they him her all any every everything anything something "
      "nothing none here there me my mine you your our us please pls plz thanks thank now again and or but "
      "not "
      "no yes of for from to into onto in on at with by via is are was be up down out off over under about "
      "then when what where who why how file files folder folders directory directories stuff thing things "
      "sure";
  return !word.quoted && contains_word(kProse, base::ascii_lower(word.text));
}

std::optional<std::string> path_value(const ShellWord& word) {
  // In quotes "~" is a name like any other, which a path slot cannot say.
  if (word.text.empty() || word.glob || word.text.front() == '-' || is_prose(word) ||
      (word.quoted && word.text.front() == '~'))
    return std::nullopt;
  return word.text;
}

std::optional<std::string> path_value(const ShellOption& option) {
  return path_value(ShellWord{.text = std::string(option.value), .quoted = option.quoted, .glob = false});
}

bool looks_like_path(const ShellWord& word) {
  const std::string_view text = word.text;
  if (word.quoted || text.find('/') != std::string_view::npos || text == "." || text == ".." ||
      text.starts_with('~'))
    return true;
  const std::size_t dot = text.rfind('.');
  if (dot != std::string_view::npos) return dot + 1 < text.size();
  return contains_word("README LICENSE COPYING CHANGELOG INSTALL NEWS Makefile Dockerfile Vagrantfile", text);
}

std::optional<std::string> count_value(std::string_view text) {
  std::uint32_t value = 0;
  const char* end = text.data() + text.size();
  if (text.empty() || text.size() > 9 || !absl::ascii_isdigit(text.front())) return std::nullopt;
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return std::to_string(value);
}

std::optional<std::string> port_value(std::string_view text) {
  auto value = count_value(text);
  if (!value || value->size() > 5 || *value == "0" || std::stoul(*value) > 65535) return std::nullopt;
  return value;
}

std::optional<std::string> host_value(const ShellWord& word, bool certain) {
  constexpr std::size_t kLongestName = 253;
  const std::string text = base::ascii_lower(word.text);
  if (text.empty() || text.size() > kLongestName || word.glob || is_prose(word)) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return std::nullopt;
  if (std::count(text.begin(), text.end(), ':') > 0) {
    // RFC 4291, with or without a zone.
    const std::string_view address = std::string_view(text).substr(0, text.find('%'));
    const bool ipv6 = std::count(address.begin(), address.end(), ':') >= 2 &&
                      address.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
    return ipv6 ? std::optional(text) : std::nullopt;
  }
  if (!absl::ascii_isalpha(text.front()) && !absl::ascii_isdigit(text.front()) && text.front() != '_')
    return std::nullopt;
  bool telling = text == "localhost";
  for (const char c : text) {
    if (absl::ascii_isalpha(c) || c == '_') continue;
    if (!absl::ascii_isdigit(c) && c != '.' && c != '-') return std::nullopt;
    telling = true;
  }
  return certain && !telling ? std::nullopt : std::optional(text);
}

std::optional<std::string> name_value(const ShellWord& word, std::string_view others) {
  constexpr std::size_t kLongestName = 255;
  const std::string& text = word.text;
  if (text.empty() || text.size() > kLongestName || word.glob || is_prose(word)) return std::nullopt;
  if (!absl::ascii_isalpha(text.front()) && !absl::ascii_isdigit(text.front())) return std::nullopt;
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalpha(c) || absl::ascii_isdigit(c) || others.find(c) != std::string_view::npos;
  });
  return plain ? std::optional(text) : std::nullopt;
}

}  // namespace maxos::language
