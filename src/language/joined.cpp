#include "language/joined.h"

#include <algorithm>

#include "language/clauses.h"
#include "language/service_names.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool joins(const Term& term) {
  return term.kind == TermKind::word && is_one_of(term.lower, "and", "then", "also", "plus", "&");
}

bool begins_request(const Term& term) {
  return is_order_word(term.lower) || is_one_of(term.lower, "what", "what's", "who", "who's", "which", "how",
                                                "where", "when", "is", "are");
}

bool is_value(const Term& term) {
  return term.kind == TermKind::path || term.kind == TermKind::file || term.kind == TermKind::host;
}

// "restart nginx and apache please", "are nginx and redis running"
std::optional<std::pair<std::string, std::string>> asked_of_two_services(const Utterance& utterance,
                                                                         std::span<const Term> terms) {
  for (std::size_t i = 1; i + 2 < terms.size(); ++i) {
    if (!joins(terms[i + 1]) || !is_service_name(terms[i].lower) || !is_service_name(terms[i + 2].lower))
      continue;
    const std::string& clean = utterance.clean;
    const auto text = [&](std::size_t begin, std::size_t end) { return clean.substr(begin, end - begin); };
    const std::string lead = text(terms.front().begin, terms[i].begin);
    const std::string tail = text(terms[i + 2].end, terms.back().end);
    const auto about = [&](const Term& service) {
      return std::string(lead).append(text(service.begin, service.end)).append(tail);
    };
    return std::pair(about(terms[i]), about(terms[i + 2]));
  }
  return std::nullopt;
}

}  // namespace

std::vector<Joint> possible_joints(const Utterance& utterance, std::span<const Term> terms) {
  std::vector<Joint> found;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (joins(terms[i])) {
      std::size_t next = i + 1;
      while (next < terms.size() && (joins(terms[next]) || is_one_of(terms[next].lower, "please", "after")))
        ++next;
      // With a verb it is second_clause() that finds it; one word says too little.
      if (next + 1 < terms.size() && !joins(terms[i - 1]) && !is_order_word(terms[next].lower))
        found.push_back({i, next, begins_request(terms[next]), false});
      continue;
    }
    const std::string_view between =
        std::string_view(utterance.clean).substr(terms[i - 1].end, terms[i].begin - terms[i - 1].end);
    const bool pause = between.find_first_of(",.!?") != std::string_view::npos;
    // "free up room, get the trash emptied" gives a reason first.
    const bool order = is_order_word(terms[i].lower);
    if (pause && begins_request(terms[i]) && (!order || begins_request(terms.front())))
      found.push_back({i, i, true, order});
  }
  return found;
}

std::optional<std::pair<std::string, std::string>> asked_of_two(const Utterance& utterance,
                                                                std::span<const Term> terms) {
  if (auto services = asked_of_two_services(utterance, terms)) return services;
  if (terms.size() < 4 || !is_value(terms.back()) || !joins(terms[terms.size() - 2])) return std::nullopt;
  const Term& second = terms.back();
  const Term& first = terms[terms.size() - 3];
  if (first.kind != second.kind) return std::nullopt;
  std::string lead = utterance.clean.substr(terms.front().begin, first.begin - terms.front().begin);
  while (!lead.empty() && is_quote(lead.back())) lead.pop_back();
  return std::pair(lead + text_of(utterance, first, first), lead + text_of(utterance, second, second));
}

bool asks_about_same(std::span<const Term> second) {
  return std::any_of(second.begin(), second.end(), [](const Term& term) {
    return is_one_of(term.lower, "it", "they", "them", "that", "its", "those", "these");
  });
}

bool says_how_many(std::span<const Term> second) {
  return std::all_of(second.begin(), second.end(), [](const Term& term) {
    return term.kind == TermKind::number ||
           is_one_of(term.lower, "show", "list", "give", "me", "only", "just", "the", "first", "last", "top",
                     "of", "them", "results", "please");
  });
}

}  // namespace maxos::language
