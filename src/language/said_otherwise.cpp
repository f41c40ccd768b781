#include "language/said_otherwise.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "language/caution.h"
#include "language/clauses.h"
#include "language/named_in_front.h"
#include "language/no_order.h"
#include "language/numbers_in_words.h"
#include "language/service_names.h"
#include "language/set_phrases.h"
#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool is_please(std::string_view word) {
  return is_one_of(word, "please", "pls", "plz", "kindly");
}

// "tail -25 on app.log", "ls -a here"
void say_command_plainly(Rewording& said) {
  if (!is_one_of(said.at(0), "ls", "head", "tail", "du", "df", "cat", "less", "stat", "wc", "ll")) return;
  std::size_t at = 1;
  while (at < said.size() && said.is_word(at) && said.at(at).starts_with('-')) ++at;
  if (at == 1 || at >= said.size()) return;
  if (said.at(at) == "here" && at + 1 == said.size()) said.replace(at, ".");
  const bool leads = is_one_of(said.at(at), "on", "of", "in", "from", "for", "at");
  if (leads && at + 1 < said.size() && !said.is_word(at + 1)) said.drop(at, at + 1);
}

// "15 hits is plenty": how many, and nothing else.
void drop_sufficiency(Rewording& said) {
  for (std::size_t i = 2; i + 1 < said.size(); ++i) {
    if (said.term(i - 2).kind != TermKind::number) continue;
    const bool enough = is_one_of(said.at(i), "is", "are") && said.pauses(i + 2) &&
                        is_one_of(said.at(i + 1), "plenty", "enough", "fine", "sufficient", "ok", "okay");
    if (enough &&
        is_one_of(said.at(i - 1), "hits", "results", "matches", "entries", "lines", "files", "items", "rows"))
      said.drop(i, i + 2);
  }
}

// No question, and nothing that is spoken of.
bool begins_as_order(std::string_view word) {
  return !word.empty() && !is_determiner(word) && !is_pronoun(word) && !is_finite(word) &&
         !is_one_of(word, "what", "which", "who", "how", "why", "where", "when", "wich", "am", "does", "do",
                    "did", "if", "there", "am", "so", "well");
}

// "on prot 443", "my hole pictures folder", "in to /srv/a": slips that only their place tells.
void mend_slips(Rewording& said) {
  for (std::size_t i = 1; i + 1 < said.size(); ++i) {
    if (is_one_of(said.at(i), "prot", "prt", "poort") && said.term(i + 1).kind == TermKind::number)
      said.replace(i, "port");
    if (said.at(i) == "hole" && is_one_of(said.at(i - 1), "my", "the", "this", "our") &&
        !said.pauses(i + 1) && is_one_of(said.at(i + 2), "folder", "directory", "disk"))
      said.replace(i, "whole");
    if (said.at(i) == "of" && said.any(0, i, "turn", "switch", "shut", "power") &&
        (is_one_of(said.at(i + 1), "at", "in", "now") || said.term(i + 1).kind == TermKind::clock) &&
        is_one_of(said.at(i - 1), "machine", "computer", "server", "pc", "it", "box", "laptop", "system"))
      said.replace(i, "off");
    if (said.at(0) == "do" && said.at(i) == "pas" && said.at(i - 1) == "tests") said.replace(i, "pass");
    if (said.says(i, "in", "to") && i + 2 < said.size() && said.term(i + 2).kind == TermKind::path) {
      said.replace(i, "into");
      said.drop(i + 1, i + 2);
    }
    // "delete the folder ~/a, is empty"
    if (i > 2 && is_one_of(said.at(i), "is", "was") && said.before(i).find(',') != std::string_view::npos &&
        !said.asks() && begins_as_order(said.at(said.behind_please())) && !is_determiner(said.at(i + 1)) &&
        !is_one_of(said.at(i + 1), "it", "that", "this", "there"))
      said.replace(i, std::string("it ").append(said.at(i)));
  }
}

// "on this computer": where else.
void drop_this_machine(Rewording& said) {
  if (!is_one_of(said.at(said.behind_please()), "empty", "clear", "purge", "clean", "restart", "reload",
                 "stop", "start", "enable", "disable"))
    return;
  for (std::size_t i = 2; i + 2 < said.size(); ++i) {
    if (is_one_of(said.at(i), "on", "of") && said.at(i + 1) == "this" && said.pauses(i + 3) &&
        is_one_of(said.at(i + 2), "computer", "machine", "pc", "server", "box", "laptop", "device", "host",
                  "system"))
      said.drop(i, i + 3);
  }
}

// "should like to", "might I have", "the trash what is older": as others say it.
void use_usual_words(Rewording& said) {
  for (std::size_t i = 0; i + 2 < said.size(); ++i) {
    if (said.says(i + 1, "should", "like") && is_one_of(said.at(i), "i", "we")) said.replace(i + 1, "would");
    if (said.pauses(i) && is_one_of(said.at(i), "might", "may") && said.says(i + 1, "i", "have") &&
        is_one_of(said.at(i + 3), "a", "the")) {
      said.replace(i, "i");
      said.replace(i + 1, "want");
      said.drop(i + 2, i + 3);
    }
    if (said.pauses(i) && said.at(i) == "i" && i + 4 < said.size() &&
        said.says(i + 1, "want", "that", "you")) {
      said.replace(i, "please");
      said.drop(i + 1, i + 4);
    }
    // "I want that the computer connects with the wifi"
    if (said.pauses(i) && said.at(i) == "i" && said.says(i + 1, "want", "that") &&
        is_determiner(said.at(i + 3)) &&
        is_one_of(said.at(i + 4), "computer", "machine", "pc", "server", "laptop", "box") &&
        is_one_of(said.at(i + 5), "connects", "restarts", "reboots", "disconnects", "suspends", "sleeps")) {
      const std::string_view verb = said.at(i + 5);
      said.replace(i, "please");
      said.replace(i + 5, std::string(verb.substr(0, verb.size() - 1)));
      said.drop(i + 1, i + 5);
    }
    // "copy a to b and overwrite it if it exists"
    if (i > 3 && is_one_of(said.at(i), "and", "then") && said.says(i + 1, "overwrite", "it", "if") &&
        is_one_of(said.at(i + 4), "it", "there") && said.any(i + 5, i + 8, "exists", "there", "one")) {
      said.replace(i, "overwriting");
      said.drop(i + 1, i + 2);
      said.drop(i + 3, said.size());
    }
    // "do the deployment"
    if (said.pauses(i) && said.at(i) == "do" && said.at(i + 1) == "the" &&
        is_one_of(said.at(i + 2), "deployment", "build", "restart", "reboot"))
      said.replace(i, "start");
    // "proceed with the deployment of", "perform a restart of"
    if (said.says(i, "proceed", "with", "the") && said.at(i + 4) == "of" &&
        is_one_of(said.at(i + 3), "deployment", "deletion", "restart", "removal", "installation", "build")) {
      said.replace(i, "start");
      said.drop(i + 1, i + 2);
    }
    if (is_one_of(said.at(i), "perform", "initiate", "execute", "trigger") && said.at(i + 1) == "a" &&
        is_one_of(said.at(i + 2), "restart", "reload", "reboot", "shutdown"))
      said.replace(i, "do");
    if (said.at(i) == "what" && said.at(i + 1) == "is" &&
        is_one_of(said.at(i + 2), "older", "larger", "bigger", "newer", "smaller") && i > 1 &&
        is_change_word(said.at(said.behind_please()))) {
      said.replace(i, "everything that");
    }
  }
}

// "everything out of the bin that is older than a week": from the bin everything that is.
void name_trash_first(Rewording& said) {
  for (std::size_t i = 1; i + 4 < said.size(); ++i) {
    if (!is_one_of(said.at(i), "everything", "anything", "all")) continue;
    std::size_t at = i + 1;
    if (said.at(at) == "out") ++at;
    if (!is_one_of(said.at(at), "of", "from", "in")) continue;
    ++at;
    while (is_determiner(said.at(at)) ||
           is_one_of(said.at(at), "rubbish", "recycle", "trash", "waste", "recycling"))
      ++at;
    const bool bin =
        is_one_of(said.at(at - 1), "trash", "rubbish") || is_one_of(said.at(at), "bin", "can", "wastebasket");
    if (is_one_of(said.at(at), "bin", "can", "wastebasket")) ++at;
    if (!bin || !is_one_of(said.at(at), "that", "which", "older")) continue;
    said.replace(i, "from the trash everything");
    said.drop(i + 1, at);
    return;
  }
}

// "wlan: disconnect", "firewall: allow 5353/udp", "nginx: restart".
bool name_tool_behind(Rewording& said) {
  if (said.size() < 2 || !said.is_word(0) || said.before(1).find(':') == std::string_view::npos) return false;
  const std::string_view tool = said.at(0);
  const std::string_view deed = said.at(1);
  if (is_one_of(tool, "wlan", "wifi", "wi-fi") && said.size() == 2 &&
      is_one_of(deed, "disconnect", "status", "scan", "list")) {
    said.drop(0, 1);
    said.replace(
        1,
        std::string(deed == "scan" ? "list" : deed).append(deed == "status" ? " of the wifi" : " the wifi"));
    return true;
  }
  if (tool == "firewall" && is_one_of(deed, "allow", "block") && said.size() > 2 && !said.pauses(2)) {
    std::size_t last = 2;
    while (last + 1 < said.size() && !said.pauses(last + 1)) ++last;
    said.drop(0, 1);
    said.replace(last, std::string(said.term(last).raw).append(" in the firewall"));
    return true;
  }
  const bool program = is_service_name(tool) || tool.find_first_of("-_@.") != std::string_view::npos;
  if (said.size() == 2 && program && !said.asks() &&
      is_one_of(deed, "restart", "reload", "stop", "start", "enable", "disable")) {
    said.replace(0, std::string(deed).append(" ").append(said.term(0).raw));
    said.drop(1, 2);
    return true;
  }
  return false;
}

// "the machine please at 05:15 reboot", "please the folder ~/a delete": the verb last, as some languages have
// it.
bool put_verb_first(Rewording& said) {
  const std::size_t first = said.behind_please();
  std::size_t end = first + 1;
  while (end < said.size() && !said.pauses(end)) ++end;
  if (!is_determiner(said.at(first)) || end < first + 3) return false;
  const std::string_view verb = said.at(end - 1);
  if (!is_one_of(verb, "delete", "remove", "move", "copy", "restart", "reload", "stop", "start", "show",
                 "list", "create", "extract", "unpack", "archive", "compress", "zip", "reboot", "read",
                 "open", "disable", "enable", "rename", "deploy", "build", "organize", "sort"))
    return false;
  bool please = first > 0;
  bool value = false;
  for (std::size_t i = first; i + 1 < end; ++i) {
    const std::string_view word = said.at(i);
    please = please || is_please(word);
    value = value || !said.is_word(i);
    if (is_one_of(word, "that", "which", "who", "and", "or", "to", "button", "command", "what", "if", "of") ||
        is_finite(word) || denies_it(word) || (is_order_word(word) && word != "file" && !is_please(word)))
      return false;
  }
  if (!please || !value) return false;
  said.replace(first, std::string(verb).append(" ").append(said.at(first)));
  said.drop(end - 1, end);
  return true;
}

// "the folder must to /srv/b be moved"
void join_passive(Rewording& said) {
  for (std::size_t i = 2; i + 3 < said.size(); ++i) {
    if (!is_one_of(said.at(i), "must", "should") || said.at(i + 1) == "be") continue;
    for (std::size_t k = i + 2; k + 1 < std::min(said.size(), i + 7); ++k) {
      if (said.pauses(k)) break;
      if (said.at(k) != "be" || !said.at(k + 1).ends_with("ed") || !said.pauses(k + 2)) continue;
      said.replace(i, std::string(said.at(i)).append(" be ").append(said.at(k + 1)));
      said.drop(k, k + 2);
      return;
    }
  }
}

// "no wait cancel the shutdown": what is taken back is what was said before.
void drop_dismay(Rewording& said) {
  std::size_t at = 0;
  while (is_one_of(said.at(at), "no", "wait", "oh", "stop", "nope", "hang", "on")) ++at;
  if (at == 0 || at > 4 || !is_one_of(said.at(0), "no", "wait", "oh", "nope")) return;
  // "no undo please"
  if (at == 1 && said.at(0) != "oh" && !said.pauses(1)) return;
  if (is_one_of(said.at(at), "cancel", "abort", "undo") && at + 1 < said.size()) said.drop(0, at);
}

// "historian01:5432", "on tcp/8443", of what is to be reached.
void split_ports(Rewording& said) {
  if (!is_one_of(said.at(0), "can", "could", "is", "are", "does", "do", "check", "test", "whether", "see",
                 "try") ||
      said.any(0, said.size(), "allow", "block", "firewall", "close"))
    return;
  for (std::size_t i = 1; i < said.size(); ++i) {
    const std::string_view raw = said.term(i).raw;
    const std::size_t mark = raw.find_first_of(":/");
    if (mark == std::string_view::npos || mark == 0 || mark + 1 == raw.size() || raw.size() - mark > 6 ||
        raw.find_first_not_of("0123456789", mark + 1) != std::string_view::npos)
      continue;
    const std::string_view name = raw.substr(0, mark);
    const std::string port(raw.substr(mark + 1));
    if (raw[mark] == '/') {
      if (!is_one_of(name, "tcp", "TCP") || !is_one_of(said.at(i - 1), "on", "at", "via", "over")) continue;
      said.replace(i, "port " + port);
    } else if (name.find_first_not_of("0123456789") != std::string_view::npos) {
      said.replace(i, std::string(name).append(" on port ").append(port));
    }
  }
}

// ", it should be done by then": how long to wait was said.
bool drop_by_then(Rewording& said) {
  const std::size_t size = said.size();
  if (size < 7 || said.at(size - 1) != "then" || said.at(size - 2) != "by") return false;
  std::size_t first = size - 2;
  while (first > 0 && !said.pauses(first) &&
         !(is_determiner(said.at(first)) &&
           (said.term(first - 1).kind == TermKind::age || said.term(first - 1).kind == TermKind::clock)))
    --first;
  bool waits = false;
  for (std::size_t i = 0; i < first; ++i) {
    waits = waits || said.term(i).kind == TermKind::age || said.term(i).kind == TermKind::clock;
  }
  for (std::size_t i = first; i < size; ++i) {
    if (!said.is_word(i) || denies_it(said.at(i)) ||
        is_one_of(said.at(i), "if", "unless", "or", "only", "but"))
      return false;
  }
  if (first == 0 || !waits) return false;
  said.drop(first, size);
  return true;
}

}  // namespace

bool drop_manners(Rewording& said) {
  if (is_one_of(said.at(0), "uh", "um", "uhm", "erm", "uhh", "umm") && is_order_word(said.at(1)))
    said.drop(0, 1);
  drop_set_phrases(said);
  return drop_by_then(said);
}

bool say_as_usual(Rewording& said) {
  bool confirm = drop_manners(said);
  join_numbers(said);
  say_command_plainly(said);
  drop_sufficiency(said);
  use_usual_words(said);
  name_trash_first(said);
  join_passive(said);
  drop_dismay(said);
  split_ports(said);
  mend_slips(said);
  drop_this_machine(said);
  confirm = name_tool_behind(said) || confirm;
  confirm = put_name_for_it(said) || confirm;
  return put_verb_first(said) || confirm;
}

bool parts_sentences(const Rewording& said) {
  bool found = false;
  for (std::size_t i = 1; i < said.size(); ++i) {
    const std::string_view between = said.before(i);
    if (between.find_first_of("|&<>`$") != std::string_view::npos) return false;
    const std::size_t mark = between.find(';');
    if (mark == std::string_view::npos) continue;
    // "ls /srv;rm x", "ls /srv ; rm x"
    if (mark != 0 || between != "; ") return false;
    std::size_t next = i;
    while (is_please(said.at(next)) || is_one_of(said.at(next), "then", "and", "also", "now", "just", "next"))
      ++next;
    const std::string_view word = said.at(next);
    if (word.empty() || is_order_word(word) || is_change_word(word) ||
        is_one_of(word, "rm", "dd", "ls", "cat", "curl", "wget", "sudo", "bash", "sh", "zsh", "echo",
                  "python", "perl", "chmod", "chown", "mkfs", "mv", "cp", "tar", "ssh", "scp", "nc", "eval",
                  "exec", "source", "exit", "systemctl", "apt", "dpkg", "kill", "killall", "shutdown", "halt",
                  "poweroff", "init", "su", "env", "export", "true", "id", "whoami", "touch", "truncate",
                  "shred", "wipe"))
      return false;
    found = true;
  }
  return found;
}

}  // namespace maxos::language
