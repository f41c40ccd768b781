#include "language/caution.h"

#include <algorithm>
#include <array>

#include "language/clauses.h"
#include "language/negation.h"
#include "language/no_order.h"
#include "language/said_words.h"
#include "language/service_names.h"
#include "language/shell_syntax.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Past forms of what the catalogue does.
bool is_done(std::string_view word) {
  return is_one_of(word, "rebooted", "restarted", "stopped", "started", "deleted", "removed", "copied",
                   "moved", "renamed", "archived", "extracted", "unpacked", "zipped", "unzipped", "emptied",
                   "undid", "reloaded", "enabled", "disabled", "powered", "suspended", "deployed",
                   "committed", "built", "tested", "scaffolded", "created", "blocked", "opened", "closed",
                   "connected", "disconnected", "organized", "organised", "sorted", "taught", "forgot",
                   "learned", "trashed", "erased", "wiped", "dropped", "crashed", "shipped", "pushed",
                   "released", "killed", "compiled");
}

// What an order begins with; any word of these may be a noun too.
bool is_order(std::string_view word) {
  return is_order_word(word) ||
         is_one_of(word, "put", "bring", "take", "set", "let", "have", "do", "go", "throw", "back", "save",
                   "send", "pull", "revert", "roll", "bounce", "nuke", "blow", "spin", "fire", "ship",
                   "compile", "generate", "start", "teach", "remember", "discard", "reverse", "restore",
                   "expunge", "help", "cancel", "switch", "duplicate", "clone", "relocate", "untar", "bin",
                   "decompress", "join", "arrange", "chuck", "toss", "ditch", "dump");
}

bool is_person(std::string_view word) {
  return is_one_of(word, "i", "we", "he", "she", "they", "you", "it", "someone", "somebody", "nobody",
                   "everyone", "everybody", "who", "i've", "i'd", "i'm", "we've", "we're", "he's", "she's",
                   "they've", "they're", "i'll", "we'll", "she'll", "he'll", "they'll", "ive", "im");
}

bool asks_politely(const Words& words, std::size_t at) {
  const std::string_view first = words.at(at);
  const std::string_view second = words.at(at + 1);
  if (is_one_of(first, "can", "could", "would", "will")) {
    // "would it be possible to", but not "would it be safe to"
    if (second == "it")
      return words.at(at + 2) == "be" && (words.at(at + 3) == "possible" ||
                                          (is_one_of(words.at(at + 3), "too", "much", "a") &&
                                           words.any("trouble", "bother", "problem", "nuisance", "hassle")));
    return is_one_of(second, "you", "u", "ya", "yuo", "yu", "yo", "someone", "somebody", "we", "please");
  }
  // "do you think you could"
  if (words.meant(at) == "do")
    return words.meant(at + 1) == "you" && words.meant(at + 2) == "think" && words.meant(at + 3) == "you" &&
           is_one_of(words.meant(at + 4), "could", "can", "might");
  // "I am wanting to copy"
  if (is_one_of(first, "i'm", "im") || (first == "i" && second == "am"))
    return is_one_of(words.at(first == "i" ? at + 2 : at + 1), "wanting", "needing", "trying");
  if (is_one_of(first, "i", "we")) {
    return is_one_of(second, "want", "need", "would", "wanna", "wish", "must", "have", "require", "'d",
                     "really", "like") &&
           !(second == "have" && words.at(at + 2) != "to") &&
           !(second == "would" &&
             !is_one_of(words.at(at + 2), "like", "love", "appreciate", "want", "need", "prefer"));
  }
  if (first == "i'd")
    return is_one_of(words.at(at + 1), "like", "love", "appreciate", "want", "need", "prefer");
  if (first == "you") return is_one_of(second, "can", "could", "should", "must", "may", "have", "need");
  return false;
}

// Verbs of orders that no reading obeys. "Make", "create", "open", "print" and "run" are not among them:
// "make a list".
bool changes_something(std::string_view word, std::string_view next, bool reads_the_journal) {
  // "free space", "boot time", "process list"
  if (word == "free") return is_one_of(next, "up", "some", "the");
  if (word == "boot") return !is_one_of(next, "time", "times", "date");
  if (word == "process") return is_one_of(next, "my", "this", "the", "these");
  // "pull the last 40 log entries"
  if (word == "pull") return !reads_the_journal;
  if (is_one_of(next, "space", "memory", "time", "list", "status", "log", "logs", "date", "of", "point",
                "points"))
    return false;
  return is_one_of(
      word, "kill", "stop", "terminate", "end", "mount", "unmount", "umount", "eject", "reset", "change",
      "set", "delete", "remove", "erase", "wipe", "format", "clean", "clear", "fix", "repair", "install",
      "uninstall", "upgrade", "update", "disable", "enable", "start", "restart", "reload", "reboot", "shut",
      "shutdown", "close", "quit", "add", "rename", "move", "copy", "write", "edit", "append", "replace",
      "turn", "switch", "lower", "raise", "increase", "reduce", "boost", "speed", "block", "allow", "unblock",
      "ban", "drop", "forget", "share", "bring", "push", "pull", "merge", "clone", "rebase", "stash",
      "checkout", "grant", "revoke", "chmod", "chown", "download", "upload", "resize", "partition", "encrypt",
      "decrypt", "kick", "nuke", "renice", "flush", "throttle", "purge", "process", "configure", "assign",
      "register", "subscribe", "swapoff", "truncate", "revert", "rollback");
}

// The first word after "can you please", "I want you to".
std::size_t after_politeness(const Words& words, std::size_t at) {
  if (!asks_politely(words, at)) return at;
  std::size_t i = at + 1;
  while (i < std::min(words.size(), at + 8) &&
         is_one_of(words.at(i), "you", "u", "we", "someone", "please", "kindly", "just", "want", "need",
                   "would", "like", "love", "to", "wanna", "wish", "have", "really", "quickly", "maybe")) {
    ++i;
  }
  return i;
}

}  // namespace

std::string_view name_of(Caution caution) {
  constexpr std::array<std::string_view, 13> kNames = {
      "",          "negated",  "reported",     "asked",       "conditional", "later", "shell",
      "elsewhere", "too_much", "other_action", "kernel_path", "part",        "names"};
  return kNames[static_cast<std::size_t>(caution)];
}

bool begins_order(const Words& words, std::size_t at) {
  if (asks_politely(words, at)) return true;
  const std::string_view first = words.meant(at);
  // "do the tests pass?"
  if (first == "do" && !is_one_of(words.meant(at + 1), "me", "a", "it", "that", "so")) return false;
  return is_order(first) &&
         !is_one_of(words.meant(at + 1), "was", "were", "is", "of", "failed", "has", "had");
}

namespace {

// "my desktop is a mess sort it": said without a pause, as dictation has it.
bool goes_over_to_order(const Words& words, std::size_t at) {
  return at > 2 && begins_order(words, at) && is_one_of(words.meant(at + 1), "it", "them") &&
         words.any_until(at, "is", "was", "are", "were", "looks") &&
         !is_one_of(words.meant(at - 1), "to", "i", "we", "you", "they", "he", "she", "it", "and", "or",
                    "not", "is", "was", "are", "never", "can", "could", "should", "would", "will", "must",
                    "did", "do", "does", "let", "that", "who", "may", "might", "dare", "then", "just",
                    "don't", "dont", "cannot", "cant", "can't", "but", "my", "the", "a");
}

// "delete what is in the trash"
bool names_what_goes(const Words& words, std::size_t start) {
  const std::size_t what = words.meant(start + 1) == "out" ? start + 2 : start + 1;
  return is_one_of(words.meant(start), "delete", "remove", "erase", "purge", "clear", "empty") &&
         words.meant(what) == "what" && is_one_of(words.meant(what + 1), "is", "lies");
}

// Where the order begins in "the web server is stuck, please restart it": what comes before says why. The
// beginning when there is no such place, or when somebody is quoted.
std::size_t order_in(const Utterance& utterance, std::span<const Term> terms, const Words& words) {
  const std::size_t start = beginning(words);
  if (begins_order(words, start)) return start;
  for (std::size_t i = start + 1; i < terms.size(); ++i) {
    // "that is not what I wanted, undo it"
    const bool not_what = i > 1 && words.meant(i - 1) == "what" &&
                          is_one_of(words.meant(i - 2), "not", "isn't", "wasn't", "isnt", "wasnt");
    if (!not_what &&
        is_one_of(words.meant(i - 1), "said", "says", "say", "told", "tells", "asked", "asks", "wrote",
                  "writes", "thinks", "thought", "heard", "read", "reads", "manual", "documentation", "docs",
                  "who", "how", "why", "what", "button", "label", "when", "after", "before", "once", "while",
                  "whenever", "film", "movie", "song", "book", "called", "titled", "remember", "imagine",
                  "dreamed", "dreamt")) {
      return start;
    }
    const std::string_view between =
        std::string_view(utterance.clean).substr(terms[i - 1].end, terms[i].begin - terms[i - 1].end);
    const bool pause = between.find_first_of(",.!:?") != std::string_view::npos;
    std::size_t at = i;
    const bool please = is_one_of(words.at(at), "please", "pls", "plz", "so", "and");
    while (is_one_of(words.at(at), "please", "pls", "plz", "so", "and", "just", "then", "now")) ++at;
    const bool asked = is_one_of(words.at(at), "can", "could", "would", "will") && asks_politely(words, at);
    if (asked || goes_over_to_order(words, i) ||
        ((pause || (please && words.at(i) != "and")) && begins_order(words, at)))
      return at;
  }
  return start;
}

// "it would be nice if you restarted nginx", "if possible": politeness, not a condition.
bool is_polite_if(const Words& words, std::size_t i) {
  const std::string_view next = words.at(i + 1);
  if (next == "possible") return true;
  if (next != "you") return false;
  const std::string_view before = i == 0 ? std::string_view() : words.at(i - 1);
  // "tell me if you can delete ~/a": whether it can be done.
  if (is_one_of(before, "know", "wonder", "wondering", "ask", "asked", "sure", "unsure") ||
      (is_one_of(before, "me", "us") && i > 1 &&
       is_one_of(words.at(i - 2), "tell", "show", "inform", "ask", "advise")))
    return false;
  const bool wished = is_one_of(before, "happy", "glad", "great", "nice", "grateful", "good", "cool",
                                "lovely", "wonderful", "pleased", "kind", "appreciate", "awesome") ||
                      (before == "it" && i > 1 && is_one_of(words.at(i - 2), "appreciate", "love", "like"));
  return is_one_of(words.at(i + 2), "could", "would", "can", "please") || wished;
}

// "nginx needs a restart", "the service must be restarted": what has to happen is asked for.
bool says_what_must_be(const Words& words, std::size_t start) {
  if (is_person(words.meant(start))) return false;
  for (std::size_t i = start + 1; i + 1 < words.size(); ++i) {
    const std::string_view next = words.meant(i + 1);
    // "the file old.odt can be deleted": that it may be done is a request, where no more is said.
    const bool may = is_one_of(words.at(i), "can", "may") && next == "be" && is_done(words.meant(i + 2)) &&
                     (i + 3 == words.size() || is_one_of(words.meant(i + 3), "now", "then", "too", "please",
                                                         "forever", "again", "already"));
    if (may) return true;
    if (is_one_of(words.at(i), "needs", "must", "shall", "requires", "wants") ||
        (is_one_of(words.at(i), "can", "may") && is_one_of(next, "be", "go") &&
         words.any("please", "pls", "plz")) ||
        (is_one_of(words.at(i), "need", "should", "has", "have") && is_one_of(next, "to", "be")))
      return !is_one_of(next, "have", "not", "never", "no");
  }
  return false;
}

// "tell karl to restart nginx"; but "tell nginx to reload".
bool is_told_to_another(const Words& words, std::size_t start) {
  for (std::size_t i = start + 2; i + 2 < words.size(); ++i) {
    if (words.meant(i) != "to") continue;
    for (std::size_t k = i + 2; k < words.size(); ++k) {
      if (!is_one_of(words.meant(k), "please", "now", "its", "the", "config", "configuration", "again",
                     "settings", "itself", "up", "down", "files", "at", "boot"))
        return true;
    }
  }
  return false;
}

}  // namespace

bool is_another_time(std::string_view word) {
  return is_one_of(word, "tomorrow", "later", "monday", "tuesday", "wednesday", "thursday", "friday",
                   "saturday", "sunday", "every", "daily", "weekly", "hourly", "nightly", "monthly", "soon",
                   "eventually", "someday", "sometime", "after", "before", "while", "whilst");
}

Caution caution_of_reading(const Utterance& utterance, std::span<const Term> terms,
                           std::span<const Seen> seen, std::span<const bool> claimed) {
  const Words words(terms, seen, claimed);
  if (has_shell_syntax(utterance, terms)) return Caution::shell;
  // The negation comes first: "which files are not backed up" is a question.
  const std::size_t start = beginning(words);
  if (is_one_of(words.at(start), "don't", "dont", "never")) return Caution::negated;
  if (words.at(start) == "do" && words.at(start + 1) == "not") return Caution::negated;
  if ((words.at(start) == "no" &&
       !is_one_of(words.at(start + 1), "idea", "clue", "time", "patience", "energy")) ||
      (words.at(start) == "stop" && words.meant(start + 1).ends_with("ing") &&
       !is_service_name(words.meant(start + 1))))
    return Caution::negated;
  // "i think leo opened port 80"
  if (words.at(start) == "i" &&
      is_one_of(words.at(start + 1), "think", "guess", "believe", "bet", "suspect", "heard", "suppose")) {
    for (std::size_t i = start + 3; i < std::min(words.size(), start + 6); ++i) {
      if (is_done(words.meant(i)) && !is_one_of(words.meant(i - 1), "is", "are", "was", "were", "be", "been",
                                                "has", "have", "got", "not"))
        return Caution::reported;
    }
  }
  // "git reset in ~/src": of what git does, what changes something is no way of looking at it.
  if (words.at(start) == "git" && is_one_of(words.at(start + 1), "reset", "checkout", "push", "pull", "merge",
                                            "rebase", "stash", "clean", "rm", "add", "switch", "restore",
                                            "clone", "fetch", "tag", "revert", "init", "mv", "apply", "am"))
    return Caution::other_action;
  // "nginx start failed"
  if (is_service_name(words.at(start)) &&
      is_one_of(words.at(start + 1), "start", "restart", "reload", "stop") &&
      is_one_of(words.at(start + 2), "failed", "done", "pending", "ok", "scheduled"))
    return Caution::reported;
  const std::size_t verb = after_politeness(words, start);
  if (is_one_of(words.at(verb), "connect", "disconnect") && words.any("vpn", "wifi", "wlan"))
    return Caution::other_action;
  // "make three folders in ~/a"
  if (is_one_of(words.at(verb), "make", "create")) {
    for (std::size_t i = verb + 1; i < std::min(words.size(), verb + 5); ++i) {
      if (is_one_of(words.meant(i), "folder", "folders", "directory", "directories", "subfolder",
                    "subfolders"))
        return Caution::other_action;
    }
  }
  const bool journal = words.any_from(verb, "log", "logs", "journal", "entries", "messages") &&
                       is_one_of(words.meant(verb + 1), "up", "me", "the", "all", "last", "newest", "latest");
  return changes_something(words.at(verb), words.meant(verb + 1), journal) ? Caution::other_action
                                                                           : Caution::none;
}

Caution caution_of(const Utterance& utterance, std::span<const Term> terms, std::span<const Seen> seen,
                   std::span<const bool> claimed) {
  const Words words(terms, seen, claimed);
  if (has_shell_syntax(utterance, terms)) return Caution::shell;
  // "rm -rf x": a command with options that no half-shell form knows.
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const std::string_view raw = terms[i].raw;
    if (!claimed[i] && raw.size() > 1 && raw[0] == '-' && raw != "->" && terms[i].kind == TermKind::word)
      return Caution::shell;
  }
  const std::size_t start = order_in(utterance, terms, words);
  if (is_negated(words, start)) return Caution::negated;
  if (only_looks_at_done(words, start)) return Caution::asked;

  bool polite_if = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.meant(i) != "if") continue;
    if (!is_polite_if(words, i)) return Caution::conditional;
    polite_if = true;
  }
  if (words.any_at_all("unless", "except", "excluding", "whether", "suppose", "supposing", "imagine",
                       "pretend", "assuming", "hypothetically", "besides", "ignore", "until", "till",
                       "whenever", "or", "versus", "vs", "maybe", "perhaps", "possibly") ||
      words.pair("in", "case") ||
      words.pair("provided", "it", "that", "the", "they", "nobody", "no", "we", "i", "there") ||
      words.pair("other", "than") || words.pair("apart", "from") || words.pair("as", "soon", "long") ||
      words.pair("long", "as") || words.pair("but", "not", "keep", "leave") ||
      words.pair("everything", "but", "save") || words.pair("all", "but", "save") ||
      words.pair("anything", "but")) {
    return Caution::conditional;
  }
  // "delete it the moment karl agrees"; but "at the moment"
  for (std::size_t i = start + 1; i + 2 < words.size(); ++i) {
    if (words.at(i) == "the" && !is_one_of(words.meant(i - 1), "at", "in", "for", "of", "by", "to") &&
        (is_one_of(words.meant(i + 1), "moment", "minute", "instant") ||
         (words.meant(i + 1) == "next" && words.meant(i + 2) == "time")))
      return Caution::conditional;
  }
  const std::string_view first = words.meant(start);
  const bool polite = polite_if || asks_politely(words, start);
  if (is_one_of(first, "how", "what", "why", "when", "who", "where", "which", "whose", "should", "shall",
                "is", "are", "am", "does", "do", "did", "was", "were", "has", "have", "had", "may", "might",
                "what's", "who's", "how's", "hows", "whats", "explain", "describe", "define", "must") ||
      (is_one_of(first, "can", "could", "would", "will") && !polite)) {
    // "do me a favour and restart nginx", "have nginx restarted"
    const bool favour = first == "do" && is_one_of(words.at(start + 1), "me", "a", "it", "that", "so");
    const bool order = first == "have" && !is_person(words.meant(start + 1)) &&
                       !is_one_of(words.meant(start + 1), "been", "you", "the");
    if (!favour && !order && !(first == "do" && polite)) return Caution::asked;
  }
  if (is_one_of(first, "ask", "warn", "notify", "translate", "spell", "quote", "draft", "write", "type",
                "paste", "say", "pretend", "dream", "wonder", "confirm", "describe") ||
      (first == "tell" && is_told_to_another(words, start))) {
    return Caution::reported;
  }
  if (words.any_from(start, "how", "why", "explain", "tutorial", "difference", "meaning", "happens", "happen",
                     "howto", "joke", "story", "poem", "advice") ||
      (words.pair("what", "does", "is", "if", "would", "happens", "will") &&
       !names_what_goes(words, start))) {
    return Caution::asked;
  }
  const bool must = says_what_must_be(words, start);
  const bool order = polite || must || is_order(first) || first == "undoo";
  if (is_person(first) && !polite) return Caution::reported;
  if (is_one_of(first, "remember", "remind") &&
      is_one_of(words.meant(start + 1), "to", "me", "that", "when") &&
      !std::any_of(terms.begin(), terms.end(),
                   [](const Term& term) { return term.kind == TermKind::quoted; })) {
    return Caution::reported;
  }
  // "empty the trash is what the manual says", "delete it, just kidding"
  if (words.pair("is", "what", "how", "why") || words.any_from(start, "kidding", "joking"))
    return Caution::reported;
  if (words.any("him", "her", "himself", "herself", "yourself", "myself")) return Caution::reported;
  if (order) {
    // "restart of nginx failed", "reboot was needed"
    if (is_one_of(words.meant(start + 1), "was", "were", "failed", "happened", "happens", "did", "is", "of",
                  "has", "had", "went", "took", "takes", "means", "will", "would", "button", "log") &&
        !polite && !must) {
      return Caution::reported;
    }
  } else {
    if (words.any("was", "were", "been", "had", "did", "got", "ago", "already", "earlier", "failed", "keeps",
                  "happened", "thinking", "planning", "considering", "said", "says", "told", "thinks",
                  "thought", "afraid", "worried", "hope", "wonder", "wondering", "curious", "is", "are",
                  "will", "would", "might", "may", "could", "going", "am", "has", "have", "because")) {
      return Caution::reported;
    }
    for (std::size_t i = start; i < words.size(); ++i) {
      if (is_done(words.at(i))) return Caution::reported;
    }
    if (is_one_of(first, "the", "a", "an", "this", "that", "my", "our", "his", "her", "their", "your",
                  "one") &&
        !words.any("please", "pls", "plz", "should", "needs", "must")) {
      return Caution::reported;
    }
  }
  // "it hangs once more" is no time.
  for (std::size_t i = 0; i < words.size(); ++i) {
    // Nor is "run the tests once".
    if (words.at(i) == "once" && i + 1 < words.size() &&
        !is_one_of(words.meant(i + 1), "more", "again", "please", "pls", "now", "thanks"))
      return Caution::later;
    // "let it sleep for a while"
    if (words.at(i) == "while" && i > 1 && words.at(i - 1) == "a" && words.at(i - 2) == "for") continue;
    if (is_another_time(words.at(i)) || words.at(i) == "tonight") return Caution::later;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!claimed[i] && (terms[i].kind == TermKind::clock || terms[i].kind == TermKind::age))
      return Caution::later;
  }
  return Caution::none;
}

}  // namespace maxos::language
