#include "language/actions.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// "turn the web server off": the verb, and what belongs to it within a few words.
bool has_verb_with(std::span<const Term> terms, std::initializer_list<std::string_view> verbs,
                   std::initializer_list<std::string_view> particles) {
  constexpr std::size_t kBetween = 6;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, verbs)) continue;
    const std::size_t end = std::min(terms.size(), i + kBetween);
    if (has_word(terms.subspan(i + 1, end - i - 1), particles)) return true;
  }
  return false;
}

// The actions that are named by their own word, each once.
std::vector<std::string_view> named_actions(std::span<const Term> terms) {
  std::vector<std::string_view> named;
  for (const Term& term : terms) {
    for (const std::string_view action : {"start", "stop", "restart", "reload", "enable", "disable"}) {
      if (term.lower == action && std::find(named.begin(), named.end(), action) == named.end())
        named.push_back(action);
    }
  }
  return named;
}

}  // namespace

bool speaks_of_boot(std::span<const Term> terms) {
  if (has_word(terms, {"boot", "boots", "bootup", "booting", "startup", "autostart"})) return true;
  for (std::size_t i = 0; i + 2 < terms.size(); ++i) {
    // "with the system", "with the computer"
    if (terms[i].lower == "with" && is_one_of(terms[i + 1].lower, "the", "my", "this") &&
        is_one_of(terms[i + 2].lower, "system", "machine", "computer", "server", "pc", "host", "box",
                  "laptop"))
      return true;
  }
  return false;
}

bool forbids_action(std::span<const Term> terms) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].lower == "hold" && i + 1 < terms.size() &&
        is_one_of(terms[i + 1].lower, "off", "on", "back"))
      return true;
    if (!is_one_of(terms[i].lower, "don't", "dont", "not", "never", "shouldn't", "mustn't")) continue;
    const std::size_t end = std::min(terms.size(), i + 4);
    if (has_word(
            terms.subspan(i + 1, end - i - 1),
            {"disable", "deactivate", "disabling", "stop", "restart", "reload", "kill", "enable", "stopping",
             "prevent", "restarting", "turn", "switch", "shut", "remove", "take", "bounce", "kick", "touch"}))
      return true;
  }
  return false;
}

void settle_service_action(std::span<const Term> terms, SlotValues& slots) {
  const auto action = slots.find("action");
  const std::vector<std::string_view> named = named_actions(terms);
  const auto is_named = [&](std::string_view one) {
    return std::find(named.begin(), named.end(), one) != named.end();
  };
  if (action != slots.end() && is_one_of(action->second, "enable", "disable")) {
    // A guess; the word says more.
    if (named.size() == 1 && !speaks_of_boot(terms) &&
        !has_word(terms, {"automatically", "always", "itself"}))
      action->second = named.front();
    return;
  }
  const bool boot = speaks_of_boot(terms) || has_word(terms, {"automatically"});
  if (boot && !is_named("restart") && !is_named("reload")) {
    const bool against = has_word(terms, {"not", "don't", "dont", "never", "no", "stop", "prevent", "keep",
                                          "disable", "remove", "shouldn't", "longer"});
    if (against) {
      // "stop nginx when the machine boots" is said by nobody.
      slots["action"] = "disable";
      return;
    }
    if (has_word(terms, {"start", "starts", "started", "starting", "run", "runs", "come", "comes", "launch",
                         "launched", "launches", "up"})) {
      slots["action"] = "enable";
      return;
    }
  }
  if (has_verb_with(terms, {"turn", "switch", "turned", "switched", "shut", "take", "bring", "power", "put"},
                    {"off", "down", "offline"}) &&
      named.empty()) {
    // "turn it off and on again"
    slots["action"] = has_verb_with(terms, {"turn", "switch"}, {"off"}) && has_word(terms, {"on"}) &&
                              has_word(terms, {"again", "and"})
                          ? "restart"
                          : "stop";
    return;
  }
  if (has_verb_with(terms, {"turn", "switch"}, {"on"}) && !has_word(terms, {"off", "down"}) &&
      named.empty()) {
    slots["action"] = "start";
    return;
  }
  if (action != slots.end() && named.size() == 1 && !is_named(action->second)) action->second = named.front();
}

bool ends_with_cancelling(std::span<const Term> terms) {
  for (std::size_t i = 3; i < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, "cancel", "abort")) continue;
    const bool forbidden =
        is_one_of(terms[i - 1].lower, "not", "don't", "dont", "never", "to", "no", "you") ||
        is_one_of(terms[i - 2].lower, "not", "don't", "dont", "never");
    return !forbidden && i + 4 > terms.size();
  }
  return false;
}

void settle_power_action(std::span<const Term> terms, SlotValues& slots) {
  if (ends_with_cancelling(terms)) slots["action"] = "cancel";
  const auto action = slots.find("action");
  if (action == slots.end() || action->second != "poweroff") return;
  for (std::size_t i = 0; i + 2 < terms.size(); ++i) {
    const bool on = terms[i].lower == "off" && terms[i + 1].lower == "and" &&
                    (terms[i + 2].lower == "on" || is_one_of(terms[i + 2].lower, "back", "then"));
    if (on) action->second = "reboot";
  }
}

void settle_vpn_action(std::span<const Term> terms, SlotValues& slots) {
  const auto action = slots.find("action");
  if (action != slots.end() && action->second != "status") return;
  const bool last_on = terms.size() < 5 && has_word(terms, {"on"});
  const bool last_off = terms.size() < 5 && has_word(terms, {"off"});
  const std::string_view end = terms.back().lower;
  const bool it = terms.size() > 2 && terms[terms.size() - 2].lower == "it";
  if (has_verb_with(terms, {"switch", "turn", "put"}, {"on"}) || last_on || (it && end == "on"))
    slots["action"] = "up";
  if (has_verb_with(terms, {"switch", "turn", "put"}, {"off"}) || last_off || (it && end == "off"))
    slots["action"] = "down";
}

void settle_wifi_action(std::span<const Term> terms, SlotValues& slots) {
  // "scan for wlans": what networks are called in general is the name of none.
  if (const auto ssid = slots.find("ssid");
      ssid != slots.end() &&
      is_one_of(base::ascii_lower(ssid->second), "wifi", "wi-fi", "wifis", "wi-fis", "wlan", "wlans",
                "hotspot", "hotspots", "network", "networks", "access points", "access point", "ap", "aps",
                "ssid", "ssids", "wireless", "points", "wifi networks", "wireless networks", "signals",
                "routers"))
    slots.erase(ssid);
  // "the WLAN eduroam"
  if (const auto ssid = slots.find("ssid"); ssid != slots.end()) {
    const bool quoted = std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
      return term.kind == TermKind::quoted && term.raw == ssid->second;
    });
    const std::size_t space = ssid->second.find(' ');
    if (!quoted && space != std::string::npos &&
        is_one_of(base::ascii_lower(ssid->second.substr(0, space)), "wlan", "wifi", "wi-fi", "network",
                  "ssid"))
      ssid->second.erase(0, space + 1);
  }
  const auto action = slots.find("action");
  if (action == slots.end() || action->second != "connect") return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool leaves = is_one_of(terms[i].lower, "off", "leave", "disconnect");
    // "log me off", but "get me on the wifi, mine is off"
    if (leaves && !has_word(terms.first(i), {"on", "onto", "into", "connect", "join"})) {
      action->second = "disconnect";
      return;
    }
  }
}

}  // namespace maxos::language
