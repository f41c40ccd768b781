// An order or a question, apart from what its speaker tells beside it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "language/features.h"
#include "language/statement.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// A question beside a statement is one from this confidence on.
inline constexpr double kSureBeside = 0.6;

struct BesideStatements {
  // What is asked for; empty where it is taken back.
  std::string text = {};
  // Its first word, and whether that alone makes it an order. Points into the utterance or the model.
  std::string_view verb = {};
  bool orders = false;
  // What the statements do to it, if it changes something, and if it reads.
  Bearing on_change = Bearing::none;
  Bearing on_read = Bearing::none;
};

// Of "organise ~/Desktop, it has become a dumping ground" and "what's my gateway? the helpline is asking";
// nothing when nothing is told beside it.
std::optional<BesideStatements> beside_statements(const Utterance& utterance, std::span<const Term> terms,
                                                  std::span<const Seen> seen);

}  // namespace maxos::language
