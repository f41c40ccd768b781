#include "language/action_caution.h"

#include <algorithm>
#include <string>

#include "language/actions.h"
#include "language/reach.h"
#include "language/said_words.h"
#include "language/whereabouts.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using agents::CapabilityDecl;

bool says_another_day(std::span<const Term> terms) {
  return std::any_of(terms.begin(), terms.end(),
                     [](const Term& term) { return is_another_time(term.lower) || term.lower == "once"; });
}

// "so that it starts at every boot", "after each reboot": enabling says so.
bool tells_boots_alone(std::span<const Term> terms, std::span<const Seen> seen) {
  bool told = false;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string_view word = seen[i].corrected ? seen[i].word : terms[i].lower;
    if (terms[i].kind == TermKind::clock || terms[i].kind == TermKind::age || word == "tonight" ||
        word == "once")
      return false;
    if (!is_another_time(word)) continue;
    bool boot = false;
    for (std::size_t k = i + 1; k < std::min(i + 5, terms.size()); ++k) {
      const std::string_view next = terms[k].lower;
      boot = boot || is_one_of(next, "boot", "reboot", "bootup", "startup", "start", "restart", "boots");
      if (!boot && !is_one_of(next, "every", "evry", "each", "a", "time", "the", "system", "machine",
                              "computer", "server", "single"))
        break;
    }
    // "after the reboot" is one that is to come.
    const bool coming = word == "after" && i + 1 < terms.size() && terms[i + 1].lower == "the";
    if (!is_one_of(word, "every", "after") || !boot || coming) return false;
    told = true;
  }
  return told;
}

bool asks_whether_they_pass(std::span<const Term> terms) {
  return is_one_of(terms.front().lower, "do", "does", "are", "is") &&
         std::any_of(terms.begin(), terms.end(), [](const Term& term) {
           return is_one_of(term.lower, "pass", "passing", "green", "succeed");
         });
}

// "reload it without dropping connections, not a restart": what a reload spares.
bool spares_a_restart(const Words& words) {
  bool spares = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words.meant(i);
    if (is_one_of(word, "don't", "dont", "never", "nothing", "nobody", "avoid", "wait", "instead", "rather",
                  "except"))
      return false;
    if (!is_one_of(word, "not", "without", "no")) continue;
    const std::size_t at = is_one_of(words.meant(i + 1), "a", "any", "the") ? i + 2 : i + 1;
    if (!is_one_of(words.meant(at), "restart", "restarting", "downtime", "dropping", "interruption",
                   "interrupting", "outage", "losing", "cutting", "closing", "killing", "disconnecting",
                   "stopping", "full"))
      return false;
    spares = true;
  }
  return spares;
}

}  // namespace

Caution caution_about(const CapabilityDecl& capability, const Utterance& utterance,
                      std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed,
                      const SlotValues& slots) {
  Caution caution = caution_of(utterance, terms, seen, claimed);
  const auto enabled = slots.find("action");
  if (caution == Caution::later && capability.intent == "system.service_control" && enabled != slots.end() &&
      is_one_of(enabled->second, "enable", "disable") && tells_boots_alone(terms, seen))
    caution = Caution::none;
  if (caution == Caution::none) {
    if (capability.intent == "system.service_control" && forbids_action(terms)) return Caution::negated;
    if (reaches_elsewhere(terms, seen, claimed) ||
        stands_elsewhere(capability.intent, Words(terms, seen, claimed)))
      return Caution::elsewhere;
    if (reaches_too_far(capability, slots, terms, seen, claimed)) return Caution::too_much;
  }
  if (const Caution about = caution_about_paths(capability, slots); about != Caution::none) return about;
  const auto has = [&](std::string_view slot) { return slots.find(slot) != slots.end(); };
  switch (caution) {
    case Caution::negated: {
      // "don't shut down after all, cancel it"
      if (capability.intent == "system.power" && slots.find("action") != slots.end() &&
          slots.find("action")->second == "cancel" && ends_with_cancelling(terms))
        return Caution::none;
      if (capability.intent == "system.service_control" && enabled != slots.end() &&
          enabled->second == "reload" && spares_a_restart(Words(terms, seen, claimed)))
        return Caution::none;
      // "don't start nginx at boot any more" is an order, "don't disable nginx" and "don't restart it" are
      // none.
      const auto action = slots.find("action");
      const bool keeps_off = action != slots.end() && action->second == "disable" && speaks_of_boot(terms) &&
                             !forbids_action(terms);
      return keeps_off ? Caution::none : caution;
    }
    case Caution::conditional:
      // "if I say X, then I mean Y" teaches.
      if (capability.intent == "agent.learn" && has("phrase") && has("intent")) return Caution::none;
      // "overwrite it if it is there"; "check if the tests pass, run them"
      return has("overwrite") || (capability.intent == "dev.test" &&
                                  utterance.lower.find("check if") != std::string::npos)
                 ? Caution::none
                 : caution;
    case Caution::later:
      // "restart at 1 am tonight": the time is a slot's, and means the next one.
      if (capability.intent == "system.power" && has("when") &&
          utterance.lower.find("tonight") != std::string::npos && !says_another_day(terms))
        return Caution::none;
      // "put it back as it was before", "a folder for every month"
      return capability.intent == "file.undo" || capability.intent == "file.organize" ? Caution::none
                                                                                      : caution;
    case Caution::asked:
    case Caution::reported:
      // "when I say X, I mean Y" teaches.
      if (capability.intent == "agent.learn" && has("phrase") && has("intent")) return Caution::none;
      if (capability.intent == "agent.learn" && utterance.lower.starts_with("can i teach you"))
        return Caution::none;
      if (capability.intent == "agent.forget" && has("phrase")) return Caution::none;
      // "do the tests pass?" is known only when they have run.
      if (capability.intent == "dev.test" && caution == Caution::asked && asks_whether_they_pass(terms))
        return Caution::none;
      // "copy it there and overwrite what is there"
      if (has("overwrite") && utterance.lower.find("what is there") != std::string::npos)
        return Caution::none;
      // "bring back how it was before"
      if (capability.intent == "file.undo" && utterance.lower.find(" how it was") != std::string::npos)
        return Caution::none;
      return caution;
    default:
      return caution;
  }
}

}  // namespace maxos::language
