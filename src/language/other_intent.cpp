#include "language/other_intent.h"

#include <initializer_list>

#include "language/bounds.h"
#include "language/service_names.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// "is wlan0 connected": by its name no link of a VPN.
bool names_interface(std::span<const Term> terms) {
  bool interface = false;
  for (const Term& term : terms) {
    if (is_one_of(term.lower, "vpn", "wireguard", "tunnel") || term.lower.starts_with("wg")) return false;
    const bool numbered = term.lower.find_first_of("0123456789") != std::string_view::npos;
    for (const std::string_view kind : {"eth", "wlan", "enp", "ens", "eno", "wlp", "bond"})
      interface = interface || (numbered && term.lower.starts_with(kind));
  }
  return interface;
}

// "how big is docs", "size of docs": of one word.
bool asks_for_size(std::span<const Term> terms) {
  if (terms.size() < 3 || terms.size() > 5) return false;
  const bool how = terms[0].lower == "how" && is_one_of(terms[1].lower, "big", "large", "heavy") &&
                   is_one_of(terms[2].lower, "is", "are");
  return how || (terms[0].lower == "size" && terms[1].lower == "of");
}

bool is_of_a_kind(std::span<const Term> terms) {
  // "the picture files in ~/x"
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (terms[i + 1].lower == "files" &&
        is_one_of(terms[i].lower, "picture", "photo", "image", "music", "audio", "video", "movie", "song",
                  "sound") &&
        (i == 0 || !is_one_of(terms[i - 1].lower, "called", "named")))
      return true;
  }
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, "only", "just")) continue;
    const std::size_t at = i + (is_article(terms[i + 1].lower) && i + 2 < terms.size() ? 2 : 1);
    if (is_one_of(terms[at].lower, "directories", "folders", "subdirectories", "subfolders", "dirs"))
      return true;
  }
  return false;
}

// Past "please", "can you", "I want to": where the order begins.
std::size_t past_politeness(std::span<const Term> terms) {
  std::size_t at = 0;
  while (at < terms.size() && at < 6 &&
         is_one_of(terms[at].lower, "please", "pls", "can", "could", "would", "will", "you", "u", "kindly",
                   "just", "hey", "maxos", "now", "then", "i", "want", "need", "to", "we", "ok", "okay"))
    ++at;
  return at;
}

// "undo transaction 42", "roll back transaction number 7": one change, and not so many of them.
bool undoes_transaction(std::span<const Term> terms) {
  std::size_t at = past_politeness(terms);
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return at < terms.size() && is_one_of(terms[at].lower, words);
  };
  if (is({"roll", "take", "back"})) {
    ++at;
    if (!is({"back", "out"})) return false;
  } else if (!is({"undo", "revert", "reverse", "rollback", "undoo", "annul"})) {
    return false;
  }
  ++at;
  while (is({"the", "file", "my", "that"})) ++at;
  return is({"transaction", "tx"}) && at + 1 < terms.size();
}

bool is_goal_of_delete_or_archive(std::string_view word) {
  return is_one_of(word, "trash", "bin", "rubbish", "garbage", "wastebin", "recycle", "zip", "archive",
                   "tarball", "tar", "a", "one", "background", "dustbin");
}

// "stick ~/a.mp4 in my videos folder": from one place that is named into another.
bool puts_into_place(std::span<const Term> terms) {
  std::size_t at = past_politeness(terms);
  if (at >= terms.size() || !is_one_of(terms[at].lower, "put", "stick", "pop", "drop", "chuck", "shove",
                                       "throw", "toss", "tuck", "place", "shift", "dump", "bung", "sling"))
    return false;
  ++at;
  while (at < terms.size() &&
         is_one_of(terms[at].lower, "the", "my", "this", "that", "file", "folder", "directory"))
    ++at;
  if (at >= terms.size() || (terms[at].kind != TermKind::path && terms[at].kind != TermKind::file))
    return false;
  ++at;
  while (at < terms.size() && is_one_of(terms[at].lower, "over", "away", "back", "straight")) ++at;
  if (at >= terms.size() || !is_one_of(terms[at].lower, "in", "into", "inside", "onto", "to", "under"))
    return false;
  ++at;
  while (at < terms.size() && (is_determiner(terms[at].lower) || is_folder_noun(terms[at].lower))) ++at;
  if (at >= terms.size() || is_goal_of_delete_or_archive(terms[at].lower)) return false;
  return terms[at].kind == TermKind::path || is_known_folder(terms[at].lower) ||
         (at + 1 < terms.size() && terms[at].kind == TermKind::word && is_folder_noun(terms[at + 1].lower));
}

bool begins_with_learning(std::span<const Term> terms) {
  const std::size_t at = past_politeness(terms);
  return at < terms.size() && is_one_of(terms[at].lower, "learn", "teach", "remember");
}

// "sort my downloads by date": in that order they are shown, there are no such folders to sort them into.
bool sorts_by_date(std::span<const Term> terms) {
  const std::size_t at = past_politeness(terms);
  if (at >= terms.size() || !is_one_of(terms[at].lower, "sort", "order")) return false;
  bool by_date = false;
  for (std::size_t i = at + 1; i < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, "into", "folders", "subfolders", "month", "type", "separate",
                  "directories"))
      return false;
    by_date = by_date || (terms[i - 1].lower == "by" &&
                          is_one_of(terms[i].lower, "date", "time", "age", "size", "name"));
  }
  return by_date;
}

// "is ipv6 enabled": of the links, and no unit.
bool asks_for_ipv6(std::span<const Term> terms) {
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, "ipv6", "ipv4"))
      return is_one_of(terms[0].lower, "is", "do", "does", "has", "have");
  }
  return false;
}

// "what does todo.txt say"
bool asks_what_file_says(std::span<const Term> terms) {
  for (std::size_t i = 0; i + 2 < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, "contents", "content") && terms[i + 1].lower == "of" &&
        terms[i + 2].kind == TermKind::file)
      return true;
    if (i + 4 < terms.size() && terms[i].lower == "what" && terms[i + 1].lower == "it" &&
        is_one_of(terms[i + 2].lower, "says", "contains") && terms[i + 3].lower == "in" &&
        (terms[i + 4].kind == TermKind::file || terms[i + 4].raw.find('.') != std::string_view::npos))
      return true;
    if (i + 3 < terms.size() && terms[i].lower == "what" && terms[i + 1].lower == "does" &&
        terms[i + 2].kind == TermKind::file)
      return is_one_of(terms[i + 3].lower, "say", "contain", "hold", "read");
  }
  return false;
}

// "who is using port 8080 on here"
bool asks_who_has_port(std::span<const Term> terms) {
  return is_one_of(terms[0].lower, "who", "whos", "who's") ||
         (terms.size() > 1 && is_one_of(terms[0].lower, "what", "which") &&
          is_one_of(terms[1].lower, "process", "program", "app", "service"));
}

// "is port 8080 open on this machine"
bool asks_whether_open(std::span<const Term> terms) {
  return terms.size() > 4 && terms[0].lower == "is" && terms[1].lower == "port" && terms[3].lower == "open" &&
         is_one_of(terms[4].lower, "on", "at", "here");
}

}  // namespace

// "List the files bigger than 5 MB", "list only the directories" ask for a search: a listing would show the
// others too. "How big is docs" asks nothing that documents say.
std::string_view intent_rather_than(std::string_view intent, std::span<const Term> terms) {
  if (intent == "file.list" && (has_bound(terms) || is_of_a_kind(terms) || speaks_of_large(terms)))
    return "file.search";
  // "how big is it" asks about one thing, whatever it is.
  if (is_one_of(intent, "knowledge.query", "file.info") && asks_for_size(terms)) {
    const bool place =
        terms.back().kind == TermKind::word &&
        !(intent == "file.info" && is_one_of(terms.back().lower, "it", "that", "this", "them"));
    return place ? "file.usage" : "file.info";
  }
  if (terms.empty()) return {};
  if (intent == "file.list" && asks_what_file_says(terms)) return "file.read";
  if (is_one_of(intent, "file.history", "file.undo", "unknown") && undoes_transaction(terms))
    return "file.undo";
  if ((intent.starts_with("file.") || intent == "knowledge.query") && puts_into_place(terms))
    return "file.move";
  if (intent == "agent.forget" && begins_with_learning(terms)) return "agent.learn";
  if (intent == "file.organize" && sorts_by_date(terms)) return "file.list";
  if (intent == "network.port" && asks_who_has_port(terms)) return "network.connections";
  if (intent == "network.connections" && asks_whether_open(terms)) return "network.port";
  if (intent == "system.logs" && terms[0].lower == "who") return "system.users";
  if (intent == "system.uptime" && has_word(terms, {"logs", "log", "journal", "entries"}))
    return "system.logs";
  if (intent == "file.search" && terms.size() < 5 &&
      is_one_of(terms.back().lower, "hotspots", "wlans", "wifis", "ssids"))
    return "network.wifi";
  if (intent == "system.service" && asks_for_ipv6(terms)) return "network.interfaces";
  if (intent == "network.vpn" && names_interface(terms)) return "network.interfaces";
  return {};
}

std::string_view unit_that_failed(std::span<const Term> terms) {
  std::size_t at = 0;
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return at < terms.size() && is_one_of(terms[at].lower, words);
  };
  const auto skip = [&](std::initializer_list<std::string_view> words) {
    while (is(words)) ++at;
  };
  skip({"please", "can", "could", "you", "tell", "me", "us"});
  const bool why = is({"why"});
  if (!why && !is({"what"})) return {};
  ++at;
  if (why ? !is({"did", "has", "does", "is"}) : !is({"made", "makes", "let"})) return {};
  ++at;
  skip({"the", "my", "our", "unit", "service"});
  if (at >= terms.size()) return {};
  // Names of units differ by case, what people call a service does not.
  const bool whole = terms[at].lower.ends_with(".service") || terms[at].lower.ends_with(".timer");
  if (!whole && !is_service_name(terms[at].lower)) return {};
  const std::string_view unit = whole ? terms[at].raw : terms[at].lower;
  ++at;
  skip({"service", "unit", "just", "suddenly", "always", "keep"});
  if (!is({"fail", "failed", "failing", "crash", "crashed", "crashing", "die", "died"})) return {};
  ++at;
  skip({"again", "now", "today", "please"});
  return at == terms.size() ? unit : std::string_view();
}

}  // namespace maxos::language
