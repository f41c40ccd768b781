#include "language/grouping.h"

#include <vector>

#include "base/text.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

std::string group_of(std::string_view text) {
  const Utterance utterance(text);
  std::string group;
  for (const Term& term : read_terms(utterance)) {
    if (!group.empty()) group.push_back(' ');
    group.append(term.word);
  }
  // Punctuation alone has no terms.
  if (group.empty()) group = base::trim(text);
  return base::to_utf8(std::string(base::utf8_prefix(group, kMaxGroupBytes)));
}

}  // namespace maxos::language
