// The words by which a statement beside an order is known, and what it may do to the order. All in lower
// case.
#pragma once

#include <string_view>

namespace maxos::language {

// "i", "we've": who speaks.
bool is_speaker(std::string_view word);
// A subject that needs no noun.
bool is_pronoun(std::string_view word);
// A noun follows: "the", "karl's".
bool determines_noun(std::string_view word);
// What tells of something, in the form that a subject asks for.
bool is_finite(std::string_view word);
// Of several: "see" in "the guests see an error page".
bool is_plural_verb(std::string_view word);
// Of what is for another time, or may be: behind "so that".
bool is_of_purpose(std::string_view word);
// "blocked", "frozen": a state that nobody wants.
bool is_stuck(std::string_view state);
// "barely", "never": before what tells.
bool is_adverb(std::string_view word);
// "reported"
bool is_past(std::string_view word);
// What no sentence about something begins with.
bool begins_no_statement(std::string_view word);
bool denies_it(std::string_view word);
// "said", "told": what somebody else has words with.
bool says(std::string_view word);
// What is read rather than said: "manual".
bool is_text(std::string_view word);
// With it no order is left as it was, whatever it asks for.
bool always_matters(std::string_view word);
// Permissions, wishes, doubts, withdrawals, times: of a change.
bool matters_to_change(std::string_view word);
// What a reason may well hold, or may not.
bool makes_doubtful(std::string_view word);
// What forbids a change, puts it off or says that it is another's to do.
bool forbids(std::string_view word);

}  // namespace maxos::language
