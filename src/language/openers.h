// Words that a request may open with.
#pragma once

#include <string_view>

#include "language/clauses.h"
#include "language/looked_at.h"

namespace maxos::language {

// A greeting, a filler, what is spoken to, an order or a pronoun: no name of somebody else.
inline bool is_opener(std::string_view word) {
  return is_polite(word) || is_order_word(word) || is_you(word) || word.ends_with("ly") ||
         is_one_of(word, "ok", "okay", "hey", "hi", "hello", "so", "now", "well", "yes", "yeah", "yep",
                   "right", "alright", "good", "great", "fine", "cool", "oops", "ups", "oh", "ah", "computer",
                   "maxos", "server", "machine", "next", "then", "also", "first", "sorry", "urgent", "quick",
                   "no", "wait", "done", "tired", "bedtime", "i'm", "im", "i", "we", "it", "today", "tonight",
                   "and", "but", "since", "as", "because", "perfect", "nice", "sure", "dear", "damn", "ugh",
                   "argh", "nope", "again", "lastly", "meanwhile", "anyway", "change", "my", "the", "this",
                   "that", "there", "with", "for", "in", "on", "when", "if", "can", "could", "would", "will",
                   "need", "want", "let's", "lets", "thing", "help", "emergency", "um", "uh", "ready", "same",
                   "here", "at", "from", "to", "all", "any", "new", "morning", "evening", "goodbye", "bye",
                   "as", "box", "system", "pc", "laptop", "host", "robot", "assistant", "wlan", "wifi",
                   "wi-fi", "firewall");
}

}  // namespace maxos::language
