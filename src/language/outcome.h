// What an understanding comes to.
#pragma once

#include <cstddef>
#include <string_view>

#include "language/understanding.h"

namespace maxos::language {

inline constexpr std::size_t kMaxCandidates = 3;

// One that the words say outright, whatever the classifier makes of them. `about`: static storage.
Understanding known(Understanding out, std::string_view intent, std::string_view about);

// Nothing was understood; what is offered stays.
Understanding unknown(Understanding out);

}  // namespace maxos::language
