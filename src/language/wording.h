// What was said in other words than the rules and the model look for, said plainly.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "language/caution.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

struct Wording {
  std::string text = {};
  // Whether something that this text no longer has may matter to a change: a permission ("u can"), what "it"
  // is.
  bool confirm = false;
  // Why it orders nothing, whatever it says: it only tells of a permission ("karl wrote: you can delete
  // ~/a"), or names another deed for another case ("if possible, else restart it").
  Caution caution = Caution::none;
};

// Slips of courtesy ("plese", "in 10 minuts"), "what" and "wich" as relative pronouns, courtesies in the form
// of a condition ("if it is possible"), orders in the form of a permission ("u can suspend the server") or a
// demand
// ("I demand you to"), curiosity behind an order ("i am curious if it works"), and "it" for the one path,
// service or trash that the statement in front names; and the forms of a letter (active_voice.h). Nothing
// where all is plain. Never touches a quotation, a path or what is named by "called".
std::optional<Wording> plain_wording(const Utterance& utterance, std::span<const Term> terms);

}  // namespace maxos::language
