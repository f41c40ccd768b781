// Qualifiers of orders about units, the machine, its network and projects.
#include <algorithm>

#include "language/clauses.h"
#include "language/qualifiers.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using SlotValues = std::map<std::string, std::string, std::less<>>;

// What belongs to a program and is not the program.
bool is_piece_of_program(std::string_view word) {
  return is_one_of(word, "pod", "pods", "container", "containers", "worker", "workers", "thread", "threads",
                   "session", "sessions", "job", "jobs", "vhost", "vhosts", "module", "modules", "plugin",
                   "plugins", "page", "pages", "cache", "caches", "replica", "replicas", "query", "queries",
                   "connection", "connections", "account", "accounts", "deployment", "certificate",
                   "certificates", "playbook", "pipeline", "image");
}

// "restart the nginx pod", "reload the certificates of nginx", "my user service"
bool is_piece_of_unit(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.claimed(i) && !words.claimed(i + 1) && is_piece_of_program(words.at(i + 1))) return true;
    if (is_piece_of_program(words.meant(i)) && is_one_of(words.at(i + 1), "of", "in", "inside", "from"))
      return true;
    if (words.at(i) == "user" && is_one_of(words.meant(i + 1), "service", "unit", "services")) return true;
  }
  return false;
}

// "at every boot of web-02"
bool is_of_numbered_host(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.at(i) == "of" && !words.claimed(i + 1) && words.term(i + 1).kind == TermKind::word &&
        words.meant(i + 1).find_first_of("0123456789") != std::string_view::npos)
      return true;
  }
  return false;
}

// "karl's nginx"
bool belongs_to_somebody(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.claimed(i + 1) && words.term(i).kind == TermKind::word && words.at(i).ends_with("'s") &&
        !is_one_of(words.at(i), "let's", "it's", "that's", "there's", "today's", "what's", "he's", "she's"))
      return true;
  }
  return false;
}

Caution about_power(const Words& words) {
  // "for an hour": how long, not when.
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.meant(i) == "for" && words.term(i + 1).kind == TermKind::age) return Caution::conditional;
  }
  // "at midnight every day": once is less than was asked for.
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    if (is_one_of(word, "every", "each", "daily", "nightly", "weekly", "hourly", "monthly"))
      return Caution::later;
    const bool numbered = words.meant(i + 1).find_first_of("0123456789") != std::string_view::npos;
    if (is_one_of(word, "of", "for") && i + 1 < words.size() && words.term(i + 1).kind == TermKind::word &&
        numbered)
      return Caution::elsewhere;
    // Of one that runs on this machine.
    if (is_one_of(word, "vm", "vms", "guest", "container") && i > 0 &&
        !is_one_of(words.meant(i - 1), "this", "my", "whole", "entire"))
      return Caution::elsewhere;
  }
  return words.any_at_all("bios", "uefi", "firmware", "recovery", "rescue", "windows", "grub", "safe")
             ? Caution::conditional
             : Caution::none;
}

// "connect my phone to the wifi", "disconnect karl from the vpn"
bool connects_another(const Words& words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (!is_one_of(words.meant(i), "connect", "disconnect", "join", "hook", "kick")) continue;
    bool another = false;
    for (std::size_t k = i + 1; k < std::min(i + 5, words.size()); ++k) {
      const std::string_view word = words.meant(k);
      if (is_one_of(word, "to", "from", "with", "onto", "on")) {
        if (another) return true;
        break;
      }
      another =
          another || !(is_determiner(word) || words.claimed(k) ||
                       is_one_of(word, "me", "us", "this", "machine", "computer", "laptop", "pc", "system",
                                 "box", "server", "host", "it", "up", "now", "please", "wifi", "wi-fi",
                                 "wlan", "vpn", "network", "wireless", "and", "back", "again", "off",
                                 "tunnel", "myself", "ourselves", "yourself", "directly", "straight", "over",
                                 "in", "device", "node", "workstation", "automatically", "or", "wireguard"));
    }
  }
  return false;
}

// "bring up wg0 and wg1": of two names, one is taken.
bool leaves_joined_name(const Words& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!is_one_of(words.at(i), "and", "&", "plus", "or") || !words.claimed(i - 1)) continue;
    if (words.claimed(i + 1) || words.term(i + 1).kind != TermKind::word) continue;
    if (!is_order_word(words.meant(i + 1)) &&
        words.meant(i + 1).find_first_of("0123456789") != std::string_view::npos)
      return true;
  }
  return false;
}

Caution about_links(std::string_view intent, const SlotValues& slots, const Words& words) {
  if (connects_another(words)) return Caution::elsewhere;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.claimed(i) && words.term(i).kind == TermKind::age) return Caution::later;
  }
  if (leaves_joined_name(words)) return Caution::names;
  const std::string_view name = intent == "network.vpn" ? "name" : "ssid";
  if (words.any("as")) return Caution::conditional;
  if (const auto taken = slots.find(name); taken != slots.end()) {
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!words.claimed(i) || words.term(i).raw != taken->second) continue;
      if (words.at(i - 1) == "for") return Caution::conditional;
      if (words.at(i - 1) == "of") return Caution::elsewhere;
      // "on wlan1", "on web-02"
      const bool numbered = taken->second.find_first_of("0123456789") != std::string::npos;
      if (words.at(i - 1) == "on" && numbered) return Caution::elsewhere;
      if (name == "ssid" && numbered &&
          (taken->second.starts_with("wlan") || taken->second.starts_with("wlp")))
        return Caution::names;
    }
    return Caution::none;
  }
  if (words.any("second", "third", "strongest", "other", "next")) return Caution::names;
  return words.any("both", "all", "every") ? Caution::too_much : Caution::none;
}

// What a commit here cannot leave out or do beside it.
Caution about_commit(const SlotValues& slots, const Words& words) {
  if (words.any("repos", "repositories")) return Caution::too_much;
  if (words.any("staged", "unstaged", "amend", "amending", "branch", "tag", "push", "author"))
    return Caution::conditional;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.at(i) == "as" && !words.claimed(i + 1) &&
        !is_one_of(words.meant(i + 1), "message", "a", "the", "it", "usual", "commit", "is", "one"))
      return Caution::conditional;
  }
  const auto repository = slots.find("repository");
  for (std::size_t i = 0; repository != slots.end() && i < words.size(); ++i) {
    if (words.claimed(i) && words.term(i).kind == TermKind::file && words.term(i).raw == repository->second)
      return Caution::part;
  }
  return Caution::none;
}

// "deploy the old version of billing", "…from the branch dev", "…to web-02"
Caution about_deploy(const SlotValues& slots, const Words& words) {
  const auto app = slots.find("app");
  if (app != slots.end() && is_one_of(app->second, "apps", "everything", "all", "all apps"))
    return Caution::too_much;
  if (app != slots.end() && app->second.size() > 1 && app->second[0] == 'v' &&
      app->second.find_first_not_of("0123456789.", 1) == std::string::npos)
    return Caution::conditional;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string_view next = words.meant(i + 1);
    const bool numbered = next.find_first_of("0123456789") != std::string_view::npos;
    if (words.at(i) == "to" && numbered && !words.claimed(i + 1)) return Caution::elsewhere;
    if (i > 0 && is_one_of(words.at(i), "version", "release", "tag", "revision") && numbered)
      return Caution::conditional;
  }
  return words.any("old", "older", "previous", "earlier", "branch", "commit", "with") ? Caution::conditional
                                                                                      : Caution::none;
}

// "run the failed tests", "build it with clang": others would be run, or in another way.
Caution about_run(std::string_view intent, const Words& words) {
  if (words.any("failed", "failing", "slow", "fast", "coverage", "valgrind", "debug", "parallel", "target",
                "branch", "docs", "documentation", "arm", "arm64", "sanitizer", "sanitizers", "asan"))
    return Caution::conditional;
  if (words.pair("and", "fix", "repair", "debug")) return Caution::conditional;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool numbered = words.term(i + 1).kind == TermKind::number && !words.claimed(i + 1);
    if ((words.at(i) == "test" && numbered) ||
        (words.meant(i + 1) == "test" && is_one_of(words.at(i), "one", "first", "second", "last", "single")))
      return Caution::part;
    if (intent == "dev.build" && (words.meant(i + 1) == "mode" || (words.at(i) == "version" && i > 0) ||
                                  (words.at(i) == "for" && is_one_of(words.meant(i + 1), "windows", "mac",
                                                                     "macos", "android", "ios"))))
      return Caution::conditional;
  }
  if (intent == "dev.build" && words.pair("clean", "the", "up", "my", "all")) return Caution::conditional;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words.claimed(i + 1) || words.term(i + 1).kind != TermKind::word) continue;
    if (words.at(i) == "test" && words.meant(i + 1).find('_') != std::string_view::npos) return Caution::part;
    if (is_one_of(words.at(i), "with", "using", "under") &&
        !is_one_of(words.meant(i + 1), "make", "cmake", "ninja", "cargo", "npm", "gradle", "maven", "go",
                   "meson", "pytest", "ctest", "make", "the", "its", "my", "a", "you", "me", "all", "yarn",
                   "mvn"))
      return Caution::conditional;
  }
  return Caution::none;
}

// "a python project foo and a go project bar"
bool makes_two(const Words& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words.at(i) == "and" && is_one_of(words.meant(i + 1), "a", "another", "one")) return true;
    if (words.at(i) == "like" && words.term(i + 1).kind == TermKind::path) return true;
  }
  return false;
}

}  // namespace

Caution caution_about_machine(std::string_view intent, const SlotValues& slots, const Words& words) {
  if (intent == "system.service_control") {
    if (is_piece_of_unit(words)) return Caution::part;
    if (words.pair("next", "boot", "reboot", "start", "restart")) return Caution::later;
    if (is_of_numbered_host(words)) return Caution::elsewhere;
    if (words.pair("for", "user", "root", "users") || belongs_to_somebody(words)) return Caution::part;
    return words.any("permanently", "forever") && !words.any_at_all("disable", "enable", "boot")
               ? Caution::conditional
               : Caution::none;
  }
  if (intent == "system.power") return about_power(words);
  if (is_one_of(intent, "network.wifi", "network.vpn")) return about_links(intent, slots, words);
  if (intent == "network.firewall")
    return words.any("out", "outwards", "once", "ways") ? Caution::conditional : Caution::none;
  if (intent == "dev.commit") return about_commit(slots, words);
  if (intent == "dev.deploy") return about_deploy(slots, words);
  if (is_one_of(intent, "dev.test", "dev.build")) return about_run(intent, words);
  if (intent == "dev.scaffold") return makes_two(words) ? Caution::names : Caution::none;
  return Caution::none;
}

bool names_other_stage(std::string_view intent, const Words& words) {
  if (intent != "dev.deploy") return false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::size_t before = is_determiner(words.meant(i - 1)) && i > 1 ? i - 2 : i - 1;
    if (is_one_of(words.at(i), "staging", "stage", "test", "testing", "dev", "development", "qa", "preview",
                  "sandbox", "uat", "canary", "preprod", "demo", "pre-production") &&
        is_one_of(words.at(before), "to", "on", "in", "into", "onto", "for"))
      return true;
  }
  return false;
}

}  // namespace maxos::language
