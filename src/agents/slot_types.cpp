#include "agents/slot_types.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035, 2.3.4, without the length octets
constexpr std::size_t kMaxLabelBytes = 63;  // RFC 1035, 2.3.4
constexpr std::size_t kMaxZoneBytes = 15;   // IFNAMSIZ
constexpr std::size_t kMaxUnitBytes = 255;  // UNIT_NAME_MAX of systemd
constexpr std::uint64_t kMaxPort = 65535;

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kUnitMarks = ":-_.\\@ ";

bool is_letter_or_digit(char c) {
  return kDigits.find(c) != std::string_view::npos || kLetters.find(c) != std::string_view::npos ||
         (c >= 'A' && c <= 'Z');
}

// A whole number and what is written behind it, in lower case.
struct Measure {
  std::uint64_t number = 0;
  // Thousandths behind the decimal point.
  std::uint64_t thousandths = 0;
  std::string unit;
};

std::optional<Measure> parse_measure(std::string_view text) {
  Measure measure;
  const std::size_t digits = std::min(text.find_first_not_of(kDigits), text.size());
  const auto number = parse_number(text.substr(0, digits));
  if (!number) return std::nullopt;
  measure.number = *number;
  text.remove_prefix(digits);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::size_t decimals = std::min(text.find_first_not_of(kDigits), text.size());
    if (decimals == 0 || decimals > 3) return std::nullopt;
    measure.thousandths = *parse_number(text.substr(0, decimals));
    for (std::size_t i = decimals; i < 3; ++i) measure.thousandths *= 10;
    text.remove_prefix(decimals);
  }
  measure.unit = base::ascii_lower(base::trim(text));
  return measure;
}

// "4096", "10M", "1.5 GiB": 1024-based.
std::optional<std::uint64_t> parse_size(std::string_view text) {
  constexpr std::string_view kSuffixes = "kmgt";
  const auto measure = parse_measure(text);
  if (!measure) return std::nullopt;
  const std::string_view unit = measure->unit;
  if (unit.empty() || unit == "b") {
    return measure->thousandths == 0 ? std::optional(measure->number) : std::nullopt;
  }
  const std::size_t power = kSuffixes.find(unit.front());
  const std::string_view rest = unit.substr(1);
  if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) return std::nullopt;
  const auto shift = static_cast<unsigned>(10 * (power + 1));
  if (measure->number >= (UINT64_MAX >> shift)) return std::nullopt;
  return (measure->number << shift) + (measure->thousandths << shift) / 1000;
}

// "86400", "24h", "2 d".
std::optional<std::uint64_t> parse_age(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::uint64_t>, 8> kUnits = {{{"", 1},
                                                                                 {"s", 1},
                                                                                 {"m", 60},
                                                                                 {"min", 60},
                                                                                 {"h", 3600},
                                                                                 {"d", 86400},
                                                                                 {"w", 7 * 86400},
                                                                                 {"y", 365 * 86400}}};
  const auto measure = parse_measure(text);
  if (!measure || measure->thousandths != 0) return std::nullopt;
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                 [&](const auto& known) { return known.first == measure->unit; });
  if (unit == kUnits.end() || measure->number > kMaxAgeSeconds / unit->second) return std::nullopt;
  return measure->number * unit->second;
}

bool is_ipv4(const std::string& text) {
  in_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

bool is_zone(std::string_view zone) {
  return !zone.empty() && zone.size() <= kMaxZoneBytes && std::all_of(zone.begin(), zone.end(), [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
  });
}

// As RFC 5952 writes it, with or without a zone ("fe80::1%eth0").
std::optional<std::string> parse_ipv6(std::string_view text) {
  const std::size_t percent = std::min(text.find('%'), text.size());
  if (percent < text.size() && !is_zone(text.substr(percent + 1))) return std::nullopt;
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (inet_pton(AF_INET6, std::string(text.substr(0, percent)).c_str(), &address) != 1 ||
      inet_ntop(AF_INET6, &address, written.data(), written.size()) == nullptr) {
    return std::nullopt;
  }
  return std::string(written.data()).append(text.substr(percent));
}

bool is_host_label(std::string_view label) {
  if (label.starts_with('_')) label.remove_prefix(1);
  if (label.empty() || label.size() > kMaxLabelBytes || label.front() == '-' || label.back() == '-')
    return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_host_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > kMaxHostBytes) return false;
  const auto labels = base::split(name, '.');
  // A last label of digits alone would be an address that is none (RFC 1123, 2.1).
  if (labels.back().find_first_not_of(kDigits) == std::string_view::npos) return false;
  return std::all_of(labels.begin(), labels.end(), is_host_label);
}

std::optional<std::string> parse_host(std::string_view text) {
  if (text.size() > 2 && text.starts_with('[') && text.ends_with(']')) {
    return parse_ipv6(text.substr(1, text.size() - 2));
  }
  if (text.find(':') != std::string_view::npos) return parse_ipv6(text);
  if (is_ipv4(std::string(text))) return std::string(text);
  if (!is_host_name(text)) return std::nullopt;
  return base::ascii_lower(text);
}

// systemd.unit(5); with single spaces for symbolic names ("web server").
bool is_unit_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxUnitBytes && text.find("  ") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter_or_digit(c) || kUnitMarks.find(c) != std::string_view::npos;
         });
}

std::optional<std::string> parse_flag(std::string_view text) {
  const std::string lower = base::ascii_lower(text);
  if (lower == "true" || lower == "yes" || lower == "on" || lower == "1") return "true";
  if (lower == "false" || lower == "no" || lower == "off" || lower == "0") return "false";
  return std::nullopt;
}

std::optional<std::string> parse_choice(const SlotDecl& slot, std::string_view text) {
  const std::string lower = base::ascii_lower(text);
  const auto choice = std::find_if(slot.choices.begin(), slot.choices.end(),
                                   [&](std::string_view known) { return base::ascii_lower(known) == lower; });
  if (choice == slot.choices.end()) return std::nullopt;
  return std::string(*choice);
}

std::optional<std::string> parse_whole(std::string_view text, std::uint64_t most) {
  const auto number = parse_number(text);
  if (!number || *number == 0 || *number > most) return std::nullopt;
  return std::to_string(*number);
}

std::optional<std::string> in_digits(std::optional<std::uint64_t> number) {
  return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

std::string choices_of(const SlotDecl& slot) {
  std::string text = "one of ";
  for (std::size_t i = 0; i < slot.choices.size(); ++i) {
    if (i > 0) text.append(", ");
    text.append(slot.choices[i]);
  }
  return text;
}

// What a value of the slot must be, for people.
std::string wanted(const SlotDecl& slot) {
  switch (slot.type) {
    case SlotType::choice:
      return choices_of(slot);
    case SlotType::count:
      return "a whole number from 1 to " + std::to_string(kMaxCount);
    case SlotType::port:
      return "a port from 1 to " + std::to_string(kMaxPort);
    case SlotType::size:
      return "a size in bytes, or with K, M, G or T";
    case SlotType::age:
      return "an age in seconds, or with s, m, h, d, w or y, and at most 100 years";
    case SlotType::flag:
      return "true or false";
    case SlotType::host:
      return "a host name, an IPv4 or an IPv6 address";
    case SlotType::unit:
      return "the name of a unit: at most 255 letters, digits and characters of \":-_.\\@\"";
    default:
      return "a value that is not empty";
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

absl::Status wrong(const SlotDecl& slot, std::string_view value) {
  std::string text = "\"";
  text.append(base::to_utf8(std::string(base::utf8_prefix(value, 80))))
      .append("\" is not a valid ")
      .append(slot.name)
      .append(": it must be ")
      .append(wanted(slot));
  if (!slot.example.empty()) text.append(", for example ").append(slot.example);
  text.append(".");
  if (slot.type == SlotType::host && !is_ascii(value))
    text.append(
        " Letters beyond ASCII are not taken, since names that look alike may be different ones: write its "
        "xn-- form.");
  else if (!is_ascii(value))
    text.append(" There are characters beyond ASCII in it, which may look like others or like nothing.");
  return base::invalid_argument(text);
}

std::optional<std::string> parse(const SlotDecl& slot, std::string_view value) {
  const std::string_view trimmed = base::trim(value);
  switch (slot.type) {
    case SlotType::choice:
      return parse_choice(slot, trimmed);
    case SlotType::count:
      return parse_whole(trimmed, kMaxCount);
    case SlotType::port:
      return parse_whole(trimmed, kMaxPort);
    case SlotType::size:
      return in_digits(parse_size(trimmed));
    case SlotType::age:
      return in_digits(parse_age(trimmed));
    case SlotType::flag:
      return parse_flag(trimmed);
    case SlotType::host:
      return parse_host(trimmed);
    case SlotType::unit:
      return is_unit_name(trimmed) ? std::optional(std::string(trimmed)) : std::nullopt;
    default:
      return value.empty() ? std::nullopt : std::optional(std::string(value));
  }
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

absl::StatusOr<std::string> canonical_slot(const SlotDecl& slot, std::string_view value) {
  const std::string name(slot.name);
  if (value.size() > kMaxSlotBytes) {
    return base::invalid_argument("The " + name + " is longer than " + std::to_string(kMaxSlotBytes) +
                                  " bytes.");
  }
  if (value.find('\0') != std::string_view::npos) {
    return base::invalid_argument("The " + name + " contains a NUL byte.");
  }
  auto canonical = parse(slot, value);
  if (!canonical) return wrong(slot, value);
  return *std::move(canonical);
}

}  // namespace maxos::agents
