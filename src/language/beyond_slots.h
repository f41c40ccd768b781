// What was said of a request and no slot can say: without it, another thing would be done or shown.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "language/said_words.h"

namespace maxos::language {

// "lines 3 to 5", "everything except the logs", "errors of may", "undo the undo", "resolve a.org using
// 9.9.9.9". `words` holds which terms fill `slots`; `changes`: whether the order changes something.
bool goes_beyond_slots(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                       const Words& words, bool changes);

}  // namespace maxos::language
