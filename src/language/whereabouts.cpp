#include "language/whereabouts.h"

#include <algorithm>
#include <array>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

constexpr std::array kPeople = std::to_array<std::string_view>(
    {"mum",         "mom",      "mother",    "dad",        "father",   "parent",      "brother",
     "sister",      "wife",     "husband",   "son",        "daughter", "kid",         "child",
     "children",    "friend",   "neighbour", "neighbor",   "boss",     "colleague",   "coworker",
     "gran",        "granny",   "grandma",   "grandpa",    "grandad",  "nan",         "uncle",
     "aunt",        "auntie",   "cousin",    "nephew",     "niece",    "boyfriend",   "girlfriend",
     "partner",     "roommate", "flatmate",  "teacher",    "customer", "client",      "secretary",
     "landlord",    "tenant",   "manager",   "mate",       "buddy",    "grandfather", "grandmother",
     "grandparent", "family",   "doctor",    "supervisor", "intern",   "trainee",     "student"});

constexpr std::array kPlaces = std::to_array<std::string_view>(
    {"office",     "offices",    "kitchen",      "basement",     "cellar",     "attic",      "loft",
     "garage",     "hall",       "hallway",      "corridor",     "lobby",      "bedroom",    "bathroom",
     "nursery",    "study",      "lounge",       "reception",    "workshop",   "warehouse",  "storeroom",
     "shop",       "school",     "library",      "lab",          "laboratory", "datacenter", "datacentre",
     "campus",     "branch",     "site",         "headquarters", "hq",         "house",      "home",
     "flat",       "apartment",  "cottage",      "cabin",        "church",     "clubhouse",  "shed",
     "barn",       "garden",     "work",         "room",         "floor",      "building",   "upstairs",
     "downstairs", "village",    "town",         "city",         "factory",    "plant",      "canteen",
     "classroom",  "hospital",   "practice",     "surgery",      "hotel",      "café",       "cafe",
     "museum",     "livingroom", "conservatory", "rack",         "cabinet",    "boat",       "van",
     "car",        "colo",       "colocation"});

bool is_machine_noun(std::string_view word) {
  return is_one_of(word, "machine", "machines", "computer", "computers", "server", "servers", "pc", "pcs",
                   "laptop", "laptops", "notebook", "desktop", "box", "host", "system", "device", "node",
                   "one", "workstation");
}

bool is_house(std::string_view word) {
  return is_one_of(word, "house", "place", "home", "flat", "office", "desk", "room", "apartment", "cottage",
                   "school", "work", "shop", "company", "site");
}

}  // namespace

bool is_relative_or_colleague(std::string_view word) {
  if (word.ends_with('\'')) word.remove_suffix(1);
  if (word.ends_with("'s")) word.remove_suffix(2);
  const auto has = [&](std::string_view one) {
    return std::find(kPeople.begin(), kPeople.end(), one) != kPeople.end();
  };
  return has(word) || (word.size() > 3 && word.ends_with('s') && has(word.substr(0, word.size() - 1)));
}

namespace {

bool is_place(std::string_view word) {
  return std::find(kPlaces.begin(), kPlaces.end(), word) != kPlaces.end();
}

std::size_t behind_determiners(const Words& words, std::size_t at) {
  while (at < words.size() && is_determiner(words.meant(at))) ++at;
  return at;
}

// Whether the place that words from `at` on name is one where machines stand: "the office", "the data
// centre", "the living room".
bool names_place(const Words& words, std::size_t at) {
  at = behind_determiners(words, at);
  for (std::size_t i = at; i < std::min(at + 3, words.size()); ++i) {
    const std::string_view word = words.meant(i);
    if (words.term(i).kind != TermKind::word || is_one_of(word, "in", "at", "for", "and", "to", "on"))
      return false;
    // "in the office folder"
    if (is_place(word))
      return i + 1 == words.size() || !(is_folder_noun(words.meant(i + 1)) || words.meant(i + 1) == "file");
    if (word == "data" && is_one_of(words.meant(i + 1), "centre", "center")) return true;
  }
  return false;
}

// "my son uses", "that my wife works on", "which belongs to my boss"
bool is_used_by_somebody(const Words& words, std::size_t at) {
  if (is_one_of(words.meant(at), "that", "which")) ++at;
  const bool belongs = is_one_of(words.meant(at), "belongs", "belonging") && words.meant(at + 1) == "to";
  const std::size_t who = behind_determiners(words, belongs ? at + 2 : at);
  return is_relative_or_colleague(words.meant(who)) &&
         (belongs || is_one_of(words.meant(who + 1), "uses", "use", "has", "have", "owns", "works", "sits",
                               "got", "plays", "bought", "is", "was", "likes", "needs", "keeps"));
}

bool stands_behind(const Words& words, std::size_t machine) {
  const std::string_view next = words.meant(machine + 1);
  if (is_one_of(next, "upstairs", "downstairs", "outside", "elsewhere")) return true;
  if (next == "next" && is_one_of(words.meant(machine + 2), "door", "to")) return true;
  if (next == "over" && words.meant(machine + 2) == "there") return true;
  return is_one_of(next, "in", "at", "by", "near", "under", "behind", "beside", "inside", "from") &&
         names_place(words, machine + 2);
}

}  // namespace

bool is_of_somebody(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    const std::size_t behind = behind_determiners(words, i + 1);
    const std::string_view owner = words.meant(behind);
    if (is_machine_noun(word) && word != "one" && words.meant(i + 1) == "of" &&
        is_relative_or_colleague(words.meant(behind_determiners(words, i + 2))))
      return true;
    // "the pc my son uses", "the laptop that belongs to my wife"
    if (is_machine_noun(word) && word != "one" && is_used_by_somebody(words, i + 1)) return true;
    if (is_one_of(word, "at", "in") && is_relative_or_colleague(owner) &&
        (word == "at" || is_house(words.meant(behind + 1)) || is_machine_noun(words.meant(behind + 1))))
      return true;
    // "my mums old laptop"
    if (is_relative_or_colleague(word) && word != "family" && i + 1 < words.size() &&
        ((is_machine_noun(words.meant(i + 1)) && words.meant(i + 1) != "one") ||
         (word.ends_with('s') && is_machine_noun(words.meant(i + 2)) && words.meant(i + 2) != "one")))
      return true;
  }
  return false;
}

bool stands_elsewhere(std::string_view intent, const Words& words) {
  if (is_of_somebody(words)) return true;
  const bool of_machine = is_one_of(intent, "system.power", "system.service_control", "network.vpn",
                                    "network.firewall", "dev.deploy");
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    if (is_machine_noun(word) && (of_machine || !words.claimed(i)) && stands_behind(words, i)) return true;
    // "the laptop of Anna"
    if (intent == "system.power" && is_machine_noun(word) && word != "one" && words.meant(i + 1) == "of" &&
        !is_one_of(words.meant(i + 2), "mine", "ours", "course", "this"))
      return true;
    if (of_machine && is_one_of(word, "at", "in") && names_place(words, i + 1)) return true;
  }
  return of_machine && words.size() > 0 &&
         (words.pair("next", "door") || is_one_of(words.meant(words.size() - 1), "upstairs", "downstairs"));
}

}  // namespace maxos::language
