// What utterances have in common that were not understood.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace maxos::language {

inline constexpr std::size_t kMaxGroupBytes = 200;

// The words in lower case, what stands for a value by its kind: "frobnicate <path>". At most kMaxGroupBytes
// bytes; never empty for a text that is not blank.
std::string group_of(std::string_view text);

}  // namespace maxos::language
