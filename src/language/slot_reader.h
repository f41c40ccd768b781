// From words to slots, for each intent that has some.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace maxos::language {

using Slots = std::map<std::string, std::string, std::less<>>;

// One thing said: a word in its corrected form, or what stands for it ("<path>", "<number>", "<glob>",
// "<name>") with its value.
struct Item {
  std::string_view word;
  std::string_view value;
};

// Fills the slots that `items` say for `intent`. False: the words contradict each other, or ask for more than
// the intent can, so that it is not what was meant.
bool read_slots(std::string_view intent, std::span<const Item> items, Slots& slots);

}  // namespace maxos::language
