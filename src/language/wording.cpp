#include "language/wording.h"

#include <algorithm>
#include <string_view>

#include "language/active_voice.h"
#include "language/caution.h"
#include "language/clauses.h"
#include "language/no_order.h"
#include "language/office_words.h"
#include "language/rewording.h"
#include "language/said_otherwise.h"
#include "language/service_names.h"
#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool is_please(std::string_view word) {
  return is_one_of(word, "please", "pls", "plz", "thx", "thanks", "ty");
}

// "everything what is older", "all services what are running", "overwrite what is already there".
void relate(Rewording& said) {
  for (std::size_t i = 1; i + 1 < said.size(); ++i) {
    if (said.at(i) != "what" || said.pauses(i)) continue;
    const std::string_view before = said.at(i - 1);
    const bool is = is_one_of(said.at(i + 1), "is", "are", "was", "were");
    if (is && is_one_of(before, "overwrite", "replace") && said.any(i + 2, i + 4, "there")) {
      said.replace(i, "everything");
      said.drop(i + 1, i + 2);
      if (said.at(i + 2) == "already") said.drop(i + 2, i + 3);
      continue;
    }
    const bool thing =
        is_one_of(before, "everything", "anything", "all", "files", "folders", "directories", "services",
                  "units", "processes", "ports", "pictures", "photos", "videos", "documents", "packages",
                  "updates", "connections", "sockets", "disks", "users", "people", "entries", "commits",
                  "branches", "programs", "messages", "things", "stuff", "file", "folder");
    if (thing &&
        (is || is_one_of(said.at(i + 1), "has", "have", "contain", "contains", "takes", "take", "uses", "use",
                         "eat", "eats", "end", "ends", "start", "failed", "listen", "run", "runs")))
      said.replace(i, "that");
  }
  for (std::size_t i = 1; i + 2 < said.size(); ++i) {
    if (said.says(i, "in", "the", "moment")) said.replace(i, "at");
    if (said.says(i, "say", "over") && said.any(0, i, "documents", "docs", "documentation"))
      said.replace(i + 1, "about");
  }
  if (said.at(0) == "searching") said.replace(0, "search");
  for (std::size_t i = 1; i + 1 < said.size(); ++i) {
    if (is_one_of(said.at(i), "dossier", "ordner", "carpeta", "cartella") && is_article(said.at(i - 1)) &&
        is_one_of(said.at(i + 1), "called", "named"))
      said.replace(i, "folder");
  }
}

// ", name should be wesele.zip", behind what is packed.
void take_name(Rewording& said) {
  for (std::size_t i = 2; i + 3 < said.size(); ++i) {
    if (!said.says(i, "name", "should", "be") || !said.any(0, i, "archive", "folder", "zip", "tarball"))
      continue;
    const std::size_t first = is_one_of(said.at(i - 1), "the", "its") ? i - 1 : i;
    if (!said.pauses(first) || i + 4 != said.size() || said.term(i + 3).kind != TermKind::file) continue;
    said.drop(first, i + 2);
    said.replace(i + 2, "called");
  }
}

// "if it is possible", "if you can" before a pause: courtesy.
void drop_courtesies(Rewording& said) {
  for (std::size_t i = 0; i + 1 < said.size(); ++i) {
    std::size_t end = 0;
    if (said.says(i, "if", "it", "is", "possible") || said.says(i, "if", "that", "is", "possible") ||
        said.says(i, "if", "it", "were", "possible")) {
      end = i + 4;
    } else if (said.says(i, "if", "possible") || said.says(i, "when", "possible")) {
      end = i + 2;
    } else if (said.at(i) == "if" &&
               ((is_one_of(said.at(i + 1), "it's", "its", "thats", "that's") &&
                 said.at(i + 2) == "possible") ||
                (is_one_of(said.at(i + 1), "you", "u") && is_one_of(said.at(i + 2), "can", "could")))) {
      end = i + 3;
    }
    if (end == 0) continue;
    while (is_please(said.at(end))) ++end;
    // "stop it if possible, else restart it"
    if (!said.pauses(end) || said.any(end, said.size(), "else", "otherwise", "or")) continue;
    // "only if possible", "see if you can", "ask karl if it is possible"
    if (i > 0 && !said.pauses(i) &&
        (is_one_of(said.at(i - 1), "only", "even", "but", "except", "not", "know", "see", "check", "wonder",
                   "wondering", "me", "us", "say", "out", "sure", "curious", "understand", "and", "or",
                   "just", "find") ||
         said.any(0, i, "ask", "tell", "know", "wonder", "check", "whether", "say", "curious", "unsure")))
      continue;
    said.drop(i, end);
  }
}

// "stop it if possible, else restart it"
bool goes_on_otherwise(const Rewording& said) {
  for (std::size_t i = 1; i < said.size(); ++i) {
    if (is_one_of(said.at(i), "else", "otherwise") && said.pauses(i)) return said.any(0, i, "if", "when");
  }
  return false;
}

// "I demand you to restart nginx", "I ask you to".
void drop_demands(Rewording& said) {
  for (std::size_t i = 0; i + 4 < said.size(); ++i) {
    if (said.pauses(i) && said.at(i) == "i" && is_one_of(said.at(i + 1), "demand", "ask", "beg", "request") &&
        is_one_of(said.at(i + 2), "you", "u") && said.at(i + 3) == "to" && is_order_word(said.at(i + 4)))
      said.drop(i, i + 4);
  }
}

// "…, i am curious if it works", "… and show me if they pass"; whether the first was there.
bool drop_curiosity(Rewording& said) {
  for (std::size_t i = 2; i + 2 < said.size(); ++i) {
    if (said.at(i) == "and" && is_one_of(said.at(i + 1), "show", "tell") && said.at(i + 2) == "me" &&
        is_one_of(said.at(i + 3), "if", "whether")) {
      const std::size_t verb = said.size() - 1;
      const bool outcome =
          verb < i + 8 && is_one_of(said.at(verb), "pass", "passes", "passed", "work", "works", "worked",
                                    "fail", "fails", "failed", "compiles", "succeeds", "green", "ok");
      const bool run = said.any(0, i, "test", "tests", "testing", "build", "compile", "suite");
      if (outcome && run && is_one_of(said.at(i + 4), "they", "it", "all", "everything", "the")) {
        said.drop(i, said.size());
        return false;
      }
    }
    std::size_t at = i;
    if (!said.pauses(i)) continue;
    if (said.says(at, "i", "am") || said.says(at, "we", "are")) {
      at += 2;
    } else if (is_one_of(said.at(at), "i'm", "im", "just")) {
      ++at;
    }
    while (is_one_of(said.at(at), "just", "really", "so", "very", "only")) ++at;
    if (said.at(at) != "curious" || !is_one_of(said.at(at + 1), "if", "whether") || said.pauses(at + 1))
      continue;
    // The order is in front, and nothing else is behind.
    bool plain = !said.asks();
    for (std::size_t k = at + 2; k < said.size(); ++k) {
      plain = plain && said.is_word(k) && !said.pauses(k) && !always_matters(said.at(k)) &&
              !is_service_name(said.at(k)) &&
              !is_one_of(said.at(k), "should", "must", "may", "can", "could", "allowed", "not", "and",
                         "possible", "safe", "would");
    }
    if (!plain || at + 3 >= said.size()) return false;
    said.drop(i, said.size());
    return true;
  }
  return false;
}

// "before i break something make a copy": what is done first is done now.
bool drop_before(Rewording& said) {
  if (said.at(0) != "before" || !is_one_of(said.at(1), "i", "we") || said.asks()) return false;
  for (std::size_t i = 3; i + 1 < std::min<std::size_t>(said.size(), 9); ++i) {
    if (!said.is_word(i - 1)) return false;
    const bool ends = said.pauses(i) || is_one_of(said.at(i - 1), "something", "anything", "everything",
                                                  "things", "stuff", "it", "up");
    std::size_t order = i;
    while (is_please(said.at(order))) ++order;
    if (!ends || !(is_order_word(said.at(order)) || said.at(order) == "make")) continue;
    // "before we delete it check it": of what?
    if (is_order_word(said.at(2)) || said.any(order, said.size(), "it", "them")) return false;
    said.drop(0, i);
    return true;
  }
  return false;
}

// "Good day, ...".
void drop_greeting(Rewording& said) {
  if (said.at(0) == "good" && is_one_of(said.at(1), "day", "morning", "afternoon", "evening") &&
      said.size() > 3 && said.pauses(2))
    said.drop(0, 2);
}

// What a permission is not: a description, a choice, a condition, another's words.
bool opens_more(std::string_view word) {
  return is_another_time(word) || denies_it(word) ||
         is_one_of(word, "but", "only", "if", "when", "with", "by", "using", "or", "unless", "until", "once",
                   "then", "what", "who", "whatever", "everything", "anything", "all", "you", "u", "your",
                   "via", "from", "how", "why", "which", "tonight", "through", "whenever", "always", "also",
                   "later", "files", "folders", "things", "services", "stuff", "any", "some", "first");
}

bool reports(std::string_view word) {
  return is_another_time(word) ||
         is_one_of(word, "if", "when", "once", "until", "unless", "know", "knows", "said", "says", "told",
                   "tells", "read", "heard", "manual", "docs", "wrote", "how", "what", "you", "u", "who",
                   "whether", "asked", "example", "he", "she", "they", "maybe", "perhaps", "did", "does",
                   "tonight", "only", "but", "finished", "done", "ready", "don't", "dont", "never", "keep",
                   "wait", "linux", "windows");
}

// "karl wrote: you can delete ~/a", "in theory you can delete ~/a", "you can delete ~/a?"
bool only_tells_of_permission(const Rewording& said) {
  for (std::size_t i = 0; i + 3 < said.size(); ++i) {
    if (!is_one_of(said.at(i), "you", "u") || said.at(i + 1) != "can" || !is_change_word(said.at(i + 2)))
      continue;
    if (i > 0 && said.at(i - 1) == "theory") return true;
    if (!said.pauses(i)) continue;
    const bool told =
        (i > 0 && is_one_of(said.at(0), "did", "apparently", "on", "in", "under", "usually", "normally")) ||
        said.any(0, i, "wrote", "writes", "said", "says", "told", "tells", "reads", "read", "mail", "subject",
                 "wiki", "manual", "docs", "theory", "written", "heard", "explain", "remember", "wonder",
                 "know", "example");
    if (said.asks() || told || (i > 0 && said.before(i).find(':') != std::string_view::npos)) return true;
    if (said.any(i + 3, said.size(), "rm", "del", "systemctl", "sudo", "mv", "cp", "apt", "tar")) return true;
  }
  return false;
}

// "nobody is at home, u can suspend the server": the order of a person who gives leave.
bool take_permission(Rewording& said) {
  if (said.asks()) return false;
  for (std::size_t i = 0; i + 3 < said.size(); ++i) {
    if (i > 0 && reports(said.at(i - 1))) return false;
    if (!said.pauses(i) || !is_one_of(said.at(i), "you", "u") || said.at(i + 1) != "can") continue;
    std::size_t verb = i + 2;
    while (is_one_of(said.at(verb), "now", "just", "safely", "please", "pls")) ++verb;
    if (!is_order_word(said.at(verb)) || verb + 1 >= said.size()) return false;
    bool named = false;
    for (std::size_t k = verb + 1; k < said.size(); ++k) {
      if (opens_more(said.at(k))) return false;
      named = named || !said.is_word(k) || is_determiner(said.at(k)) || said.at(k) == "it" ||
              is_service_name(said.at(k));
    }
    if (!named) return false;
    said.drop(i, verb);
    return true;
  }
  return false;
}

// Whether the statement in front leaves the order behind it what it is.
bool is_mere_reason(const Rewording& said, std::size_t last) {
  bool tells = false;
  for (std::size_t i = 0; i < last; ++i) {
    if (!said.is_word(i)) {
      if (said.term(i).kind != TermKind::path && said.term(i).kind != TermKind::file) return false;
      continue;
    }
    const std::string_view word = said.at(i);
    tells = tells || is_finite(word);
    const bool senseless = word == "no" && is_one_of(said.at(i + 1), "sense", "use", "purpose", "longer");
    if ((denies_it(word) && !senseless) || forbids(word) || always_matters(word) || matters_to_change(word) ||
        reports(word) ||
        is_one_of(word, "copy", "backup", "other", "all", "both", "and", "or", "need", "needs", "want",
                  "important", "should", "same", "like", "of")) {
      if (is_one_of(word, "linux", "windows")) continue;
      return false;
    }
  }
  return tells;
}

bool is_kind_of_file(std::string_view word) {
  return is_folder_noun(word) || is_one_of(word, "file", "thing", "archive", "document", "installer",
                                           "program", "download", "picture", "video", "iso", "image", "zip");
}

// "the trash is full, empty it": the one thing that the statement names is put for "it".
bool take_it(Rewording& said) {
  if (said.asks() || said.size() < 5) return false;
  std::size_t it = said.size() - 1;
  while (it > 0 && (is_please(said.at(it)) || said.at(it) == "now" || said.at(it).empty())) {
    if (!said.is_word(it)) return false;
    --it;
  }
  if (said.at(it) != "it" || it < 3) return false;
  const std::string_view verb = said.at(it - 1);
  std::size_t first = it - 1;
  while (first > 0 && !said.pauses(first)) {
    --first;
    if (!said.at(first).empty() && !is_please(said.at(first)) &&
        !is_one_of(said.at(first), "so", "then", "just"))
      return false;
  }
  if (first < 2) return false;
  // "apache2 must not run during the backup, so stop it"
  if (verb == "stop" && is_service_name(said.at(0)) && is_one_of(said.at(1), "must", "should", "may") &&
      said.at(2) == "not" && is_one_of(said.at(3), "run", "be")) {
    for (std::size_t i = 1; i < first; ++i) {
      if (!said.is_word(i) || is_service_name(said.at(i)) || is_another_time(said.at(i)) ||
          is_one_of(said.at(i), "if", "when", "tonight", "unless", "only", "but", "or", "and", "until",
                    "you"))
        return false;
    }
    said.replace(it, said.at(0));
    said.drop(0, it - 1);
    return true;
  }
  if (!is_mere_reason(said, first)) return false;
  if (verb == "empty") {
    const bool trash =
        said.any(0, 2, "trash", "wastebasket") || (said.any(0, 2, "recycle") && said.any(1, 3, "bin"));
    if (!trash) return false;
    for (std::size_t i = 0; i < first; ++i) {
      // "the trash stinks in the kitchen"
      if (!said.is_word(i) || is_one_of(said.at(i), "in", "at", "on", "under", "outside", "behind", "near"))
        return false;
    }
    said.replace(it, "the trash");
    said.drop(0, it - 1);
    return true;
  }
  if (!is_one_of(verb, "delete", "remove", "erase", "trash", "extract", "unpack", "unzip")) return false;
  std::size_t named = said.size();
  for (std::size_t i = 0; i < first; ++i) {
    if (said.is_word(i)) {
      if (is_service_name(said.at(i))) return false;
      continue;
    }
    if (named != said.size()) return false;
    named = i;
  }
  if (named == said.size() || said.term(named).raw.find(' ') != std::string_view::npos) return false;
  // "there is a virus in ~/Downloads, delete it": that is not the folder.
  const std::string_view before = named == 0 ? std::string_view() : said.at(named - 1);
  std::size_t noun = named;
  while (noun > 0 && (is_determiner(said.at(noun - 1)) || is_kind_of_file(said.at(noun - 1)) ||
                      is_one_of(said.at(noun - 1), "old", "new", "whole", "big", "stupid")))
    --noun;
  const bool itself = noun == 0;
  // What comes first is what is spoken of: "a virus sits in the file ~/a".
  for (std::size_t i = 0; i < named; ++i) {
    if (is_finite(said.at(i)) || is_past(said.at(i))) return false;
  }
  const std::string_view name = said.term(named).raw;
  const std::size_t dot = name.rfind('.');
  const bool file =
      dot != std::string_view::npos && dot + 1 < name.size() && name.find('/', dot) == std::string_view::npos;
  const bool lies =
      named > 1 && file && is_one_of(before, "in", "at", "under") && is_kind_of_file(said.at(named - 2));
  if (!itself && !lies) return false;
  said.replace(it, name);
  said.drop(0, it - 1);
  return true;
}

}  // namespace

std::optional<Wording> plain_wording(const Utterance& utterance, std::span<const Term> terms) {
  if (terms.size() < 2) return std::nullopt;
  // A text that is taken as it is written may follow.
  const bool holds_text = std::any_of(terms.begin(), terms.end(), [](const Term& term) {
    return is_one_of(term.lower, "message", "phrase", "learn", "teach", "forget", "unlearn", "commit");
  });
  Rewording said(utterance, terms);
  if (holds_text) {
    if (teaches_somebody(said)) return Wording{.caution = Caution::reported};
    auto taught = without_yourself(utterance, terms);
    return taught ? std::optional(Wording{.text = *std::move(taught)}) : std::nullopt;
  }
  if (parts_sentences(said)) {
    Wording out{.text = utterance.clean};
    std::replace(out.text.begin(), out.text.end(), ';', ',');
    return out;
  }
  if (only_tells_of_permission(said)) return Wording{.caution = Caution::reported};
  if (const bool more = say_as_usual(said); said.changed())
    return Wording{.text = said.text(), .confirm = more};
  if (const Caution caution = orders_nothing(said); caution != Caution::none)
    return Wording{.caution = caution};
  if (goes_on_otherwise(said)) return Wording{.caution = Caution::conditional};
  relate(said);
  drop_greeting(said);
  drop_formality(said);
  say_plainly(said);
  const Voice voice = say_actively(said);
  take_name(said);
  drop_courtesies(said);
  drop_demands(said);
  bool confirm = drop_curiosity(said);
  confirm = drop_before(said) || confirm;
  confirm = take_permission(said) || confirm;
  confirm = take_it(said) || confirm;
  if (!said.changed()) return std::nullopt;
  Wording out{.text = said.text(), .confirm = confirm || voice == Voice::maybe_order};
  // It is an order now.
  if (voice != Voice::unchanged) std::replace(out.text.begin(), out.text.end(), '?', '.');
  if (out.text.find_first_not_of(" ,.;:!?()") == std::string::npos) return std::nullopt;
  return out;
}

}  // namespace maxos::language
