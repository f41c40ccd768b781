// What an understanding comes to.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "language/beside.h"
#include "language/understanding.h"

namespace maxos::language {

inline constexpr std::size_t kMaxCandidates = 3;

// One that the words say outright, whatever the classifier makes of them. `about`: static storage.
Understanding known(Understanding out, std::string_view intent, std::string_view about);

// Nothing was understood; what is offered stays.
Understanding unknown(Understanding out);

// Whether it may be cut out of a sentence of which the rest is talk.
bool is_asked_beside_talk(const Understanding& read);

// Whether an utterance is rather meant as a whole than as what is asked for in it alone. `..._changes`:
// whether it would change something.
bool is_rather(const Understanding& all, bool all_changes, const Understanding& alone, bool alone_changes,
               const BesideStatements& told);

// What the order alone was understood as, where the statements beside it leave it that. `change`: whether it
// changes something.
std::optional<Understanding> left_by(const BesideStatements& told, Understanding alone, bool change);

// A change beside a statement that bears on it so: to be confirmed, or not understood.
Understanding with_bearing(Understanding change, Bearing bearing);

}  // namespace maxos::language
