#include "language/follow.h"

namespace maxos::language {
namespace {

// What may stand before the verb of a wish: "could you please follow …", "i'd like to watch …".
bool opens_a_wish(std::string_view word) {
  return is_one_of(word, "please", "can", "could", "would", "will", "you", "i", "i'd", "we", "want", "like",
                   "need", "to", "let", "lets", "let's", "us", "me", "just", "now", "hey", "ok", "okay",
                   "wanna", "help", "kindly", "go", "and", "keep");
}

bool is_log_noun(std::string_view word) {
  return is_one_of(word, "log", "logs", "journal", "entries", "messages", "output", "tail", "feed", "view");
}

// The verb of a wish, and not of what is asked about: "the entries that follow the crash".
bool orders_it(const Words& words) {
  std::size_t i = 0;
  while (i < words.size() && opens_a_wish(words.at(i))) ++i;
  return is_one_of(words.at(i), "follow", "watch", "monitor", "stream", "following", "watching", "streaming",
                   "tailing");
}

}  // namespace

bool asks_to_follow(const Words& words) {
  if (orders_it(words)) return true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.at(i);
    if (is_one_of(word, "-f", "--follow", "realtime", "real-time", "continuously")) return true;
    if (word == "live" && (i + 1 == words.size() || is_log_noun(words.at(i + 1)))) return true;
    if (word == "as" && is_one_of(words.at(i + 1), "they", "it") &&
        is_one_of(words.at(i + 2), "come", "comes", "arrive", "arrives", "happen", "happens", "appear")) {
      return true;
    }
  }
  return words.pair("real", "time");
}

}  // namespace maxos::language
