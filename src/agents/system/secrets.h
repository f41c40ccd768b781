// Command lines without what must not be told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maxos::agents {

// The arguments joined by spaces, with "***" for values that look secret: password=…, --token …, what a table
// of programs takes behind their own options (-pSECRET of the MySQL ones), user:password@ in URLs,
// Authorization headers, tokens of known shape, inside arguments with spaces too. Errs on the side of hiding.
// Malformed UTF-8 and control characters are replaced; at most `max_bytes` bytes.
std::string mask_secrets(const std::vector<std::string_view>& arguments, std::size_t max_bytes);

}  // namespace maxos::agents
