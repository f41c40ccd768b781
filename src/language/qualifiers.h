// Words that narrow, widen, repeat or turn round what an order asks for, where no slot can say so.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "language/caution.h"
#include "language/part.h"
#include "language/said_words.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// "copy half of ~/a", "delete the backup of ~/a.txt", "connect my phone to the wifi": what would be done
// without regard to such a word is more than was asked for, or other. `terms`: those of `words`; `part`: as
// part_of() has it.
Caution caution_about_qualifiers(std::string_view intent,
                                 const std::map<std::string, std::string, std::less<>>& slots,
                                 const Utterance& utterance, std::span<const Term> terms, const Words& words,
                                 Part part);

// As above, for what is no file. For caution_about_qualifiers() alone.
Caution caution_about_machine(std::string_view intent,
                              const std::map<std::string, std::string, std::less<>>& slots,
                              const Words& words);

// "deploy billing to staging": a stage that no slot takes, and that is not the one a recipe is made for.
bool names_other_stage(std::string_view intent, const Words& words);

}  // namespace maxos::language
