#include "language/told_rather.h"

#include <string>
#include <string_view>

#include "language/clauses.h"
#include "language/looked_at.h"
#include "language/openers.h"
#include "language/service_names.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

class Telling : LookedAt {
 public:
  using LookedAt::LookedAt;

  bool tells() const {
    return is_addressed_to_somebody() || is_note() || is_told_of_somebody() || is_done() || is_under_way() ||
           is_hedged() || is_figure_of_speech() || describes();
  }

 private:
  // "karl, restart nginx", "@anna please …", "lisa please deploy shop", "mr. smith, please …"
  bool is_addressed_to_somebody() const {
    if (text_.starts_with('@')) return true;
    if (!said_.is_word(0) || fills_slot(0) || is_service_name(said_.at(0))) return false;
    std::size_t name = 0;
    const bool titled =
        is_one_of(said_.at(0), "mr", "mrs", "ms", "dr", "herr", "frau", "señor", "madame", "sir");
    if (!titled && is_opener(said_.at(0))) return false;
    if (titled) ++name;
    if (titled && said_.size() > 2 && !said_.at(1).empty()) return true;
    if (!said_.pauses(name + 1)) return is_polite(said_.at(name + 1)) && is_change_word(said_.at(name + 2));
    if (said_.before(name + 1).find_first_of(",:") == std::string_view::npos) return false;
    std::size_t order = name + 1;
    while (is_polite(said_.at(order))) ++order;
    const bool request = is_modal_of_request(said_.at(order)) && is_you(said_.at(order + 1));
    return request || is_change_word(said_.at(order));
  }

  // "fwd: delete ~/a", "todo restart nginx", "ops-77: …", "dry run: …", "e.g. delete ~/a"
  bool is_note() const {
    const bool marked =
        is_one_of(said_.at(0), "todo", "fixme", "fwd", "fw", "re", "aw", "wg", "e.g", "eg", "dry-run",
                  "simulate", "preview", "pretend", "like", "print", "xxx", "draft", "example", "dry");
    if (marked && !fills_slot(0)) return true;
    if (text_.starts_with("e.g") || text_.starts_with("dry-run") || text_.starts_with("Dry-run")) return true;
    const std::string_view first = said_.size() > 0 ? said_.term(0).lower : std::string_view();
    const std::size_t dash = first.find('-');
    if (dash != std::string_view::npos && dash > 1 && dash + 1 < first.size() && !fills_slot(0) &&
        first.find_first_not_of("0123456789", dash + 1) == std::string_view::npos)
      return true;
    for (std::size_t i = 1; i < std::min<std::size_t>(said_.size(), 6); ++i) {
      if (!said_.is_word(i - 1)) return false;
      if (said_.before(i).find(':') == std::string_view::npos) continue;
      if (is_service_name(said_.at(i - 1)) || is_polite(said_.at(i - 1)) || said_.at(i - 1) == "concern")
        return false;
      const bool own = i == 1 && is_one_of(said_.at(0), "ok", "okay", "hey", "maxos", "computer", "server",
                                           "machine", "now", "next", "urgent", "please", "request", "task",
                                           "order", "command", "firewall", "wifi", "wlan", "wi-fi");
      if (own) return false;
      std::size_t order = i;
      while (is_polite(said_.at(order))) ++order;
      const bool request = is_modal_of_request(said_.at(order)) && is_you(said_.at(order + 1));
      return (request || is_change_word(said_.at(order))) && !is_change_word(said_.at(0));
    }
    return said_.any(0, said_.size(), "instance") && said_.any(0, said_.size(), "for") &&
           !any_slot_says("instance");
  }
  bool any_slot_says(std::string_view word) const {
    for (const auto& [name, value] : change_.slots) {
      if (value.find(word) != std::string::npos) return true;
    }
    return false;
  }

  // "karl should restart nginx", "let them reboot", "karl can delete ~/a"
  bool is_told_of_somebody() const {
    std::size_t at = 0;
    while (is_polite(said_.at(at))) ++at;
    if (said_.at(at) == "let" &&
        is_one_of(said_.at(at + 1), "them", "him", "her", "people", "users", "everyone"))
      return true;
    if (said_.at(at) == "let" && is_determiner(said_.at(at + 1)) && said_.at(at + 2).ends_with("s") &&
        is_change_word(said_.at(at + 3)))
      return true;
    if (said_.at(at) == "let" && said_.any(at, said_.size(), "own", "itself")) return true;
    if (is_one_of(said_.at(0), "send", "message") && said_.any(1, said_.size(), "message", "to") &&
        text_.find(':') != std::string_view::npos)
      return true;
    if (!said_.is_word(0) || fills_slot(0) || is_opener(said_.at(0)) || is_service_name(said_.at(0)))
      return false;
    const bool modal =
        is_one_of(said_.at(1), "should", "can", "could", "may", "must", "needs", "has", "wants", "will");
    const std::size_t verb = said_.at(2) == "to" ? 3 : 2;
    return modal && is_change_word(said_.at(verb)) && !is_determiner(said_.at(0)) &&
           !is_one_of(said_.at(0), "firewall", "wifi", "vpn", "network", "everything", "something");
  }

  // "nginx stopped", "blocked port 22", "you should have deleted ~/a"
  bool is_done() const {
    bool done = false;
    for (std::size_t i = 0; i < said_.size(); ++i) {
      if (fills_slot(i) && !is_change_word(said_.at(i))) {
        if (!(said_.at(i) == "deleted")) continue;
      }
      const bool participle =
          inflects_change(said_.at(i), "ed") || inflects_change(said_.at(i), "d") || said_.at(i) == "emptied";
      if (!participle) continue;
      done = true;
      if (i > 1 && said_.at(i - 1) == "have" &&
          is_one_of(said_.at(i - 2), "should", "could", "would", "must", "might"))
        return true;
    }
    if (is("network.vpn") && said_.any(0, said_.size(), "went", "goes", "again", "fell", "is", "was") &&
        !any_base() &&
        !said_.any(0, said_.size(), "bring", "take", "turn", "put", "get", "connect", "disconnect", "switch",
                   "pull", "set"))
      return true;
    if (!done || any_base()) return false;
    for (std::size_t i = 0; i < said_.size(); ++i) {
      if (said_.says(i, "would", "have") || said_.says(i, "would", "need") || said_.at(i) == "might")
        return true;
    }
    // "blocked port 22", "nginx stopped again"; but "clear everything trashed a week ago"
    bool told = false;
    for (std::size_t i = 0; i < said_.size(); ++i) {
      const bool participle =
          inflects_change(said_.at(i), "ed") || inflects_change(said_.at(i), "d") || said_.at(i) == "emptied";
      std::size_t end = i + 1;
      while (is_one_of(said_.at(end), "again", "already", "now", "yesterday", "today", "up", "down", "just",
                       "earlier"))
        ++end;
      told = told || (participle && (i == 0 || end >= said_.size()));
    }
    return told && !said_.any(0, said_.size(), "be", "have", "get", "want", "need", "wants", "needs", "like",
                              "must", "getting");
  }

  // "deleting ~/a", "still restarting nginx", "quit deleting ~/a"
  bool is_under_way() const {
    std::size_t first = 0;
    while (is_polite(said_.at(first))) ++first;
    bool gerund = false;
    for (std::size_t i = 0; i < said_.size(); ++i)
      gerund = gerund || (!fills_slot(i) && inflects_change(said_.at(i), "ing"));
    if (!gerund) return false;
    if (is_one_of(said_.at(first), "quit", "cease", "nevermind", "cancel", "abort", "end", "finish", "pause",
                  "delay"))
      return true;
    return !any_base() &&
           !said_.any(0, said_.size(), "mind", "start", "begin", "go", "by", "how", "try", "need", "needs",
                      "trouble", "favour", "favor", "help", "want", "proceed", "keep", "prevent");
  }

  // "nginx needs a restart i guess", "one day"
  bool is_hedged() const {
    for (std::size_t i = 0; i < said_.size(); ++i) {
      if (fills_slot(i) && said_.at(i) != "probably") continue;
      if (is_one_of(said_.at(i), "probably", "sometimes", "presumably", "someday", "eventually",
                    "theoretically"))
        return true;
      if (said_.says(i, "i", "guess") || said_.says(i, "i", "suppose") || said_.says(i, "one", "day") ||
          said_.says(i, "in", "theory") || said_.says(i, "by", "no", "means"))
        return true;
      if (is_one_of(said_.at(i), "in", "from") &&
          is_one_of(said_.at(i + 1), "january", "february", "march", "april", "may", "june", "july", "august",
                    "september", "october", "november", "december") &&
          !fills_slot(i + 1))
        return true;
    }
    return false;
  }

  // "sort it out", "bring back summer", "suspend payments"
  bool is_figure_of_speech() const {
    std::size_t at = 0;
    while (is_polite(said_.at(at))) ++at;
    const bool ends = at + 3 >= said_.size();
    if (ends && (said_.says(at, "sort", "it", "out") || said_.says(at, "wipe", "it", "off") ||
                 said_.says(at, "pack", "it", "in") || said_.says(at, "put", "it", "down") ||
                 said_.says(at, "shut", "it")))
      return !(said_.size() == at + 3 && said_.says(at, "shut", "it", "down"));
    if (is("file.undo") && said_.says(at, "bring", "back") && change_.slots.empty())
      return !said_.any(at, said_.size(), "last", "it", "them", "file", "files", "folder", "that", "what",
                        "change", "deleted", "everything", "documents", "photos", "pictures", "previous",
                        "old", "state");
    if (is("system.power") && said_.says(0, "i", "want", "to", "go")) return true;
    if (is("system.power") && said_.at(at) == "suspend" && at + 1 < said_.size() && !said_.pauses(at + 1)) {
      const std::size_t what = is_determiner(said_.at(at + 1)) ? at + 2 : at + 1;
      return said_.is_word(what) &&
             !is_one_of(said_.at(what), "machine", "computer", "server", "system", "pc", "box", "laptop",
                        "host", "it", "this", "device", "appliance", "now", "please", "in", "at", "to", "for",
                        "here", "immediately", "notebook", "thing", "node", "workstation", "desktop", "nas",
                        "and", "so", "because", "tonight", "until", "after", "pls", "plz", "whole",
                        "operation", "linux", "debian");
    }
    const bool project = is("dev.scaffold") && said_.any(0, said_.size(), "project");
    for (std::size_t i = 1; project && i < said_.size(); ++i) {
      if (said_.at(i - 1) == "project" &&
          is_one_of(said_.at(i), "plan", "budget", "proposal", "report", "schedule", "meeting") &&
          !fills_slot(i))
        return true;
    }
    return false;
  }

  // "copy ~/a to ~/b takes hours", "karl wrote restart nginx", "… is to be moved by karl"
  bool describes() const {
    for (std::size_t i = 1; i < said_.size(); ++i) {
      if (said_.pauses(i)) break;
      const bool verb = is_one_of(said_.at(i), "takes", "moves", "means", "does", "costs", "works", "fails",
                                  "deletes", "removes");
      if (verb && !said_.is_word(i - 1) && is_change_word(said_.at(0))) return true;
    }
    if (is_one_of(said_.at(1), "wrote", "says", "said", "writes", "typed") && is_change_word(said_.at(2)))
      return true;
    const std::size_t size = said_.size();
    return size > 4 && said_.at(size - 2) == "by" && said_.is_word(size - 1) &&
           (!fills_slot(size - 1) || change_.intent.starts_with("dev.")) && said_.any(0, size, "be") &&
           !is_one_of(said_.at(size - 1), "type", "month", "date", "name", "size", "you", "itself");
  }
};

}  // namespace

Caution told_rather(const Rewording& said, const Understanding& change, std::string_view text) {
  return Telling(said, change, text).tells() ? Caution::reported : Caution::none;
}

}  // namespace maxos::language
