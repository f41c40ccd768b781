#include "language/known_words.h"

#include <algorithm>
#include <array>

#include "language/clauses.h"
#include "language/deed_words.h"
#include "language/deeds.h"
#include "language/service_names.h"
#include "language/slips.h"
#include "language/whereabouts.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Beside the deed, its objects and manners.
struct Known {
  std::string_view intent;
  std::string_view words;
};

constexpr std::string_view kManners =
    "i'm im i've kind good nice great be if could would kindly mind sure try think someone thank thanks thx "
    "cheers ty "
    "ppl whole entire complete completely again agian pleaes plss asap once more also too sorry oops well "
    "yes maxos thing by itself myself we our us they wrong mistake teh tehm them this there okay ok alright "
    "b4 "
    "before go ahead quickly quick in under through thru on off at to from for as that so soon possible "
    "finally really just only still won't doesn't isn't has had is are it's its not immediately everyone";

constexpr std::array kKnown = std::to_array<Known>({
    {"dev.build",
     "compile kick off stream output compiler results result me fresh checkout try tree source sources "
     "folder directory "
     "under repo repository biuld buld buidl latest target release debug"},
    {"dev.test",
     "kick off unit suite regression integration tests through its their of program check if whether pass "
     "passes "
     "passing em tets all against does execute smoke whole let"},
    {"dev.deploy",
     "run trigger recipe deployment to production prod staging live server online app application website "
     "site new "
     "version release roll out onto build latest current deply depoly yuo intranet"},
    {"file.empty_trash",
     "for good permanently forever ever completely entirely items entries everything anything whatever "
     "things stuff "
     "files only but older than then longer more over that which is are has have been lying lies sits sit in "
     "from out "
     "it trashed ago since what what's whats thats that's can be computer this there then all of into may "
     "must "
     "empty emptied emtpy trahs completly everyhting everythign delet contents content inside now already "
     "whole "
     "full of rubish rid let's by basket recycling rubbish thing"},
    {"system.service_control",
     "at boot every startup boots booting automatically auto automatic comes come up starts starting should "
     "not any "
     "more anymore don't enable makes make sure alone config configuration settings its conf its own without "
     "dropping "
     "connections hangs hang stuck hanging frozen broken wedged crashed died dead down leaks memory acting "
     "respond "
     "responding slow crashing keeps quick bounce restart give kick re-read cleanly gracefully machine pc "
     "computer it'd i'd longer evry web mail ntp time one once strat restat restrt sevice "
     "keep coming automatic when i.e wants stopped started restarted enabled disabled reloaded running run "
     "process instance after upgrade"},
    {"system.power",
     "whole entire right immediately scheduled planned planed pending any more anymore dont don't want that "
     "sleep "
     "while wile night go cancel at in for after on down off half an hour minutes tonight bed we i put send "
     "schedule "
     "mahcine machien computr have call"},
    {"network.vpn",
     "vpn wireguard link tunnel connection interface up down spin please to from office wiregaurd teh trun "
     "network start "
     "called named status office's"},
    {"network.wifi",
     "wifi wi-fi wlan wireless network link from to me us off conect disconect called named ssid teh use "
     "onto"},
    {"network.firewall",
     "firewall firewal firwall port ports tcp udp incoming inbound traffic connections in through thru rule "
     "rules add "
     "for to on access the packet filter nft nftables ufw permit let from outside everyone deny"},
});

bool in_words(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const bool begins = at == 0 || list[at - 1] == ' ';
    const bool ends = at + word.size() == list.size() || list[at + word.size()] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

// "nginx restart done", "reboot pending": how things stand.
bool is_state(std::string_view word) {
  return is_one_of(word, "pending", "planned", "scheduled", "done", "finished", "failed", "ok", "okay",
                   "cancelled", "canceled", "missing", "active", "inactive", "running", "passing", "green",
                   "red", "ready");
}

// Whether the rest names something that is no person, and no time.
bool is_purpose(const Words& words, std::size_t from) {
  for (std::size_t i = from; i < words.size(); ++i) {
    if (words.term(i).kind != TermKind::word || is_relative_or_colleague(words.meant(i)) ||
        is_one_of(words.meant(i), "next", "only", "just", "but", "or"))
      return false;
  }
  return from < words.size() &&
         (is_determiner(words.meant(from)) || is_service_name(words.meant(from)) ||
          is_one_of(words.meant(from), "minecraft", "wireguard", "syslog", "prometheus", "monitoring"));
}

bool is_slip_of(std::string_view list, std::string_view word) {
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(' ', begin), list.size());
    if (end - begin > 3 && is_one_slip(word, list.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

bool tells_nothing_to_do(const Words& words, std::size_t from) {
  for (std::size_t i = from; i < words.size(); ++i) {
    if (is_order_word(words.meant(i)) ||
        is_one_of(words.meant(i), "not", "never", "only", "or", "if", "unless", "but", "then"))
      return false;
  }
  return true;
}

}  // namespace

bool has_known_words(std::string_view intent) {
  return std::ranges::find(kKnown, intent, &Known::intent) != kKnown.end();
}

bool holds_unknown_word(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                        const Words& words, const Speller& speller) {
  const auto known = std::ranges::find(kKnown, intent, &Known::intent);
  // To call a shutdown off takes no care.
  const auto action = slots.find("action");
  const bool cancels = intent == "system.power" && action != slots.end() && action->second == "cancel";
  if (known == kKnown.end() || cancels) return false;
  const std::size_t size = words.size();
  if (size > 1 && !words.claimed(size - 1) && is_state(words.meant(size - 1)) &&
      !is_one_of(words.meant(size - 1), "ok", "okay"))
    return true;
  for (std::size_t i = 0; i < size; ++i) {
    if (words.claimed(i)) continue;
    const Term& term = words.term(i);
    if (term.kind != TermKind::word) {
      // A number or a time that no slot takes says something.
      if (term.kind == TermKind::number || term.kind == TermKind::age || term.kind == TermKind::clock)
        return true;
      continue;
    }
    const std::string_view word = words.meant(i);
    // "for the label printer": what for.
    if (is_one_of(intent, "network.firewall", "system.service_control") && word == "for" && i > 1 &&
        is_purpose(words, i + 1))
      return false;
    if (in_words(known->words, word) || in_words(kManners, word) || in_words(kGlue, word) ||
        in_words(kUnits, word) || in_words(kMachine, word) || is_word_of_deed(intent, word) ||
        is_determiner(word) || is_service_name(word))
      continue;
    if (intent == "dev.deploy" && in_words(kApps, word)) continue;
    // "woud", "computr"
    if (word.size() > 3 && !speller.is_english(word) &&
        (is_slip_of(known->words, word) || is_slip_of(kManners, word) || is_slip_of(kGlue, word) ||
         is_slip_of(kMachine, word)))
      continue;
    // "the museum pc"
    if (intent == "system.power" && i + 1 < size && in_words(kMachine, words.meant(i + 1))) continue;
    // What it is for has been judged before.
    if (i > 2 && is_one_of(word, "so", "because", "since", "as") && tells_nothing_to_do(words, i))
      return false;
    return true;
  }
  return false;
}

}  // namespace maxos::language
