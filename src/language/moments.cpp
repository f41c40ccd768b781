#include "language/moments.h"

#include <algorithm>
#include <optional>
#include <string>

#include "language/quantities.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool ends_a_time(std::string_view word) {
  return is_one_of(word, "before", "until", "till", "older");
}

bool begins_a_time(std::string_view word) {
  return is_one_of(word, "since", "from", "after", "on", "of", "between", "newer");
}

// "not changed since", "untouched since"
bool is_denied(std::span<const Term> terms, std::size_t at) {
  constexpr std::size_t kReach = 5;
  for (std::size_t i = at; i > 0 && at - i < kReach; --i) {
    if (is_one_of(terms[i - 1].lower, "not", "untouched", "unchanged", "unmodified", "unused", "never",
                  "haven't", "havent", "hasn't", "hasnt", "weren't", "wasn't", "nobody", "didn't", "didnt",
                  "without", "no"))
      return true;
  }
  return false;
}

// A moment among the terms: how many of them it has, and how it is told.
struct Moment {
  std::size_t count = 0;
  std::string text;
};

Moment moment_at(std::span<const Term> terms, std::size_t at) {
  if (terms[at].kind == TermKind::clock) {
    auto clock = read_clock(terms[at].lower);
    return clock ? Moment{1, *std::move(clock)} : Moment{};
  }
  // "yesterday" alone is a length of time like others; with the hour it is none.
  const bool day =
      terms[at].kind == TermKind::age && is_one_of(terms[at].lower, "yesterday", "today") &&
      at + 1 < terms.size() &&
      (terms[at + 1].kind == TermKind::clock ||
       (terms[at + 1].lower == "at" && at + 2 < terms.size() && terms[at + 2].kind == TermKind::clock));
  if (!day && (terms[at].kind != TermKind::word || !is_weekday(terms[at].lower))) return {};
  Moment moment{1, std::string(terms[at].lower)};
  std::size_t next = at + 1;
  if (next + 1 < terms.size() && terms[next].lower == "at") ++next;
  if (next < terms.size() && terms[next].kind == TermKind::clock) {
    if (const auto clock = read_clock(terms[next].lower)) {
      moment.count = next + 1 - at;
      moment.text.append(" ").append(*clock);
    }
  }
  return moment;
}

// The word that says which end it is: of "since last monday", "since".
std::string_view word_before(std::span<const Term> terms, std::size_t at) {
  std::size_t before = at;
  while (before > 0 && is_one_of(terms[before - 1].lower, "last", "this", "the", "than", "about", "around"))
    --before;
  return before == 0 ? std::string_view() : terms[before - 1].lower;
}

void put(std::string_view slot, const Moment& moment, std::size_t at, std::span<const Term> terms,
         std::span<bool> claimed, SlotValues& slots) {
  slots.insert_or_assign(std::string(slot), moment.text);
  std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(at), moment.count, true);
  // What was looked for is not when it was.
  for (const std::string_view text : {"grep", "content", "pattern"}) {
    if (const auto taken = slots.find(text); taken != slots.end() && taken->second == terms[at].raw)
      slots.erase(taken);
  }
}

// "logs before yesterday", whichever of the two ends the tagger took it for.
void turn_around(std::span<const Term> terms, SlotValues& slots) {
  const auto since = slots.find("since");
  if (since == slots.end() || slots.contains("until")) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::age || !ends_a_time(terms[i - 1].lower)) continue;
    const auto age = read_age(terms[i].lower);
    if (!age || std::to_string(*age) != since->second) continue;
    slots["until"] = since->second;
    slots.erase("since");
    return;
  }
}

// "tonight", "in the evening", from term `at` on.
bool is_after_noon(std::span<const Term> terms, std::size_t at) {
  for (std::size_t i = at; i < std::min(at + 3, terms.size()); ++i) {
    if (is_one_of(terms[i].lower, "tonight", "evening", "afternoon", "night")) return true;
  }
  return false;
}

// "11", "17.30", "eleven", as what a clock shows.
std::optional<std::string> hour_told(std::string_view lower, bool after_noon) {
  const std::size_t dot = lower.find('.');
  std::string minutes = ":00";
  if (dot != std::string_view::npos) {
    minutes = ":" + std::string(lower.substr(dot + 1));
    lower = lower.substr(0, dot);
  }
  const auto hour = read_count(lower);
  if (!hour || *hour > 23) return std::nullopt;
  return read_clock(std::to_string(after_noon && *hour < 12 ? *hour + 12 : *hour) + minutes);
}

// "between 3h and 1h ago"
void take_ends(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 1; i + 2 < terms.size(); ++i) {
    if (terms[i].kind != TermKind::age || terms[i + 2].kind != TermKind::age ||
        !is_one_of(terms[i - 1].lower, "between", "from") ||
        !is_one_of(terms[i + 1].lower, "and", "to", "until", "till"))
      continue;
    const auto since = read_age(terms[i].lower);
    const auto until = read_age(terms[i + 2].lower);
    if (!since || !until || *since <= *until) continue;
    slots["since"] = std::to_string(*since);
    slots["until"] = std::to_string(*until);
    claimed[i] = claimed[i + 2] = true;
  }
}

}  // namespace

void settle_when(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  const auto action = slots.find("action");
  if (action == slots.end() || action->second == "cancel") return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (!is_one_of(terms[i - 1].lower, "at", "by", "around") || terms[i].kind != TermKind::number) continue;
    const auto told = hour_told(terms[i].lower, is_after_noon(terms, i + 1));
    // Not a number of seconds either.
    slots["when"] = told ? *told : "at " + std::string(terms[i].raw);
    claimed[i] = true;
    for (std::size_t k = i + 1; k < std::min(i + 4, terms.size()); ++k) {
      if (is_one_of(terms[k].lower, "o'clock", "in", "the", "this", "tonight", "evening", "afternoon",
                    "night", "morning", "sharp"))
        claimed[k] = true;
    }
    return;
  }
}

bool is_weekday(std::string_view word) {
  return is_one_of(word, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
}

void take_moments(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                  SlotValues& slots) {
  const bool logs = intent == "system.logs";
  const std::string_view since = logs ? "since" : "modified_within";
  const std::string_view until = logs ? "until" : "older_than";
  bool between = false;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const Moment moment = moment_at(terms, i);
    if (moment.count == 0) continue;
    const std::string_view before = word_before(terms, i);
    const bool upper = (between && is_one_of(before, "and", "to", "-")) ||
                       (!logs && begins_a_time(before) && is_denied(terms, i));
    if (upper || ends_a_time(before)) {
      put(until, moment, i, terms, claimed, slots);
    } else if (begins_a_time(before)) {
      put(since, moment, i, terms, claimed, slots);
      between = is_one_of(before, "between", "from");
    }
    i += moment.count - 1;
  }
  if (!logs) return;
  take_ends(terms, claimed, slots);
  turn_around(terms, slots);
}

}  // namespace maxos::language
