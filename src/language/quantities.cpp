#include "language/quantities.h"

#include <absl/strings/ascii.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

using Unit = std::pair<std::string_view, std::uint64_t>;

constexpr std::uint64_t kKilo = 1024;
constexpr std::uint64_t kMega = 1024 * kKilo;
constexpr std::uint64_t kGiga = 1024 * kMega;
constexpr std::uint64_t kTera = 1024 * kGiga;

constexpr std::array<Unit, 40> kSizes = {{{"b", 1},
                                          {"byte", 1},
                                          {"bytes", 1},
                                          {"k", kKilo},
                                          {"kb", kKilo},
                                          {"kib", kKilo},
                                          {"kilobyte", kKilo},
                                          {"kilobytes", kKilo},
                                          {"kilo", kKilo},
                                          {"kilos", kKilo},
                                          {"kibibytes", kKilo},
                                          {"m", kMega},
                                          {"mb", kMega},
                                          {"mib", kMega},
                                          {"meg", kMega},
                                          {"megs", kMega},
                                          {"mega", kMega},
                                          {"megabyte", kMega},
                                          {"megabytes", kMega},
                                          {"mebibytes", kMega},
                                          {"mbyte", kMega},
                                          {"mbytes", kMega},
                                          {"g", kGiga},
                                          {"gb", kGiga},
                                          {"gib", kGiga},
                                          {"gig", kGiga},
                                          {"gigs", kGiga},
                                          {"giga", kGiga},
                                          {"gigabyte", kGiga},
                                          {"gigabytes", kGiga},
                                          {"gibibytes", kGiga},
                                          {"gbyte", kGiga},
                                          {"gbytes", kGiga},
                                          {"t", kTera},
                                          {"tb", kTera},
                                          {"tib", kTera},
                                          {"terabyte", kTera},
                                          {"terabytes", kTera},
                                          {"tebibytes", kTera},
                                          {"tera", kTera}}};

constexpr std::string_view kAndAHalf = " and a half";

constexpr std::uint64_t kMinute = 60;
constexpr std::uint64_t kHour = 60 * kMinute;
constexpr std::uint64_t kDay = 24 * kHour;
constexpr std::uint64_t kWeek = 7 * kDay;
constexpr std::uint64_t kMonth = 30 * kDay;
constexpr std::uint64_t kYear = 365 * kDay;

constexpr std::array<Unit, 33> kTimes = {{{"s", 1},
                                          {"sec", 1},
                                          {"secs", 1},
                                          {"second", 1},
                                          {"seconds", 1},
                                          {"min", kMinute},
                                          {"mins", kMinute},
                                          {"minute", kMinute},
                                          {"minutes", kMinute},
                                          {"m", kMinute},
                                          {"h", kHour},
                                          {"hr", kHour},
                                          {"hrs", kHour},
                                          {"hour", kHour},
                                          {"hours", kHour},
                                          {"d", kDay},
                                          {"day", kDay},
                                          {"days", kDay},
                                          {"w", kWeek},
                                          {"wk", kWeek},
                                          {"wks", kWeek},
                                          {"week", kWeek},
                                          {"weeks", kWeek},
                                          {"mo", kMonth},
                                          {"month", kMonth},
                                          {"months", kMonth},
                                          {"y", kYear},
                                          {"yr", kYear},
                                          {"yrs", kYear},
                                          {"year", kYear},
                                          {"years", kYear},
                                          {"fortnight", 2 * kWeek},
                                          {"weekend", 2 * kDay}}};

template <std::size_t N>
std::uint64_t factor(const std::array<Unit, N>& units, std::string_view word) {
  for (const auto& [name, value] : units) {
    if (name == word) return value;
  }
  return 0;
}

std::string_view next_word(std::string_view& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) {
    text = {};
    return {};
  }
  text.remove_prefix(begin);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

// Takes a number such as "1.5" or "2,5" from the front.
std::optional<double> take_number(std::string_view& text) {
  std::size_t end = 0;
  bool fraction = false;
  while (end < text.size() && end < 16) {
    if (absl::ascii_isdigit(text[end])) {
      ++end;
    } else if (!fraction && end > 0 && (text[end] == '.' || text[end] == ',') && end + 1 < text.size() &&
               absl::ascii_isdigit(text[end + 1])) {
      fraction = true;
      ++end;
    } else {
      break;
    }
  }
  if (end == 0) return std::nullopt;
  std::string digits(text.substr(0, end));
  if (const auto comma = digits.find(','); comma != std::string::npos) digits[comma] = '.';
  double value = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || rest != digits.data() + digits.size()) return std::nullopt;
  text.remove_prefix(end);
  return value;
}

// NUMBER UNIT, together or apart.
template <std::size_t N>
std::optional<std::uint64_t> read_amount(std::string_view text, const std::array<Unit, N>& units,
                                         bool unit_alone, bool bare_number) {
  // "one and a half gigabytes", "an hour and a half"
  std::string without_half;
  double more = 0;
  if (const std::size_t half = text.find(kAndAHalf); half != std::string_view::npos) {
    without_half.append(text.substr(0, half)).append(text.substr(half + kAndAHalf.size()));
    text = without_half;
    more = 0.5;
  }
  double number = 1;
  std::string_view rest = text;
  bool counted = false;
  if (const auto value = take_number(rest)) {
    number = *value;
    counted = true;
  } else {
    const std::string_view saved = rest;
    const std::string_view word = next_word(rest);
    if (word == "half") {
      number = 0.5;
      const std::string_view before = rest;
      if (!is_one_of(next_word(rest), "a", "an")) rest = before;
      counted = true;
    } else if (word == "a" || word == "an" || word == "one") {
      counted = true;
      const std::string_view before = rest;
      const std::string_view couple = next_word(rest);
      if (couple == "couple" || couple == "few") {
        number = couple == "few" ? 3 : 2;
        const std::string_view of = rest;
        if (next_word(rest) != "of") rest = of;
      } else {
        rest = before;
      }
    } else if (const std::string_view digits = number_word(word); !digits.empty()) {
      std::string_view copy = digits;
      number = take_number(copy).value_or(1);
      counted = true;
    } else {
      rest = saved;
    }
  }
  number += more;
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '-')) rest.remove_prefix(1);
  if (rest.empty()) {
    if (!counted || !bare_number) return std::nullopt;
  } else {
    const std::uint64_t unit = factor(units, rest);
    if (unit == 0 || (!counted && !unit_alone)) return std::nullopt;
    number *= static_cast<double>(unit);
  }
  if (!(number >= 0) || number > 9e15) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(number));
}

}  // namespace

bool is_size_unit(std::string_view word) {
  return factor(kSizes, word) != 0;
}

bool is_time_unit(std::string_view word) {
  return factor(kTimes, word) != 0;
}

std::optional<std::uint64_t> read_count(std::string_view text) {
  if (const std::string_view digits = number_word(text); !digits.empty()) text = digits;
  if (text == "a dozen") text = "12";
  if (text == "a couple" || text == "couple" || text == "a couple of") text = "2";
  if (text == "one" || text == "once") text = "1";
  if (text == "twice") text = "2";
  if (text.ends_with("x") && text.size() > 1) text.remove_suffix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> read_size(std::string_view text) {
  return read_amount(text, kSizes, false, true);
}

std::optional<std::uint64_t> read_age(std::string_view text) {
  if (text == "yesterday" || text == "today" || text == "tonight" || text == "this morning") return kDay;
  for (const std::string_view lead : {"last ", "past ", "the last ", "the past ", "this ", "previous "}) {
    if (text.starts_with(lead)) {
      text.remove_prefix(lead.size());
      break;
    }
  }
  if (text.ends_with(" ago")) text.remove_suffix(4);
  if (text.ends_with(" old")) text.remove_suffix(4);
  return read_amount(text, kTimes, text.size() > 2, false);
}

std::optional<std::string> read_clock(std::string_view text) {
  if (text == "noon") return "12:00";
  if (text == "midnight") return "00:00";
  std::size_t at = 0;
  int hour = 0;
  int minute = 0;
  while (at < text.size() && at < 2 && absl::ascii_isdigit(text[at])) hour = hour * 10 + (text[at++] - '0');
  if (at == 0) return std::nullopt;
  bool minutes = false;
  if (at + 2 < text.size() + 0 && text[at] == ':' && absl::ascii_isdigit(text[at + 1]) &&
      absl::ascii_isdigit(text[at + 2])) {
    minute = (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    at += 3;
    minutes = true;
  }
  std::string_view rest = text.substr(at);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  if (rest == "pm" || rest == "p.m." || rest == "p.m") {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour = hour % 12 + 12;
  } else if (rest == "am" || rest == "a.m." || rest == "a.m") {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour %= 12;
  } else if (rest == "o'clock" || rest == "oclock") {
    minutes = true;
  } else if (!rest.empty() || !minutes) {
    return std::nullopt;
  }
  if (hour > 23 || minute > 59) return std::nullopt;
  std::string out = "00:00";
  out[0] = static_cast<char>('0' + hour / 10);
  out[1] = static_cast<char>('0' + hour % 10);
  out[3] = static_cast<char>('0' + minute / 10);
  out[4] = static_cast<char>('0' + minute % 10);
  return out;
}

}  // namespace maxos::language
