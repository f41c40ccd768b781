#include "train/variants.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "language/model.h"

namespace maxos::train {
namespace {

using agents::SlotDecl;
using agents::SlotType;

struct Filler {
  std::string words;
  std::optional<std::string> value;
};

// A generator of its own: what std's distributions give is not the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state_ >> 33U) % bound);
  }

 private:
  std::uint64_t state_;
};

// A name that no dictionary has.
std::string made_up_name(Dice& dice) {
  constexpr std::array<std::string_view, 28> kParts = {
      "ka",  "lo",  "mi",  "ter", "sen", "vor", "dax", "pi",  "qu",  "zu", "bri", "fen", "gol", "har",
      "jen", "kra", "lum", "net", "or",  "pla", "rex", "sto", "tri", "ur", "vex", "wem", "xan", "yar"};
  std::string name;
  for (std::size_t i = 0, n = 2 + dice.below(2); i < n; ++i) name += kParts[dice.below(kParts.size())];
  switch (dice.below(6)) {
    case 0:
      return name + "-" + std::string(kParts[dice.below(kParts.size())]);
    case 1:
      return name + std::to_string(dice.below(100));
    case 2:
      return name + "_" + std::string(kParts[dice.below(kParts.size())]);
    case 3:
      return name + "-" + std::to_string(dice.below(10));
    default:
      return name;
  }
}

// Words that may stand for each other: those of the same slot of the same intent, but paths with paths.
std::string pool_of(const std::string& intent, const SlotDecl& slot) {
  switch (slot.type) {
    case SlotType::path:
      return "path";
    case SlotType::unit:
      return "unit";
    case SlotType::host:
      return "host";
    case SlotType::age:
      return "age " + std::string(slot.name);
    case SlotType::size:
      return "size";
    default:
      return intent + " " + std::string(slot.name);
  }
}

bool takes_names(SlotType type) {
  return type == SlotType::name || type == SlotType::unit;
}

// One slip in a word outside of the marks; false when there is no word for it.
bool mistype(Phrase& phrase, Dice& dice) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t at = 0; at < phrase.text.size();) {
    const std::size_t begin = at;
    while (at < phrase.text.size() && phrase.text[at] >= 'a' && phrase.text[at] <= 'z') ++at;
    const bool marked = std::any_of(phrase.marks.begin(), phrase.marks.end(),
                                    [&](const Mark& mark) { return begin < mark.end && at > mark.begin; });
    if (at - begin >= 5 && !marked) words.emplace_back(begin, at);
    if (at == begin) ++at;
  }
  if (words.empty()) return false;
  const auto [begin, end] = words[dice.below(words.size())];
  const std::size_t letter = begin + 1 + dice.below(end - begin - 2);
  std::ptrdiff_t moved = 0;
  switch (dice.below(3)) {
    case 0:
      phrase.text.erase(letter, 1);
      moved = -1;
      break;
    case 1:
      std::swap(phrase.text[letter], phrase.text[letter + 1]);
      break;
    default:
      phrase.text.insert(letter, 1, phrase.text[letter]);
      moved = 1;
  }
  for (Mark& mark : phrase.marks) {
    if (mark.begin < end) continue;
    mark.begin = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(mark.begin) + moved);
    mark.end = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(mark.end) + moved);
  }
  return true;
}

}  // namespace

std::vector<Phrase> with_variants(const std::vector<Phrase>& phrases, const agents::Registry& registry,
                                  int count) {
  std::map<std::string, std::vector<Filler>> pools;
  std::map<std::string, std::set<std::string>> pooled;
  for (const Phrase& phrase : phrases) {
    const agents::CapabilityDecl* capability = registry.find(phrase.intent);
    if (capability == nullptr) continue;
    for (const Mark& mark : phrase.marks) {
      const SlotDecl* slot = agents::find_slot(*capability, mark.slot);
      if (slot == nullptr) continue;
      const std::string pool = pool_of(phrase.intent, *slot);
      std::string words = phrase.text.substr(mark.begin, mark.end - mark.begin);
      if (pooled[pool].insert(words).second) pools[pool].push_back({std::move(words), mark.value});
    }
  }
  std::vector<Phrase> out = phrases;
  Dice dice(20240229);
  for (const Phrase& phrase : phrases) {
    const agents::CapabilityDecl* capability = registry.find(phrase.intent);
    if (capability == nullptr) continue;
    for (int i = 0; i < count && !phrase.marks.empty(); ++i) {
      Phrase variant;
      variant.intent = phrase.intent;
      variant.group = phrase.group;
      std::size_t at = 0;
      for (const Mark& mark : phrase.marks) {
        const SlotDecl* slot = agents::find_slot(*capability, mark.slot);
        variant.text.append(phrase.text, at, mark.begin - at);
        const std::vector<Filler>& pool = pools[pool_of(phrase.intent, *slot)];
        // Choices and flags stand in a grammar of their own: "largest" and "by size" are not exchanged.
        const bool fixed = slot->type == SlotType::choice || slot->type == SlotType::flag ||
                           slot->type == SlotType::count || slot->type == SlotType::age ||
                           slot->type == SlotType::glob;
        Filler filler{phrase.text.substr(mark.begin, mark.end - mark.begin), mark.value};
        if (!fixed && takes_names(slot->type) && dice.below(3) == 0) {
          filler = {made_up_name(dice), std::nullopt};
        } else if (!fixed) {
          filler = pool[dice.below(pool.size())];
        }
        Mark moved = mark;
        moved.begin = variant.text.size();
        variant.text.append(filler.words);
        moved.end = variant.text.size();
        moved.value = filler.value;
        variant.marks.push_back(std::move(moved));
        at = mark.end;
      }
      variant.text.append(phrase.text, at);
      out.push_back(std::move(variant));
    }
    Phrase mistyped = phrase;
    mistyped.mistyped = true;
    if (mistype(mistyped, dice)) out.push_back(std::move(mistyped));
  }
  return out;
}

}  // namespace maxos::train
