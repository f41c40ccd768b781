#include "language/qualifiers.h"

#include <algorithm>

#include "language/bounds.h"
#include "language/file_patterns.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using SlotValues = std::map<std::string, std::string, std::less<>>;

// The first word behind `at` that is no article or possessive.
std::size_t behind_determiners(const Words& words, std::size_t at) {
  ++at;
  while (at < words.size() && !words.claimed(at) && is_determiner(words.meant(at))) ++at;
  return at;
}

// The last word before `at`, which is not 0, that is none of "the folder": "above" of "above the folder ~/a".
std::size_t before_folder_words(const Words& words, std::size_t at) {
  --at;
  while (at > 0 && (is_determiner(words.meant(at)) || is_folder_noun(words.meant(at)))) --at;
  return at;
}

bool has_claimed_before(const Words& words, std::size_t at) {
  for (std::size_t i = 0; i < at; ++i) {
    if (words.claimed(i)) return true;
  }
  return false;
}

// "delete only ~/a.txt", "restart only nginx": no more than what is named is meant anyway.
bool names_next(std::string_view intent, const SlotValues& slots, const Words& words, std::size_t at) {
  const auto unit = slots.find("unit");
  if (at + 1 >= words.size() || !words.claimed(at + 1)) return false;
  if (intent == "system.service_control") return unit != slots.end() && unit->second == words.meant(at + 1);
  return intent.starts_with("file.") && words.term(at + 1).kind == TermKind::path;
}

// "only", "twice", "half of", "3 times", "…, but gently": said of any order.
bool limits_any(std::string_view intent, const SlotValues& slots, const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.at(i);
    const std::string_view next = words.meant(i + 1);
    // "only what is older than a month", "a folder for each month": a slot says it.
    if ((word == "only" && intent == "file.empty_trash" && slots.contains("older_than")) ||
        (word == "each" && intent == "file.organize") ||
        (word == "only" && names_next(intent, slots, words, i)))
      continue;
    if (is_one_of(word, "only", "solely", "merely", "exclusively", "either", "twice", "thrice", "half",
                  "partly", "partially", "temporarily", "briefly", "each", "separately", "individually",
                  "respectively", "alternately"))
      return true;
    if (is_one_of(word, "most", "some", "part", "parts", "bit", "third", "quarter", "few", "fraction") &&
        next == "of")
      return true;
    if (words.term(i).kind == TermKind::number && next == "times") return true;
    if (is_one_of(word, "max", "maximum") && i + 1 < words.size() &&
        words.term(i + 1).kind == TermKind::number)
      return true;
    if (word == "but" && has_claimed_before(words, i) &&
        !is_one_of(next, "please", "quickly", "fast", "carefully", "now", "soon"))
      return true;
    if (word == "as" && is_one_of(words.meant(behind_determiners(words, i)), "root", "admin", "administrator",
                                  "superuser", "user", "sudo", "pdf"))
      return true;
  }
  return false;
}

// "at night", "over the weekend", "when I am gone": not now.
bool puts_off(const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (is_one_of(words.at(i), "night", "evening", "morning", "weekend", "weekends", "midnight", "noon") &&
        is_one_of(words.meant(i - 1), "at", "during", "over", "the", "in", "by", "this", "next"))
      return true;
    // "start it when the machine boots" enables it.
    const bool boots = words.any_at_all("boot", "boots", "booting", "startup", "bootup", "starts");
    if (words.at(i) == "when" && !boots && !is_one_of(words.meant(i + 1), "you", "possible")) return true;
  }
  return false;
}

// "overwrite nothing", "replace only older files": the slot says that all of it is.
bool limits_overwriting(const SlotValues& slots, const Words& words) {
  return slots.contains("overwrite") && words.any_at_all("nothing", "none", "no", "not", "never", "only",
                                                         "older", "newer", "don't", "dont", "without");
}

// "the new files", "one of the files", "10 files at most": some of what lies there.
bool is_some_of_files(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string_view word = words.at(i);
    const std::string_view next = words.meant(i + 1);
    const bool things = is_one_of(next, "file", "files", "folders", "things", "ones", "stuff", "photos",
                                  "pictures", "images", "videos", "documents", "items");
    if (things && is_one_of(word, "new", "newer", "missing", "big", "large", "small", "old", "older",
                            "recent", "changed", "remaining", "hidden", "empty", "any", "same", "modified",
                            "single", "few", "unused", "other"))
      return true;
    if (is_one_of(word, "everything", "all") &&
        is_one_of(next, "new", "old", "missing", "big", "recent", "changed", "else"))
      return true;
    if (word == "one" && next == "of") return true;
  }
  return false;
}

// "everything in ~/a.txt": what is written there, not the file.
bool is_inside_file(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.claimed(i) && words.term(i).word == name_of(TermKind::file) && i > 0 &&
        is_one_of(words.meant(i - 1), "in", "of", "inside", "from"))
      return true;
  }
  return false;
}

// "the link to ~/a", "the file that ~/a links to"
bool is_linked(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.meant(i + 1) != "to") continue;
    if (is_one_of(words.at(i), "link", "links", "shortcut", "symlink", "alias", "points", "reference"))
      return true;
  }
  return false;
}

// "the folder above ~/a", "a folder next to ~/a", "a project like ~/a": not what is named.
bool is_beside_path(const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words.claimed(i) || (words.term(i).kind != TermKind::path && words.term(i).kind != TermKind::file))
      continue;
    const std::size_t before = before_folder_words(words, i);
    const std::string_view word = words.meant(before);
    if (is_one_of(word, "above", "beside", "near", "behind", "outside", "around", "resembling")) return true;
    // "I'd like ~/a copied"
    if (word == "like" && before > 0 &&
        !is_one_of(words.meant(before - 1), "i'd", "would", "we'd", "id", "i", "we"))
      return true;
    if (word == "to" && before > 0 && is_one_of(words.meant(before - 1), "next", "close", "similar"))
      return true;
  }
  return false;
}

// Of what is named, something that is no file: "the permissions of ~/a", "line 3 of ~/a.txt".
bool is_about_aspect(std::string_view intent, const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    // "copy the backup of ~/a", but "make a backup of ~/a"
    if (i > 1 && is_one_of(words.at(i), "backup", "copy", "clone", "snapshot", "mirror", "replica") &&
        words.at(i + 1) == "of" && words.meant(i - 1) == "the" &&
        is_one_of(words.meant(i - 2), "copy", "archive", "zip", "pack", "compress", "duplicate", "move"))
      return true;
    if (!is_one_of(words.at(i), "structure", "permissions", "permission", "rights", "date", "dates",
                   "timestamp", "timestamps", "owner", "name", "names", "line", "lines", "text", "words",
                   "link", "links", "size", "title", "checksum", "mode", "header", "page", "pages", "audio",
                   "sound", "subtitles", "column", "columns", "rows", "metadata", "attributes", "description",
                   "hierarchy", "skeleton", "beginning", "time", "times", "paragraph", "ownership", "acl",
                   "acls"))
      continue;
    // "change the name of a.txt to b.txt"
    if (intent == "file.move" && words.at(i) == "name") continue;
    const std::size_t at = words.term(i + 1).kind == TermKind::number ? i + 2 : i + 1;
    if (is_one_of(words.at(at), "of", "from", "in")) return true;
  }
  return false;
}

// "delete ~/a from the backup", "…from git": another place than where it lies.
bool comes_from_elsewhere(const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words.at(i) != "from" || !has_claimed_before(words, i)) continue;
    const std::size_t at = behind_determiners(words, i);
    if (at >= words.size() || words.claimed(at) || words.term(at).kind != TermKind::word) continue;
    if (!is_one_of(words.meant(at), "disk", "drive", "machine", "computer", "system", "server", "here",
                   "there", "box", "filesystem", "host", "laptop", "pc", "hard", "now", "folder", "directory",
                   "node", "storage", "disc", "harddisk", "this", "where", "it"))
      return true;
  }
  return false;
}

// "~/a and everything like it"
bool adds_unnamed(const Words& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!is_one_of(words.at(i), "and", "plus", "including", "&", "with") || !words.claimed(i - 1)) continue;
    const std::size_t at = behind_determiners(words, i);
    // "and all in it"
    if (is_one_of(words.meant(at + 1), "in", "inside", "within", "below", "under", "that", "it")) continue;
    if (is_one_of(words.at(at), "everything", "anything", "all", "others", "rest", "copies", "backups",
                  "similar", "versions", "duplicates"))
      return true;
  }
  return false;
}

// "copy b.txt from ~/a", taken for where it goes to.
bool goes_where_it_comes_from(const SlotValues& slots, const Words& words) {
  const auto goal = slots.find("destination");
  for (std::size_t i = 1; goal != slots.end() && i < words.size(); ++i) {
    const Term& term = words.term(i);
    if (!words.claimed(i) || term.kind != TermKind::path || term.token->value != goal->second) continue;
    const std::size_t before = before_folder_words(words, i);
    if (words.at(before) == "from") return true;
  }
  return false;
}

bool has_slot_of_kind(const Words& words, TermKind kind) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.claimed(i) && words.term(i).kind == kind) return true;
  }
  return false;
}

// "~/a.txt's backup"
bool is_owned_by_path(const Utterance& utterance, const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Term& term = words.term(i);
    if ((term.kind == TermKind::path || term.kind == TermKind::file) &&
        std::string_view(utterance.clean).substr(term.end).starts_with("'s "))
      return true;
  }
  return false;
}

// "config.ini from ~/a.tar.gz", joined to a path that leads into the archive.
bool leads_into_archive(const SlotValues& slots) {
  const auto source = slots.find("source");
  if (source == slots.end()) return false;
  for (const std::string_view ending : {".zip/", ".tar.gz/", ".tgz/", ".tar.zst/", ".tar/", ".tar.xz/"}) {
    if (source->second.find(ending) != std::string::npos) return true;
  }
  return false;
}

// "delete the subfolders of ~/a": what else lies there stays.
bool is_some_of_contents(const Words& words) {
  return words.any("subfolders", "subdirectories", "folders", "directories") &&
         !words.any("files", "everything", "contents", "content", "all", "stuff", "things");
}

// "a hidden folder", "ten folders in ~/a", "with mode 700"
Caution about_new_folder(const SlotValues& slots, const Words& words) {
  if (words.any("mode", "permission", "permissions", "owned", "writable", "readable", "private"))
    return Caution::conditional;
  // "a hidden folder ~/.cache" has the name of one.
  const auto path = slots.find("path");
  const bool dotted =
      path != slots.end() && path->second.substr(path->second.rfind('/') + 1).starts_with('.');
  if (words.any("hidden") && !dotted) return Caution::conditional;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.term(i).kind == TermKind::number && words.term(i).lower != "one" &&
        is_one_of(words.meant(i + 1), "folders", "directories", "dirs", "subfolders"))
      return Caution::names;
  }
  return Caution::none;
}

// "the change before the last one", "the second last"
bool names_earlier_change(const Words& words) {
  return words.any("first", "second", "third", "fourth", "penultimate", "2nd", "3rd") ||
         words.pair("before", "the", "last", "that") || words.pair("last", "but");
}

// "karl's trash", "the mail trash", "the trash in thunderbird", "the trash of karl"
bool is_other_trash(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    if (word.ends_with("'s") && !is_one_of(word, "it's", "let's", "that's", "there's", "what's", "here's"))
      return true;
    if (is_one_of(word, "mail", "email", "e-mail", "mailbox", "thunderbird", "outlook", "gmail", "browser",
                  "phone", "usb", "stick", "nas", "cloud", "drive's", "kitchen", "docker", "git"))
      return true;
    // "it is full of rubbish"
    if (word != "of" || words.claimed(i) || (i > 0 && words.meant(i - 1) == "full")) continue;
    const std::size_t at = behind_determiners(words, i);
    // "of everything older than a week" is said by a slot.
    if (at < words.size() && !words.claimed(at) && words.term(at).kind == TermKind::word &&
        !is_one_of(words.meant(at), "machine", "computer", "system", "server", "pc", "laptop", "mine",
                   "everything", "all", "files", "old", "stuff", "it", "things", "box", "anything", "desktop",
                   "trash", "bin", "what", "contents", "its", "user", "junk", "items", "documents"))
      return true;
  }
  return false;
}

// "put hello into ~/a.txt": what is written, not what is moved.
bool writes_into_file(const SlotValues& slots, const Words& words) {
  if (!words.any("put", "write", "add", "append", "insert")) return false;
  const auto goal = slots.find("destination");
  const auto source = slots.find("source");
  if (goal == slots.end() || source == slots.end()) return false;
  if (source->second.find_first_of("/.~") != std::string::npos) return false;
  const std::size_t dot = goal->second.rfind('.');
  return dot != std::string::npos && dot != 0 && goal->second.find('/', dot) == std::string::npos;
}

// "delete ~/a, I need it", "…, it is used by karl": who says so has not made up his mind.
bool still_needs(const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (is_one_of(words.at(i), "used", "needed", "use") &&
        is_one_of(words.meant(i - 1), "is", "are", "still", "it's", "its", "in"))
      return true;
    if (i + 1 == words.size()) break;
    if (!is_one_of(words.at(i), "need", "needs", "use", "uses") ||
        !is_one_of(words.meant(i + 1), "it", "them"))
      continue;
    bool denied = false;
    for (std::size_t k = i >= 3 ? i - 3 : 0; k < i; ++k)
      denied = denied || is_one_of(words.meant(k), "not", "don't", "dont", "doesn't", "doesnt", "nobody",
                                   "no", "noone", "never", "none", "won't", "wont", "longer");
    if (!denied) return true;
  }
  return false;
}

Caution about_files(std::string_view intent, const SlotValues& slots, const Utterance& utterance,
                    std::span<const Term> terms, const Words& words, Part part) {
  if (intent == "file.undo") return names_earlier_change(words) ? Caution::part : Caution::none;
  if (intent == "file.empty_trash") return is_other_trash(words) ? Caution::part : Caution::none;
  if (intent == "file.mkdir") {
    if (is_beside_path(words)) return Caution::part;
    return about_new_folder(slots, words);
  }
  if (is_beside_path(words) || is_about_aspect(intent, words) || adds_unnamed(words) || has_bound(terms) ||
      is_owned_by_path(utterance, words) || is_linked(words))
    return Caution::part;
  if (part != Part::none && is_some_of_files(words)) return Caution::part;
  if (part == Part::contents && is_inside_file(words) && intent != "file.extract") return Caution::part;
  if (limits_overwriting(slots, words)) return Caution::conditional;
  if (part == Part::contents && is_some_of_contents(words)) return Caution::part;
  if (part == Part::some && (intent == "file.extract" || find_file_pattern(terms))) return Caution::part;
  if (intent == "file.organize")
    return words.any("recursively") || words.pair("and", "its", "subfolders", "subdirectories", "all")
               ? Caution::conditional
               : Caution::none;
  if (intent == "file.delete") {
    if (comes_from_elsewhere(words)) return Caution::part;
    if (still_needs(words)) return Caution::negated;
    return words.any("permanently", "irrevocably", "irreversibly", "securely", "bypass", "bypassing",
                     "unrecoverably")
               ? Caution::conditional
               : Caution::none;
  }
  if (words.any("backup", "snapshot", "trash") && words.pair("from", "the", "backup", "a", "my") &&
      comes_from_elsewhere(words))
    return Caution::part;
  if (intent == "file.extract") return leads_into_archive(slots) ? Caution::part : Caution::none;
  if (goes_where_it_comes_from(slots, words)) return Caution::names;
  if (intent == "file.archive")
    return has_slot_of_kind(words, TermKind::size) || words.any("parts", "chunks", "volumes", "pieces")
               ? Caution::conditional
               : Caution::none;
  if (intent == "file.move" &&
      (words.any_at_all("uppercase", "lowercase", "capitals") || words.any_at_all("case")))
    return Caution::conditional;
  return writes_into_file(slots, words) ? Caution::names : Caution::none;
}

}  // namespace

Caution caution_about_qualifiers(std::string_view intent, const SlotValues& slots, const Utterance& utterance,
                                 std::span<const Term> terms, const Words& words, Part part) {
  if (intent.starts_with("agent.")) return Caution::none;
  if (limits_any(intent, slots, words)) return Caution::conditional;
  if (puts_off(words)) return Caution::later;
  if (intent.starts_with("file.")) return about_files(intent, slots, utterance, terms, words, part);
  return caution_about_machine(intent, slots, words);
}

}  // namespace maxos::language
