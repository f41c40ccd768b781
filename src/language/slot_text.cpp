#include "language/slot_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "language/file_patterns.h"
#include "language/quantities.h"
#include "language/slips.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using agents::SlotDecl;
using agents::SlotType;
using Text = std::optional<std::string>;

std::string_view without_articles(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view lead :
         {"the ", "my ", "a ", "an ", "our ", "your ", "this ", "that ", "all "}) {
      if (!text.starts_with(lead)) continue;
      text.remove_prefix(lead.size());
      again = true;
    }
  }
  return text;
}

// Words that name nothing.
bool says_nothing(std::string_view text) {
  return is_one_of(text, "a", "an", "the", "it", "them", "him", "her", "that", "this", "these", "those",
                   "service", "services", "daemon", "unit", "units", "project", "package", "packages",
                   "process", "please", "plz", "pls", "now", "always", "during", "assuming", "together",
                   "all", "some", "any", "every", "one", "thing", "things", "stuff", "me", "my", "for", "of",
                   "and", "or", "server", "name", "named", "called", "new", "something", "anything",
                   "everything", "among", "with", "from", "in", "on", "by", "to", "between", "at", "that",
                   "which", "using", "up", "down", "use", "off", "hardest", "your", "ips", "last", "status",
                   "state");
}

Text known_path(std::string_view lower) {
  if (is_one_of(lower, "here", "this folder", "this directory", "the current folder", "the current directory",
                "current directory", "current folder", "this dir", "this place", "working directory",
                "the working directory", "cwd", "pwd")) {
    return ".";
  }
  std::string_view text = without_articles(lower);
  if (is_one_of(text, "home", "home directory", "home folder", "home dir", "~", "homedir", "user directory"))
    return "~";
  if (is_one_of(text, "root", "root directory", "root folder", "root dir", "root of the file system",
                "root filesystem", "root partition")) {
    return "/";
  }
  if (is_one_of(text, "current directory", "current folder", "current dir")) return ".";
  for (const std::string_view noun : {" folder", " directory", " dir", " folders"}) {
    if (text.ends_with(noun)) text.remove_suffix(noun.size());
  }
  std::string name(text);
  if (!is_known_folder(name) && is_known_folder(name + "s")) name.push_back('s');
  if (!is_known_folder(name)) name = slipped_folder(name);
  if (name.empty()) return std::nullopt;
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return "~/" + name;
}

Text path_text(std::span<const Term> terms, std::string_view raw, std::string_view lower) {
  if (says_nothing(without_articles(lower)) ||
      is_one_of(without_articles(lower), "file", "files", "folder", "directory"))
    return std::nullopt;
  if (auto known = known_path(lower)) return known;
  // "home foldr"
  if (terms.size() == 2 && terms[0].lower == "home" &&
      (terms[1].lower.starts_with("fol") || terms[1].lower.starts_with("dir")))
    return "~";
  const auto is_path = [](const Term& term) { return term.kind == TermKind::path; };
  if (const auto path = std::find_if(terms.begin(), terms.end(), is_path); path != terms.end())
    return path->token->value;
  // "my pictures together": what follows a folder of the desktop is none of its name.
  if (terms.size() > 1 && terms.back().kind == TermKind::word && !is_folder_noun(terms.back().lower)) {
    for (std::size_t i = 0; i < 2 && i + 1 < terms.size(); ++i) {
      if (!is_known_folder(terms[i].lower)) continue;
      if (i == 0 || is_article(terms[0].lower)) return known_path(terms[i].lower);
    }
  }
  // "the folder backups", "the file notes.txt"
  std::string_view text = raw;
  if (terms.size() > 1 && terms.back().kind == TermKind::word &&
      (is_folder_noun(terms.back().lower) || terms.back().lower == "file")) {
    text = text.substr(0, terms[terms.size() - 2].end - terms.front().begin);
  }
  if (terms.size() > 1 && (is_article(terms.front().lower) || is_folder_noun(terms.front().lower)))
    text.remove_prefix(std::min(terms[1].begin - terms.front().begin, text.size()));
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

Text pattern_text(std::span<const Term> terms, std::string_view raw, std::string_view lower) {
  for (const Term& term : terms) {
    if (term.kind == TermKind::glob) return term.token->value;
    if (term.kind == TermKind::extension) return "*" + std::string(term.raw);
    if (term.kind == TermKind::file) return std::string(term.raw);
  }
  std::string_view text = without_articles(lower);
  if (auto pattern = file_pattern(text, true)) return pattern;
  bool files = false;
  for (const std::string_view noun : {" files", " file", " documents", " ones"}) {
    if (!text.ends_with(noun)) continue;
    text.remove_suffix(noun.size());
    files = true;
    break;
  }
  if (!files || text.find(' ') != std::string_view::npos) return std::string(raw);
  // How they are is no ending.
  if (is_one_of(text, "large", "big", "huge", "small", "tiny", "empty", "duplicate", "duplicated", "old",
                "new", "recent", "hidden", "same", "identical", "similar", "unused", "temporary", "temp",
                "broken", "lost", "missing", "other", "own", "private", "important", "all", "zero", "newest",
                "oldest", "latest", "biggest", "largest", "smallest", "changed", "modified", "local",
                "system", "long", "heavy", "useless", "orphaned", "which", "any", "some", "no", "executable",
                "many", "such", "what", "more", "most", "these", "those", "giant", "massive", "from", "of",
                "in", "with", "about", "called", "named"))
    return std::nullopt;
  return "*." + std::string(text);
}

Text choice_text(const std::string& key, const SlotDecl& slot, std::span<const Term> terms,
                 std::string_view lower, const ValueTable& values, const Speller& speller) {
  const auto declared = [&](std::string_view text) -> Text {
    for (const std::string_view choice : slot.choices) {
      if (base::ascii_lower(choice) == text) return std::string(choice);
    }
    return std::nullopt;
  };
  const auto look = [&](std::string_view text) -> Text {
    if (auto choice = declared(text)) return choice;
    const auto found = values.find(std::pair(key, std::string(text)));
    return found == values.end() ? Text() : declared(base::ascii_lower(found->second));
  };
  if (auto all = look(lower)) return all;
  if (auto bare = look(without_articles(lower))) return bare;
  for (const Term& term : terms) {
    if (auto one = look(term.lower)) return one;
    if (const std::string_view meant = speller.correct(term.lower); !meant.empty()) {
      if (auto corrected = look(meant)) return corrected;
    }
  }
  return std::nullopt;
}

// "print servce" is called a service.
std::string with_service_spelled(std::string_view raw, const Term& last, const Speller& speller) {
  std::string text(raw);
  const std::string_view meant = speller.correct(last.lower);
  if (is_one_of(meant, "service", "server") && text.size() > last.raw.size())
    text.replace(text.size() - last.raw.size(), last.raw.size(), meant);
  return text;
}

// The part of the terms that reads as a quantity: all of them, or one.
template <typename Read>
Text quantity(std::span<const Term> terms, std::string_view lower, Read read) {
  if (const auto all = read(lower)) return std::to_string(*all);
  for (const Term& term : terms) {
    if (const auto one = read(term.lower)) return std::to_string(*one);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> known_place(std::string_view lower) {
  return known_path(lower);
}

std::string value_key(std::string_view intent, const SlotDecl& slot) {
  if (slot.type == SlotType::path) return "path";
  if (slot.type != SlotType::choice && slot.type != SlotType::flag) return std::string(slot.name);
  return std::string(intent).append(" ").append(slot.name);
}

Text slot_text(std::string_view intent, const SlotDecl& slot, std::span<const Term> terms,
               const Utterance& utterance, const ValueTable& values, const Speller& speller) {
  if (terms.empty()) return std::nullopt;
  const std::size_t begin = terms.front().begin;
  const std::size_t length = terms.back().end - begin;
  const std::string_view raw = std::string_view(utterance.clean).substr(begin, length);
  const std::string_view lower = std::string_view(utterance.lower).substr(begin, length);
  const std::string key = value_key(intent, slot);
  if (slot.type == SlotType::choice) return choice_text(key, slot, terms, lower, values, speller);
  if (const auto found = values.find(std::pair(key, std::string(lower))); found != values.end()) {
    return found->second;
  }
  switch (slot.type) {
    case SlotType::path:
      // "move it over to /srv"
      if (is_one_of(lower, "over", "away", "back", "across", "up", "down", "along")) return std::nullopt;
      return path_text(terms, raw, lower);
    case SlotType::glob:
      return pattern_text(terms, raw, lower);
    case SlotType::count:
      return quantity(terms, lower, read_count);
    case SlotType::size:
      return quantity(terms, lower, read_size);
    case SlotType::age:
      return quantity(terms, lower, read_age);
    case SlotType::port: {
      auto port = quantity(terms, lower.substr(lower.starts_with(':') ? 1 : 0), read_count);
      return port && port->size() <= 5 ? port : Text();
    }
    case SlotType::flag: {
      // Words that nobody ever marked so do not switch anything on.
      const bool said = std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
        return term.lower.starts_with('-') || values.contains(std::pair(key, std::string(term.lower)));
      });
      return said ? Text("true") : Text();
    }
    case SlotType::host: {
      std::string_view host = terms.back().lower;
      for (const std::string_view scheme : {"http://", "https://"}) {
        if (host.starts_with(scheme)) host.remove_prefix(scheme.size());
      }
      while (host.ends_with('/') || host.ends_with('.')) host.remove_suffix(1);
      return host.empty() ? Text() : std::string(host);
    }
    case SlotType::unit:
      // "--now", "today"
      if (says_nothing(without_articles(lower)) || lower.starts_with('-') ||
          (terms.size() == 1 && terms.front().kind != TermKind::word &&
           terms.front().kind != TermKind::file && terms.front().kind != TermKind::host &&
           terms.front().kind != TermKind::quoted && terms.front().kind != TermKind::path))
        return std::nullopt;
      // "restrt" is what is to be done.
      if (terms.size() == 1 &&
          is_one_of(speller.correct(lower), "restart", "stop", "start", "reload", "enable", "disable"))
        return std::nullopt;
      return with_service_spelled(without_articles(lower).size() == lower.size()
                                      ? raw
                                      : raw.substr(raw.size() - without_articles(lower).size()),
                                  terms.back(), speller);
    case SlotType::choice:
    case SlotType::name:
    case SlotType::text:
      break;
  }
  if (slot.type == SlotType::name && says_nothing(without_articles(lower))) return std::nullopt;
  // "whitch version has it"
  if (slot.type == SlotType::name && terms.size() == 1) {
    if (const std::string_view meant = speller.correct(lower); says_nothing(meant)) return std::nullopt;
  }
  if (slot.name == "when") {
    if (const auto clock = read_clock(lower)) return *clock;
    // "tonight" is no length of time.
    const bool day = is_one_of(terms.back().lower, "tonight", "today", "yesterday", "morning");
    if (auto delay = day ? Text() : quantity(terms, lower, read_age)) return delay;
    if (day) return std::nullopt;
    if (terms.back().lower == "now") return "now";
  }
  return std::string(raw);
}

}  // namespace maxos::language
