// Two requests in one utterance where the second has no verb of its own, or is set off by punctuation alone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// The terms [0, first) and [second, end).
struct Joint {
  std::size_t first = 0;
  std::size_t second = 0;
  // The second part begins with a verb or like a question.
  bool verb = false;
  // Both begin like orders.
  bool order = false;
};

// Where "show the uptime and the disk usage" and "list the files, archive them" may fall apart. Whether
// they do, their meanings tell.
std::vector<Joint> possible_joints(const Utterance& utterance, std::span<const Term> terms);

// "ping a.example and b.example": one request for two things, as two requests. Nothing when it is not that.
std::optional<std::pair<std::string, std::string>> asked_of_two(const Utterance& utterance,
                                                                std::span<const Term> terms);

// "list the files, when were they changed?": the second part asks on about the same.
bool asks_about_same(std::span<const Term> second);
// "find all pdfs, show me 20": it says how many.
bool says_how_many(std::span<const Term> second);

}  // namespace maxos::language
