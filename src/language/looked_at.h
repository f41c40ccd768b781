// An understanding that changes something, beside the words that it was understood of.
#pragma once

#include <string>
#include <string_view>

#include "language/no_order.h"
#include "language/rewording.h"
#include "language/understanding.h"

namespace maxos::language {

inline bool is_polite(std::string_view word) {
  return is_one_of(word, "please", "pls", "plz", "plss", "kindly", "thanks", "thx", "thank", "ty");
}

inline bool is_modal_of_request(std::string_view word) {
  return is_one_of(word, "can", "could", "would", "will", "won't", "wont", "can't", "cant", "couldn't",
                   "wouldn't");
}

inline bool is_you(std::string_view word) {
  return is_one_of(word, "you", "u", "ya");
}

// "deletes", "copies"
inline bool is_third_person(std::string_view word) {
  return inflects_change(word, "s") || inflects_change(word, "es");
}

class LookedAt {
 public:
  // All must outlive it. `text`: the clean text of `said`.
  LookedAt(const Rewording& said, const Understanding& change, std::string_view text)
      : said_(said), change_(change), text_(text) {}

 protected:
  bool is(std::string_view intent) const { return change_.intent == intent; }
  bool fills_slot(std::size_t i) const {
    if (i >= said_.size()) return false;
    const std::string_view raw = said_.term(i).raw;
    for (const auto& [name, value] : change_.slots) {
      if (name != "action" && (value == raw || (raw.size() > 2 && value.find(raw) != std::string::npos)))
        return true;
    }
    return false;
  }
  bool any_slot(std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i) {
      if (fills_slot(i)) return true;
    }
    return false;
  }
  // Up to the next pause.
  std::size_t end_of(std::size_t i) const {
    ++i;
    while (i < said_.size() && !said_.pauses(i)) ++i;
    return i;
  }
  bool any_base() const {
    for (std::size_t i = 0; i < said_.size(); ++i) {
      if (is_change_word(said_.at(i))) return true;
    }
    return false;
  }

  const Rewording& said_;
  const Understanding& change_;
  std::string_view text_;
};

}  // namespace maxos::language
