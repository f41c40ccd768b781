// Names in an order about files that no slot takes up.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "language/features.h"
#include "language/terms.h"

namespace maxos::language {

enum class Leftover {
  none,
  // "delete /srv/a/*.txt": stands for some of what lies there
  pattern,
  // "zip a.txt b.txt", "make the folders a and b", "delete my/new file.txt": several names, or one that has a
  // space and no quotes
  name
};

// `slots`: as filled from the terms; `claimed[i]`: term i fills one. `changes`: whether the order changes
// something; of a question, only what stands directly beside a path is looked at.
Leftover leftover_of(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                     const Utterance& utterance, std::span<const Term> terms, std::span<const Seen> seen,
                     std::span<const bool> claimed, bool changes);

}  // namespace maxos::language
