#include "language/part.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "language/deeds.h"
#include "language/said_words.h"

namespace maxos::language {
namespace {

// The slot that the deed is done to as a whole.
constexpr std::array kWhole =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"file.delete", "path"},
                                                                  {"file.move", "source"},
                                                                  {"file.copy", "source"},
                                                                  {"file.archive", "source"},
                                                                  {"file.extract", "source"},
                                                                  {"file.organize", "path"}});

bool is_container(std::string_view word) {
  return is_one_of(word, "folder", "directory", "dir", "subfolder", "subdirectory", "path", "tree", "archive",
                   "drive", "share", "called", "named");
}

// Things that an order makes out of the whole: "a copy of", "a zip of", "get rid of", "all of".
bool takes_whole(std::string_view word) {
  return is_one_of(word, "copy", "copies", "backup", "archive", "tarball", "tar", "zip", "clone", "duplicate",
                   "snapshot", "mirror", "replica", "rid", "dispose", "all", "whole", "entirety", "out",
                   "care", "name", "bundle", "package", "one", "instead", "because", "version", "zipfile",
                   "double");
}

// Of those, what is made of a thing and lies beside it.
bool is_made_of(std::string_view word) {
  return is_one_of(word, "copy", "copies", "backup", "archive", "tarball", "clone", "duplicate", "snapshot",
                   "mirror", "replica", "bundle", "package", "version", "zipfile", "double");
}

// Politeness, and what verbs have beside them.
bool is_glue(std::string_view word) {
  return is_one_of(word, "please", "pls", "plz", "can", "could", "would", "will", "you", "u", "ya", "i",
                   "i'd", "i'm", "we", "want", "need", "like", "to", "go", "ahead", "and", "just", "me",
                   "for", "now", "right", "quickly", "it", "kindly", "away", "be", "must", "should", "has",
                   "have", "is", "are", "let", "let's", "up", "down", "over", "also", "then", "so", "hey",
                   "hello", "ok", "okay", "yes", "by", "with", "do", "together", "there", "us", "again",
                   "take", "off", "maxos");
}

bool is_contents(std::string_view word) {
  return is_one_of(word, "everything", "contents", "content", "files", "folders", "things", "stuff", "items",
                   "all", "both", "entries", "directories", "subfolders", "mess", "clutter", "chaos",
                   "anything", "data");
}

struct Phrase {
  std::size_t preposition;
  std::size_t place;  // the first term of what is named
};

// "in /srv/a", "from the folder docs": not where something goes to, and not "a copy of".
std::optional<Phrase> phrase_of(std::string_view intent, const Words& words) {
  const bool takes_away = is_one_of(intent, "file.delete", "file.move");
  bool named = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.claimed(i)) {
      // "zip the pdfs in ~/w": the deed, that says the format too.
      named = named || i > 0 || !is_deed(intent, words.meant(i));
      continue;
    }
    const std::string_view word = words.meant(i);
    const bool from = is_one_of(word, "from", "of");
    if (!from && !is_one_of(word, "in", "inside", "within", "under", "below", "beneath", "on", "at"))
      continue;
    // "copy a.txt in /srv/b"
    if (!from && named) continue;
    // "make a copy of it"; but "delete the copy of it" is about another.
    if (word == "of" && i > 0 && takes_whole(words.meant(i - 1)) &&
        !(takes_away && is_made_of(words.meant(i - 1))))
      continue;
    std::size_t at = i + 1;
    while (at < words.size() && !words.claimed(at) &&
           (is_determiner(words.meant(at)) || is_container(words.meant(at))))
      ++at;
    if (at < words.size() && words.claimed(at)) return Phrase{i, at};
  }
  return std::nullopt;
}

}  // namespace

Part part_of(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
             std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed) {
  const auto whole =
      std::find_if(kWhole.begin(), kWhole.end(), [&](const auto& known) { return known.first == intent; });
  if (whole == kWhole.end() || !slots.contains(whole->second)) return Part::none;
  const Words words(terms, seen, claimed);
  const auto phrase = phrase_of(intent, words);
  if (!phrase) return Part::none;
  const std::string_view preposition = words.meant(phrase->preposition);

  // What stands between the deed and the phrase; after it when the phrase comes first.
  std::size_t first = 0;
  std::size_t last = phrase->preposition;
  if (last == 0) {
    first = phrase->place;
    while (first < words.size() && words.claimed(first)) ++first;
    last = words.size();
    for (std::size_t i = first; i < last; ++i) {
      if (is_one_of(words.meant(i), "to", "into", "onto")) last = i;
    }
  }
  const bool takes_away = is_one_of(intent, "file.delete", "file.move");
  bool deed = false;
  bool object = false;
  bool contents = false;
  for (std::size_t i = first; i < last; ++i) {
    // A name of its own: "delete notes.txt from /srv/a".
    const std::string_view word = words.meant(i);
    if (words.claimed(i) && i == 0 && is_deed(intent, word)) {
      deed = true;
      continue;
    }
    if (words.claimed(i)) return Part::none;
    if (is_contents(word)) {
      contents = true;
      continue;
    }
    if (words.term(i).kind == TermKind::word && (is_determiner(word) || takes_whole(word) || is_glue(word))) {
      deed = deed || word == "zip";
      if (preposition == "of" && takes_away && is_made_of(word)) object = true;
      continue;
    }
    if (!deed && is_deed(intent, word)) {
      deed = true;
      continue;
    }
    // "the file at /srv/a.txt", "the folder from /srv/a"
    const bool one = is_one_of(word, "file", "folder", "directory", "dir", "document", "item");
    if (one && (preposition == "at" || (preposition == "from" && intent != "file.delete"))) continue;
    object = true;
  }
  if (object) return Part::some;
  if (contents) return Part::contents;
  // "remove from /srv/a": what?
  return intent == "file.delete" && preposition != "at" && preposition != "of" ? Part::some : Part::none;
}

}  // namespace maxos::language
