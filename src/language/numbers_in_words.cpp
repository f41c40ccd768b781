#include "language/numbers_in_words.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace maxos::language {
namespace {

int tens_of(std::string_view word) {
  constexpr std::array<std::string_view, 8> kTens = {"twenty", "thirty",  "forty",  "fifty",
                                                     "sixty",  "seventy", "eighty", "ninety"};
  const auto found = std::find(kTens.begin(), kTens.end(), word);
  return found == kTens.end() ? 0 : 20 + 10 * static_cast<int>(found - kTens.begin());
}

int ones_of(std::string_view word) {
  constexpr std::array<std::string_view, 9> kOnes = {"one", "two",   "three", "four", "five",
                                                     "six", "seven", "eight", "nine"};
  const auto found = std::find(kOnes.begin(), kOnes.end(), word);
  return found == kOnes.end() ? 0 : 1 + static_cast<int>(found - kOnes.begin());
}

// "port six three one", "port four four three"
void join_digits(Rewording& said) {
  for (std::size_t i = 0; i + 2 < said.size(); ++i) {
    if (said.at(i) != "port") continue;
    std::string digits;
    std::size_t end = i + 1;
    for (; end < said.size(); ++end) {
      const std::string_view word = said.spoken(end);
      const int one = ones_of(word);
      if (one == 0 && !is_one_of(word, "zero", "oh", "nought")) break;
      digits.push_back(static_cast<char>('0' + one));
    }
    if (digits.size() < 2 || digits.size() > 5 || digits.front() == '0') continue;
    said.replace(i + 1, digits);
    said.drop(i + 2, end);
  }
}

}  // namespace

void join_numbers(Rewording& said) {
  join_digits(said);
  for (std::size_t i = 0; i < said.size(); ++i) {
    const std::string_view word = said.spoken(i);
    const std::size_t dash = word.find('-');
    if (dash != std::string_view::npos) {
      const int tens = tens_of(word.substr(0, dash));
      const int ones = ones_of(word.substr(dash + 1));
      if (tens > 0 && ones > 0) said.replace(i, std::to_string(tens + ones));
      continue;
    }
    if (i + 1 >= said.size() || said.before(i + 1) != " ") continue;
    const std::string_view next = said.spoken(i + 1);
    int number = 0;
    if (tens_of(word) > 0 && ones_of(next) > 0) number = tens_of(word) + ones_of(next);
    std::size_t end = i + 2;
    if (next == "hundred") {
      number = word == "a" ? 100 : 100 * ones_of(word);
      // "four hundred forty three", "two hundred and five"
      std::size_t at = said.at(i + 2) == "and" ? i + 3 : i + 2;
      if (number > 0 && at < said.size() && tens_of(said.spoken(at)) + ones_of(said.spoken(at)) > 0) {
        number += tens_of(said.spoken(at)) + ones_of(said.spoken(at));
        if (tens_of(said.spoken(at)) > 0 && ones_of(said.spoken(at + 1)) > 0)
          number += ones_of(said.spoken(++at));
        end = at + 1;
      }
    }
    // "forty eight hours": the second is of an age already.
    if (number == 0 && tens_of(word) > 0 && said.term(i + 1).kind == TermKind::age) {
      const std::string_view age = said.term(i + 1).lower;
      const std::size_t space = std::min(age.find(' '), age.size());
      const int ones = ones_of(age.substr(0, space));
      if (ones == 0) continue;
      said.replace(i + 1, std::to_string(tens_of(word) + ones).append(age.substr(space)));
      said.drop(i, i + 1);
      continue;
    }
    if (number == 0) continue;
    said.replace(i, std::to_string(number));
    said.drop(i + 1, end);
    i = end - 1;
  }
}

}  // namespace maxos::language
