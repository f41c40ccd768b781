#include "language/deeds.h"

#include <algorithm>

#include "language/deed_words.h"
#include "language/said_words.h"
#include "language/service_names.h"
#include "language/slips.h"

namespace maxos::language {
namespace {

using SlotValues = std::map<std::string, std::string, std::less<>>;

bool in_list(std::string_view list, std::string_view word, std::size_t more) {
  if (word.empty()) return false;
  for (std::size_t begin = 0; begin < list.size();) {
    std::size_t end = begin + 1;
    while (end < list.size() && list[end] != ' ') ++end;
    const std::size_t size = end - begin;
    if (list[begin] == word.front() && word.size() <= size + more &&
        word.starts_with(list.substr(begin, size)))
      return true;
    begin = end + 1;
  }
  return false;
}

// A verb that its writer slipped in, such as "delte" and "restat".
bool slipped(std::string_view verbs, std::string_view word) {
  while (!verbs.empty()) {
    const std::size_t end = std::min(verbs.find(' '), verbs.size());
    const std::string_view stem = verbs.substr(0, end);
    for (std::size_t size = stem.size() - 1; stem.size() > 3 && size <= stem.size() + 1; ++size) {
      if (word.size() >= size && word.size() <= size + 3 && word.front() == stem.front() &&
          is_one_slip(word.substr(0, size), stem))
        return true;
    }
    verbs.remove_prefix(std::min(end + 1, verbs.size()));
  }
  return false;
}

bool is_archive_ending(std::string_view word) {
  return is_one_of(word, "tar.gz", "tar.zst", "tgz", "tzst", "zip", ".zip", ".tar.gz", ".tar.zst");
}

// No word of the language: somebody's name for something.
bool is_name(std::string_view word, const Speller& speller) {
  const bool letters = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return !letters || !speller.is_english(word);
}

// "the gun", "some guns"
bool determines(std::string_view word) {
  return is_determiner(word) || is_one_of(word, "some", "these", "those", "all", "any", "another", "every");
}

// Whether the terms that fill slots hold something that has the form of a name, a path or a quotation.
bool has_shape(const Words& words, const Speller& speller) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words.claimed(i)) continue;
    const Term& term = words.term(i);
    if (term.kind != TermKind::word && term.kind != TermKind::number) return true;
    if (term.kind == TermKind::word && (is_name(term.lower, speller) || is_known_folder(term.lower) ||
                                        is_one_of(term.lower, "here", "home", "~", "cwd")))
      return true;
  }
  return false;
}

// "the gun", "my life": a thing of the world, not a unit, an app or a file. Without an article, a name may be
// any word: "deploy dashboard".
bool is_thing(const Words& words, std::string_view known, bool bare_is_name, const Speller& speller) {
  bool thing = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    // "backup.timer" has the form of a name.
    if (words.claimed(i) && words.term(i).kind == TermKind::file) return false;
    if (!words.claimed(i) || words.term(i).kind != TermKind::word) continue;
    const std::string_view word = words.term(i).lower;
    if (determines(word)) {
      bare_is_name = false;
      continue;
    }
    if (is_name(word, speller) || in_list(known, word, 1)) return false;
    if (i > 0 && determines(words.term(i - 1).lower)) bare_is_name = false;
    if (i > 0 && is_one_of(words.term(i - 1).lower, "named", "called", "name", "app", "service", "unit",
                           "folder", "file", "directory", "project"))
      return false;
    if (i + 1 < words.size() && in_list(known, words.term(i + 1).lower, 1)) return false;
    thing = true;
    // "deploy ladybugs", but "deploy dashboard"
    if (word.size() > 4 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("ics") &&
        !in_list(kManyApps, word, 0))
      bare_is_name = false;
  }
  return thing && !bare_is_name;
}

// "the airbags": an article before a name that has no form of one and is not of a known kind.
bool is_the_unheard_of(const Words& words, std::span<const Seen> seen, std::string_view known,
                       std::string_view verbs) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words.claimed(i) || words.term(i).kind != TermKind::word || in_list(known, words.term(i).lower, 1) ||
        is_service(seen[i]) || in_list(verbs, words.meant(i), 4) || in_list(kMachine, words.meant(i), 1))
      continue;
    if (!determines(words.term(i - 1).lower) ||
        words.term(i).lower.find_first_of("-_0123456789.") != std::string_view::npos)
      continue;
    return i + 1 == words.size() || !in_list(known, words.meant(i + 1), 1);
  }
  return false;
}

bool has_quotation(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.term(i).kind == TermKind::quoted) return true;
  }
  return words.any("about", "for");
}

// "restart nginx, and apache too": a service behind the one that is spoken of.
bool names_another_service(const Words& words) {
  bool first = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_service_name(words.term(i).lower)) continue;
    if (first && !words.claimed(i)) return true;
    first = first || words.claimed(i);
  }
  return false;
}

// "the kitchen computer", "my wife's laptop": a machine that is told from this one.
bool is_told_apart(const Words& words, std::string_view verbs) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!in_list(kMachine, words.meant(i), 1) || words.term(i - 1).kind != TermKind::word) continue;
    const std::string_view before = words.meant(i - 1);
    if (in_list(kGlue, before, 0) || in_list(verbs, before, 1) || in_list(kMachine, before, 1) ||
        determines(before) ||
        is_one_of(before, "whole", "entire", "local", "linux", "debian", "virtual", "home", "old", "same",
                  "damn", "stupid", "file", "down", "off", "restart", "reboot", "shutdown", "poweroff",
                  "rebooting", "restarting", "shut", "halt", "suspend", "hibernate", "cycle", "stop"))
      continue;
    return true;
  }
  return false;
}

// What no order about the machine itself has: a word that is neither part of the order nor of its politeness.
bool has_other_content(const Words& words, std::string_view verbs, std::string_view also = "") {
  // What comes before says why.
  std::size_t first = 0;
  while (first < words.size() && !in_list(verbs, words.meant(first), 4)) ++first;
  if (first == words.size()) first = 0;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (words.claimed(i) || words.term(i).kind != TermKind::word) continue;
    const std::string_view word = words.meant(i);
    if (in_list(verbs, word, 4) || slipped(verbs, word)) continue;
    if (!in_list(kGlue, word, 0) && !in_list(also, word, 0)) return true;
  }
  return false;
}

// "shop-api", "the website": named as an app is, or by its kind.
bool has_shape_of_app(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words.claimed(i)) continue;
    if (words.term(i).kind != TermKind::word || in_list(kApps, words.term(i).lower, 1) ||
        words.term(i).lower.find_first_of("-_0123456789.") != std::string_view::npos)
      return true;
  }
  return false;
}

// A name that no dictionary has fills a slot.
bool takes_strange_name(const Words& words, const Speller& speller) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.claimed(i) && words.term(i).kind == TermKind::word && is_name(words.term(i).lower, speller) &&
        !words.term(i).lower.ends_with('s'))
      return true;
  }
  return false;
}

// "ship the labeler to production": of a name that no dictionary has.
bool names_stage(const Words& words, const Speller& speller) {
  return takes_strange_name(words, speller) && words.pair("to", "production", "prod", "staging");
}

}  // namespace

bool names_deed(std::string_view intent, const SlotValues& slots, std::span<const Term> terms,
                std::span<const Seen> seen, std::span<const bool> claimed, const Speller& speller) {
  const auto found =
      std::find_if(kDeeds.begin(), kDeeds.end(), [&](const Deed& deed) { return deed.intent == intent; });
  if (found == kDeeds.end()) return true;
  const Deed& deed = *found;
  const Words words(terms, seen, claimed);
  bool verb = false;
  bool object = deed.objects.empty();
  // "zip up your jacket": to zip is no zip.
  const bool two_words = intent.starts_with("file.") && intent != "file.mkdir";
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].kind == TermKind::path && intent == "file.mkdir") object = true;
    // "tar.gz of /srv/site please"
    verb = verb || (intent == "file.archive" && claimed[i] && is_archive_ending(terms[i].lower));
    if (terms[i].kind != TermKind::word) continue;
    const std::string_view word = words.meant(i);
    // "start the ship"
    if (intent == "dev.deploy" && word == "ship" && i > 0 &&
        (determines(terms[i - 1].lower) || is_one_of(terms[i - 1].lower, "start", "stop", "kick", "restart")))
      continue;
    const bool does = in_list(deed.verbs, word, 4) || in_list(deed.verbs, terms[i].lower, 4) ||
                      (is_name(terms[i].lower, speller) && slipped(deed.verbs, terms[i].lower));
    const bool first = does && !verb;
    verb = verb || does;
    if (first && two_words) continue;
    object = object || in_list(deed.objects, word, 3) ||
             (is_name(terms[i].lower, speller) && slipped(deed.objects, terms[i].lower));
  }
  if (!verb) return false;
  const bool named = !deed.slot.empty() && slots.find(deed.slot) != slots.end();
  if (intent == "system.service_control")
    return named ? !names_another_service(words) && !is_thing(words, kUnits, false, speller) &&
                       !is_the_unheard_of(words, seen, kUnits, deed.verbs)
                 : object;
  if (intent == "network.firewall") return object || named;
  // "take wg-site2 down"
  if (intent == "network.vpn") {
    const auto link = slots.find("name");
    return object || (link != slots.end() && link->second.starts_with("wg"));
  }
  // "make a folder out of cardboard"
  if (intent == "file.mkdir" && words.pair("out", "of")) return false;
  // "move it", "copy that": said of many things
  if (is_one_of(intent, "file.move", "file.copy") && slots.empty() && terms.size() < 3) return false;
  // "deploy ladybirds in the garden"
  // and "roll out kundencenter"; but "roll out the dough" and "roll out pastry"
  if (intent == "dev.deploy" && !has_shape_of_app(words) &&
      has_other_content(words, deed.verbs, takes_strange_name(words, speller) ? kStagesAndOut : kStages))
    return false;
  if (intent == "dev.deploy")
    return !is_thing(words, kApps, true, speller) &&
           (!is_the_unheard_of(words, seen, kApps, deed.verbs) || names_stage(words, speller));
  if (intent == "system.power") {
    // "I don't want that shutdown any more, cancel it"
    const auto action = slots.find("action");
    if (action != slots.end() && action->second == "cancel" && words.any_at_all("cancel", "abort") &&
        words.any_at_all("shutdown", "shut", "reboot", "restart", "poweroff"))
      return true;
    return object ? !is_told_apart(words, deed.verbs) : !has_other_content(words, deed.verbs);
  }
  if (intent == "dev.commit") return !words.pair("to", "memory", "heart") && !words.any_at_all("memory");
  if (intent == "dev.build") return slots.contains("path") || !has_other_content(words, deed.verbs);
  if (intent == "dev.test") {
    // "test the soil"
    return words.any_at_all("tests", "pytest", "ctest", "suite", "testsuite", "specs", "unittests", "unit") ||
           has_shape(words, speller) || (slots.empty() && !has_other_content(words, deed.verbs));
  }
  // "forget the lyrics" is no phrase that somebody taught.
  if (intent == "agent.forget") return object || (named && has_quotation(words));
  if (intent == "agent.learn") return named || object;
  // Files: by their form, by what kind they are, or by a name that no article makes a thing of the world.
  // "get rid of the seagulls": no file's name has an article.
  if (!deed.slot.empty())
    return object ||
           (named && has_shape(words, speller) && !is_the_unheard_of(words, seen, kFiles, deed.verbs));
  return object;
}

bool says_no_more(std::string_view intent, std::span<const Term> terms, std::span<const Seen> seen,
                  std::span<const bool> claimed) {
  const auto found =
      std::find_if(kDeeds.begin(), kDeeds.end(), [&](const Deed& deed) { return deed.intent == intent; });
  if (found == kDeeds.end() || terms.size() < 2) return false;
  const Words words(terms, seen, claimed);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i]) continue;
    if (terms[i].kind != TermKind::word) return false;
    const std::string_view word = words.meant(i);
    if (!in_list(found->verbs, word, 4) && !in_list(found->objects, word, 3) && !in_list(kGlue, word, 0) &&
        !in_list(kUnits, word, 1) && !in_list(kMachine, word, 0)) {
      return false;
    }
  }
  return true;
}

bool is_deed(std::string_view intent, std::string_view word) {
  return std::any_of(kDeeds.begin(), kDeeds.end(), [&](const Deed& deed) {
    return deed.intent == intent && (in_list(deed.verbs, word, 4) || slipped(deed.verbs, word));
  });
}

bool is_word_of_deed(std::string_view intent, std::string_view word) {
  return std::any_of(kDeeds.begin(), kDeeds.end(), [&](const Deed& deed) {
    return deed.intent == intent && (in_list(deed.verbs, word, 4) || in_list(deed.objects, word, 3));
  });
}

}  // namespace maxos::language
