// What somebody says of themselves, or of how things are, beside an order.
#pragma once

#include "language/aside.h"
#include "language/said_words.h"

namespace maxos::language {

// What a statement does to the order that it stands beside.
enum class Bearing {
  // Nothing: "it has become a dumping ground".
  none,
  // Probably nothing, but it denies something or speaks of more: the order stands, once it is confirmed.
  doubtful,
  // It may forbid it, put it off, bind it to a condition or say what of: "the pdfs stay".
  changes,
  // It does: "the boss must agree".
  forbids
};

struct Statement {
  // Whether it is one at all: a subject and what it does.
  bool found = false;
  Bearing on_change = Bearing::changes;
  Bearing on_read = Bearing::changes;
};

// Of one part of an utterance, without the pause before it. `order`: what else there is.
Statement statement_in(const Words& words, Stretch part, Stretch order);

// Whether the word forbids a change, where it stands: "it stays", "we do that on sundays".
bool forbids_at(const Words& words, Stretch part, std::size_t i);

}  // namespace maxos::language
