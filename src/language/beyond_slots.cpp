#include "language/beyond_slots.h"

#include <algorithm>
#include <cstdint>

#include "language/beyond_reading.h"
#include "language/quantities.h"
#include "language/service_names.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using SlotValues = std::map<std::string, std::string, std::less<>>;

// The load is an average over as much as that.
constexpr std::uint64_t kLongestAverage = 15 * 60;

// "lines 3 to 5", "line 5", "lines 10-20": not the first ones, and not the last ones.
bool names_range(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    if (!is_one_of(word, "line", "lines")) continue;
    const std::string_view next = words.term(i + 1).lower;
    const bool digit = !next.empty() && next.front() >= '0' && next.front() <= '9';
    if (!digit) continue;
    if (word == "line" || next.find('-') != std::string_view::npos) return true;
    if (i + 2 < words.size() &&
        is_one_of(words.term(i + 2).lower, "to", "-", "through", "until", "till", "and"))
      return true;
  }
  return false;
}

// Answers with entries of which some might be left out.
bool answers_with_a_list(std::string_view intent) {
  return is_one_of(intent, "file.list", "file.search", "file.usage", "system.logs", "system.processes",
                   "system.services", "network.connections");
}

// "except *.log", "without the pdfs", "that are not hidden": what is named is what is not wanted.
bool excludes(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    if (words.claimed(i) && !is_one_of(word, "not", "aren't", "arent", "except", "without")) continue;
    if (is_one_of(word, "except", "excluding", "exclude", "excepting", "without", "minus", "ignoring",
                  "omitting", "skipping", "besides", "sans"))
      return true;
    const std::string_view next = words.meant(i + 1);
    if ((word == "other" && next == "than") || (word == "apart" && next == "from") ||
        (word == "but" && is_one_of(next, "no", "leave", "skip", "hide", "ignore")))
      return true;
    if (!is_one_of(word, "not", "aren't", "arent", "isn't", "isnt", "don't", "dont", "doesn't", "doesnt"))
      continue;
    if (is_one_of(next, "ending", "end", "ends", "contain", "containing", "contains", "named", "called",
                  "matching", "match", "starting", "belonging", "owned", "from", "of", "the", "in", "mention",
                  "mentioning", "include", "including", "have", "show", "hidden"))
      return true;
    // "not pdfs"; but "not changed in a year" and "not older than 3 days" are bounds.
    if (i + 1 < words.size() && words.claimed(i + 1) && words.term(i + 1).kind != TermKind::age &&
        words.term(i + 1).kind != TermKind::size)
      return true;
  }
  return false;
}

bool is_named_time(std::string_view word) {
  return is_one_of(word, "january", "february", "march", "april", "may", "june", "july", "august",
                   "september", "october", "november", "december", "christmas", "easter", "spring", "summer",
                   "autumn", "winter", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                   "sunday");
}

bool is_year(const Term& term) {
  return term.kind == TermKind::number && term.lower.size() == 4 &&
         (term.lower.starts_with("19") || term.lower.starts_with("20"));
}

// "photos from 2019", "pictures of january": when, where only how long ago can be said.
bool names_a_date(const SlotValues& slots, const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!is_year(words.term(i)) && !(words.term(i).kind == TermKind::word && is_named_time(words.meant(i))))
      continue;
    const std::string_view before = words.meant(i - 1);
    const bool dated = is_one_of(before, "about", "around", "from", "in", "of", "since", "during", "before",
                                 "after", "until", "on", "last", "year", "till");
    // What became of it is said by a slot of its own.
    const bool told = std::any_of(slots.begin(), slots.end(), [&](const auto& slot) {
      return is_one_of(slot.first, "since", "until", "modified_within", "older_than") &&
             slot.second.find(words.term(i).lower) != std::string::npos;
    });
    if (dated && !told) return true;
  }
  return false;
}

// "who was here last week", "the load of yesterday", "errors between 3 pm and 4 pm": what is shown is how
// things are now, or what no slot narrows.
bool names_another_time(std::string_view intent, const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Term& term = words.term(i);
    if (words.claimed(i)) {
      // "logs at 15:00" are not those that say so.
      if (term.kind == TermKind::clock && i > 0 && is_one_of(words.meant(i - 1), "at", "around", "about"))
        return true;
      continue;
    }
    if (term.kind == TermKind::clock) return true;
    if (term.kind == TermKind::word && words.meant(i) == "yesterday") return true;
    if (term.kind != TermKind::age || intent == "file.list") continue;
    const auto age = read_age(term.lower);
    if (term.lower != "today" && (!age || *age > kLongestAverage)) return true;
  }
  return false;
}

// "80 and 443" where one is taken.
bool joins_two_ports(const Words& words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    const auto is_number = [&](std::size_t at) { return words.term(at).kind == TermKind::number; };
    if (is_number(i) && is_number(i + 2) && words.claimed(i) != words.claimed(i + 2) &&
        is_one_of(words.meant(i + 1), "and", "&", "plus", "or", "to", "-"))
      return true;
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.term(i).kind == TermKind::number && words.term(i + 1).kind == TermKind::number &&
        words.claimed(i) != words.claimed(i + 1))
      return true;
  }
  return false;
}

// "since the last boot": how long ago that was, nobody has said.
bool names_a_boot(const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (is_one_of(words.meant(i), "boot", "reboot", "bootup", "startup") &&
        is_one_of(words.meant(i - 1), "last", "this", "previous", "since", "current", "the", "latest"))
      return true;
  }
  return false;
}

// "is nginx and apache running": of two, one is asked for.
bool leaves_service(const Words& words) {
  bool taken = false;
  bool left = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.term(i).kind == TermKind::quoted || !is_service_name(words.term(i).lower)) continue;
    (words.claimed(i) ? taken : left) = true;
  }
  return taken && left;
}

// "the biggest file in /srv": one of what lies there, but which?
bool names_one_by_rank(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!is_one_of(words.at(i), "newest", "latest", "oldest", "biggest", "largest", "smallest")) continue;
    for (std::size_t k = i + 1; k < std::min(i + 4, words.size()); ++k) {
      if (is_one_of(words.at(k), "in", "from", "of", "inside", "under", "below")) return true;
    }
  }
  return false;
}

// "for the office network", "from the guests": some of those who knock. "For everyone" is all of them.
bool names_peers(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.claimed(i) || !is_one_of(words.meant(i), "for", "from", "to")) continue;
    for (std::size_t k = i + 1; k < std::min(i + 5, words.size()); ++k) {
      if (is_one_of(words.meant(k), "everyone", "everybody", "anyone", "anybody", "all", "outside",
                    "anywhere", "internet", "world", "incoming", "inbound"))
        break;
      if (is_one_of(words.meant(k), "network", "networks", "subnet", "subnets", "lan", "vlan", "range",
                    "office", "clients", "hosts", "guests", "guest", "users", "people", "team", "home",
                    "students", "staff", "tenants", "friends", "customers", "colleagues", "neighbours",
                    "china", "russia", "laptop", "phone", "addresses", "ips", "ip", "address"))
        return true;
    }
  }
  return false;
}

bool leaves_host(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.claimed(i)) continue;
    const Term& term = words.term(i);
    if (term.kind == TermKind::host || (term.kind == TermKind::word && term.lower.starts_with('@')))
      return true;
  }
  return false;
}

// "errors in /var/log/syslog", where no slot takes it; "what is in /srv/a, /srv/b", where one is taken.
bool leaves_path(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Term& term = words.term(i);
    // "1/5/15" is none.
    if (!words.claimed(i) && term.kind == TermKind::path &&
        term.lower.find_first_not_of("0123456789/") != std::string_view::npos)
      return true;
  }
  return false;
}

// "roll back webshop" takes back no change of files.
bool rolls_back_a_thing(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool back = words.meant(i) == "rollback" || words.meant(i) == "revert" ||
                      (words.meant(i) == "back" && i > 0 && words.meant(i - 1) == "roll");
    if (!back || words.claimed(i + 1) || words.term(i + 1).kind != TermKind::word) continue;
    std::size_t at = i + 1;
    while (at + 1 < words.size() && is_determiner(words.meant(at))) ++at;
    return !is_one_of(words.meant(at), "change", "changes", "last", "latest", "it", "that", "this", "what",
                      "move", "copy", "file", "files", "previous", "everything", "all", "to", "please",
                      "step", "action", "operation", "deletion", "delete", "rename", "and", "recent",
                      "newest", "most", "transaction", "things", "edit", "archive", "one", "my", "those",
                      "these", "again", "now", "from", "renaming", "deleting", "moving", "copying", "sorting",
                      "whatever", "before", "pls", "extraction", "modification", "folder", "them", "newly",
                      "just", "your", "organize", "organizing", "work");
  }
  return false;
}

// "reboot in 5": minutes?
bool waits_without_unit(const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words.term(i).kind == TermKind::number && is_one_of(words.meant(i - 1), "in", "after")) return true;
  }
  return false;
}

// "transaction 42", "transaction number 42"
bool calls_transaction(std::string_view word) {
  return is_one_of(word, "transaction", "tx", "number", "id", "no", "nr", "no.");
}

// "the host in berlin": taken for when, and no time at all.
bool waits_for_no_time(const SlotValues& slots) {
  const auto when = slots.find("when");
  if (when == slots.end() || when->second.find_first_of("0123456789") != std::string::npos) return false;
  return !is_one_of(when->second, "now", "midnight", "noon", "tonight", "at midnight", "at noon", "right now",
                    "immediately", "today", "tomorrow");
}

bool undoes_more(const Words& words) {
  // Each is undone by itself, and the undoing of one is none.
  int undone = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool id = words.claimed(i) && i > 0 && calls_transaction(words.meant(i - 1));
    if (words.term(i).kind == TermKind::number && words.term(i).lower != "one" && !id) return true;
    if (is_one_of(words.meant(i), "undo", "undoing", "undone", "redo")) ++undone;
    if (is_one_of(words.meant(i), "redo")) return true;
  }
  return undone > 1;
}

// "the newest photo": told by how it is, and not by its name.
bool is_told_by_rank(const SlotValues& slots, const Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words.claimed(i) || words.term(i).kind != TermKind::word ||
        !is_one_of(words.meant(i - 1), "newest", "latest", "oldest", "biggest", "largest", "smallest",
                   "youngest"))
      continue;
    for (const std::string_view slot : {"path", "source"}) {
      if (const auto found = slots.find(slot); found != slots.end() && found->second == words.term(i).raw)
        return true;
    }
  }
  return false;
}

bool goes_beyond_search(const Words& words) {
  if (words.any_at_all("duplicate", "duplicates", "duplicated", "identical")) return true;
  return words.any("executable", "executables", "owned", "belonging", "writable", "setuid", "suid",
                   "symlinks") ||
         words.pair("with", "permission", "permissions", "mode", "rights");
}

bool goes_beyond_files(std::string_view intent, const SlotValues& slots, const Words& words) {
  if (is_told_by_rank(slots, words)) return true;
  if (intent == "file.read") return names_range(words);
  if (intent == "file.list")
    return words.any("oldest", "smallest", "earliest", "tiniest", "owned", "belonging");
  if (intent == "file.search") return goes_beyond_search(words);
  // "verify that a.iso has sha256 abc": nothing is compared.
  if (intent == "file.checksum") return words.any("has", "matches", "match", "equals", "equal");
  // "undo the last 3 transactions": each is undone by itself.
  if (intent == "file.history")
    return is_one_of(words.meant(0), "undo", "revert", "reverse", "rollback") &&
           words.any_at_all("transactions", "changes", "operations");
  if (intent == "file.undo") return undoes_more(words) || rolls_back_a_thing(words);
  if (is_one_of(intent, "file.archive", "file.extract"))
    return words.any_at_all("password", "passphrase", "encrypted", "encrypt", "encryption");
  if (intent == "file.mkdir") {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words.term(i).kind == TermKind::number && !words.claimed(i) && words.term(i).lower != "one" &&
          is_one_of(words.meant(i + 1), "folders", "directories", "dirs", "subfolders"))
        return true;
    }
  }
  return false;
}

}  // namespace

bool goes_beyond_slots(std::string_view intent, const SlotValues& slots, const Words& words, bool changes) {
  if (is_command_nobody_knows(slots, words)) return true;
  if (!changes && asks_no_reading(intent, slots, words)) return true;
  if (intent.starts_with("file.") && goes_beyond_files(intent, slots, words)) return true;
  if (changes && intent.starts_with("file.") && names_one_by_rank(words)) return true;
  // "which services are not running" asks for those that failed.
  const bool failed =
      intent == "system.services" && slots.contains("state") && slots.find("state")->second == "failed";
  if (!changes && !failed && answers_with_a_list(intent) && excludes(words)) return true;
  if (!changes && intent.starts_with("file.") && leaves_path(words)) return true;
  if (intent == "system.logs" && names_a_boot(words)) return true;
  if (is_one_of(intent, "system.service", "system.logs", "system.packages") && leaves_service(words))
    return true;
  if (is_one_of(intent, "file.list", "file.search", "system.logs") &&
      (names_a_date(slots, words) || names_another_time(intent, words)))
    return true;
  if (is_one_of(intent, "system.users", "system.metrics", "system.processes", "network.connections") &&
      (names_a_date(slots, words) || names_another_time(intent, words)))
    return true;
  if (is_one_of(intent, "network.dns", "network.port", "network.ping") && leaves_host(words)) return true;
  if (is_one_of(intent, "network.firewall", "network.port") && joins_two_ports(words)) return true;
  // What comes in is what is meant where nothing is said.
  if (intent == "network.firewall")
    return changes && (leaves_host(words) || names_peers(words) ||
                       (words.any_at_all("tcp") && words.any_at_all("udp")) ||
                       words.any("outgoing", "outbound", "egress", "forwarded"));
  if (intent == "system.power") return waits_without_unit(words) || waits_for_no_time(slots);
  if (intent == "system.processes") {
    // "using more than 1 GB"
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words.term(i).kind == TermKind::size) return true;
    }
    return false;
  }
  // "run only the tests of the parser"
  if (intent == "dev.test") return words.pair("run", "only", "just") || words.pair("only", "run");
  return intent.starts_with("system.") && !is_one_of(intent, "system.disk", "system.service_control") &&
         !changes && leaves_path(words);
}

}  // namespace maxos::language
