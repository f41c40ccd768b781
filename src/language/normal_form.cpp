#include "language/normal_form.h"

#include "base/text.h"

namespace maxos::language {

std::string normal_form(std::string_view text) {
  std::string out;
  for (const char c : base::ascii_lower(text)) {
    if (std::string_view(" \t,.!?;:").find(c) == std::string_view::npos) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return std::string(base::trim(out));
}

}  // namespace maxos::language
