// What a thing is called or says, told by the words in front of it.
#pragma once

#include <span>
#include <string_view>

#include "language/slot_filler.h"
#include "language/terms.h"

namespace maxos::language {

// "transaction 42", "unlearn sitrep", "nginx's config", "journal entries for slurmd", "the words power of
// attorney in it", "does it say paper jam anywhere", "according to the docs, what is …".
void settle_names(std::string_view intent, const Utterance& utterance, std::span<const Term> terms,
                  std::span<bool> claimed, SlotValues& slots);

}  // namespace maxos::language
