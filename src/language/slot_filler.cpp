#include "language/slot_filler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "language/placement.h"
#include "language/slot_text.h"
#include "language/tagger.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using agents::CapabilityDecl;
using agents::SlotDecl;
using agents::SlotType;

bool fits(SlotType type, TermKind kind) {
  switch (kind) {
    case TermKind::path:
      return type == SlotType::path;
    case TermKind::glob:
    case TermKind::extension:
      return type == SlotType::glob;
    case TermKind::host:
      return type == SlotType::host;
    case TermKind::size:
      return type == SlotType::size;
    case TermKind::age:
      return type == SlotType::age;
    default:
      return false;
  }
}

// Whether it is a question about how things are, not one that asks for something to be done.
bool asks(std::span<const Term> terms) {
  return is_one_of(terms.front().lower, {"is", "are", "how", "how's", "what", "what's", "which", "am", "does",
                                         "do", "whats", "hows", "who", "has", "why", "when", "was"});
}

// "start it at boot" is to enable it; and an action that is named outright beats one that was guessed from
// "up".
void settle_action(const CapabilityDecl& capability, std::span<const Term> terms, SlotValues& slots) {
  const auto action = slots.find("action");
  if (action == slots.end()) {
    // "make sure that it starts at boot"
    const auto has = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(terms.begin(), terms.end(),
                         [&](const Term& term) { return is_one_of(term.lower, words); });
    };
    if (has({"boot", "boots", "startup"}) && has({"starts", "start", "starting", "runs"}) &&
        !has({"not", "don't", "never", "no", "longer"})) {
      slots["action"] = "enable";
    }
    return;
  }
  if (action->second == "enable" || action->second == "disable") return;
  std::vector<std::string_view> named;
  bool boot = false;
  for (const Term& term : terms) {
    boot =
        boot || is_one_of(term.lower, {"boot", "boots", "startup", "automatically", "autostart", "bootup"});
    for (const SlotDecl& slot : capability.slots) {
      if (slot.name != "action") continue;
      const bool choice =
          std::find(slot.choices.begin(), slot.choices.end(), term.lower) != slot.choices.end();
      if (choice && std::find(named.begin(), named.end(), term.lower) == named.end())
        named.push_back(term.lower);
    }
  }
  const bool fits = std::find(named.begin(), named.end(), action->second) != named.end();
  if (named.size() == 1 && !fits) action->second = named.front();
  if (boot && action->second == "start") action->second = "enable";
}

bool leads_to_a_place(std::string_view word) {
  return is_one_of(word, {"in", "inside", "under", "below", "within", "into", "at", "on"});
}

// "a folder called quotes in /srv/office" is /srv/office/quotes, whichever of the two was taken for the path.
void put_inside(const Utterance& utterance, std::span<const Term> terms, std::span<bool> claimed,
                SlotValues& slots) {
  std::size_t name = 0;
  for (std::size_t i = 1; i < terms.size() && name == 0; ++i) {
    const bool word = terms[i].kind == TermKind::word || terms[i].kind == TermKind::quoted;
    if (word && is_one_of(terms[i - 1].lower, {"called", "named"})) name = i;
  }
  const auto path = slots.find("path");
  if (name == 0 &&
      (path == slots.end() || path->second.find('/') != std::string::npos || path->second == "~"))
    return;
  std::optional<std::string> folder;
  for (std::size_t i = 1; i < terms.size() && !folder; ++i) {
    if (!leads_to_a_place(terms[i - 1].lower) && terms[i].kind != TermKind::path) continue;
    if (terms[i].kind == TermKind::path) {
      folder = terms[i].token->value;
      claimed[i] = true;
      continue;
    }
    for (std::size_t last = std::min(i + 3, terms.size()); last > i && !folder; --last) {
      folder = known_place(
          std::string_view(utterance.lower).substr(terms[i].begin, terms[last - 1].end - terms[i].begin));
      if (folder)
        std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(i),
                  claimed.begin() + static_cast<std::ptrdiff_t>(last), true);
    }
  }
  if (!folder) return;
  if (!folder->ends_with('/')) folder->push_back('/');
  std::string inner = name != 0 ? std::string(terms[name].raw) : path->second;
  if (inner.find('/') != std::string::npos) return;
  if (name != 0) claimed[name] = true;
  slots["path"] = *folder + inner;
}

// "10.0.4.17:8443"
void split_port(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string_view word = terms[i].lower;
    const std::size_t colon = word.find(':');
    if (terms[i].kind != TermKind::word || colon == 0 || colon == std::string_view::npos ||
        colon + 1 == word.size() || word.size() - colon > 6 ||
        word.find_first_not_of("0123456789", colon + 1) != std::string_view::npos)
      continue;
    slots["host"] = std::string(word.substr(0, colon));
    slots["port"] = std::string(word.substr(colon + 1));
    claimed[i] = true;
    return;
  }
}

// "switch the vpn on"
void settle_switch(std::span<const Term> terms, SlotValues& slots) {
  const auto has = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(terms.begin(), terms.end(),
                       [&](const Term& term) { return is_one_of(term.lower, words); });
  };
  if (slots.contains("action") || !has({"switch", "turn", "put"})) return;
  if (has({"on"})) slots["action"] = "up";
  if (has({"off"})) slots["action"] = "down";
}

}  // namespace

// Fills the slots and marks the terms that do.
void SlotFiller::fill(const CapabilityDecl& capability, std::size_t a_class, const Utterance& utterance,
                      std::span<const Term> terms, std::span<const Seen> seen, std::span<bool> claimed,
                      SlotValues& slots) const {
  if (capability.slots.empty()) return;
  const TagFeatures features(model_.classes()[a_class], model_.slots_of(a_class), terms, seen);
  const std::vector<Label> labels =
      best_labels(features, [this](std::uint64_t hash) { return model_.tag_weight(hash); });
  const auto take = [&](const SlotDecl& slot, std::size_t first, std::size_t last) {
    auto value = slot_text(capability.intent, slot, terms.subspan(first, last - first + 1), utterance,
                           model_.values(), model_.speller());
    if (!value || !slots.emplace(slot.name, *std::move(value)).second) return;
    std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(first),
              claimed.begin() + static_cast<std::ptrdiff_t>(last) + 1, true);
  };
  const std::vector<TaggedSlot> spans = spans_of(labels);
  for (const TaggedSlot& span : spans) {
    const std::string& name = model_.slots_of(a_class)[span.slot];
    if (const SlotDecl* slot = agents::find_slot(capability, name); slot != nullptr)
      take(*slot, span.first, span.last);
  }
  // What can be nothing else.
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i]) continue;
    const SlotDecl* only = nullptr;
    std::size_t fitting = 0;
    for (const SlotDecl& slot : capability.slots) {
      if (!fits(slot.type, terms[i].kind)) continue;
      ++fitting;
      if (!slots.contains(slot.name)) only = &slot;
    }
    if (fitting == 1 && only != nullptr) take(*only, i, i);
  }
  for (const SlotDecl& slot : capability.slots) {
    if (slot.type == SlotType::choice && !slots.contains(slot.name))
      find_choice(capability, slot, terms, claimed, slots);
  }
  // A phrase is taught for an intent, or for what is written like one: that is told apart where it is taught.
  if (const auto taught = slots.find("intent");
      taught != slots.end() && taught->second.find('.') == std::string::npos &&
      !std::binary_search(model_.classes().begin(), model_.classes().end(), taught->second)) {
    slots.erase(taught);
  }
  if (capability.intent == "system.service_control") settle_action(capability, terms, slots);
  if (capability.intent == "system.metrics") settle_kind(capability, terms, slots);
  if (capability.intent == "network.vpn") settle_switch(terms, slots);
  // "is the vpn up" asks for its state.
  if (!capability.privileged_actions.empty() && asks(terms) &&
      (!slots.contains("action") || agents::risk_of(capability, slots) != agents::Risk::read)) {
    slots["action"] = "status";
  }
  join_place(capability.intent, utterance, terms, claimed, slots);
  if (capability.intent == "file.mkdir") put_inside(utterance, terms, claimed, slots);
  if (capability.intent == "network.port") split_port(terms, claimed, slots);
}

// "cpu temperature" is a temperature; "cpu and memory" are both, and so all.
void SlotFiller::settle_kind(const CapabilityDecl& capability, std::span<const Term> terms,
                             SlotValues& slots) const {
  const SlotDecl* const kind = agents::find_slot(capability, "kind");
  if (kind == nullptr) return;
  std::vector<std::string> said;
  for (const Term& term : terms) {
    const auto found =
        model_.values().find(std::pair(value_key(capability.intent, *kind), std::string(term.lower)));
    const std::string value = found != model_.values().end() ? found->second : std::string(term.lower);
    if (value == "temperature" || value == "pressure") {
      slots["kind"] = value;
      return;
    }
    if (std::find(kind->choices.begin(), kind->choices.end(), value) != kind->choices.end() &&
        value != "load" && std::find(said.begin(), said.end(), value) == said.end()) {
      said.push_back(value);
    }
  }
  if (said.size() > 1) slots.erase("kind");
}

// Words that stand for one of the choices, wherever they are: the longest first.
void SlotFiller::find_choice(const CapabilityDecl& capability, const SlotDecl& slot,
                             std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) const {
  const ValueTable& values = model_.values();
  const std::string key = value_key(capability.intent, slot);
  for (std::size_t length = std::min<std::size_t>(3, terms.size()); length > 0; --length) {
    for (std::size_t i = 0; i + length <= terms.size(); ++i) {
      std::string text;
      bool free = true;
      for (std::size_t k = i; k < i + length; ++k) {
        free = free && !claimed[k];
        text.append(text.empty() ? "" : " ").append(terms[k].lower);
      }
      if (!free || text.size() < 3) continue;
      std::string value;
      if (const auto found = values.find(std::pair(key, text)); found != values.end()) {
        value = found->second;
      } else {
        value = text;
      }
      const auto choice = std::find_if(
          slot.choices.begin(), slot.choices.end(),
          [&](std::string_view declared) { return base::ascii_lower(declared) == base::ascii_lower(value); });
      // All of them is what an absent slot says.
      if (choice == slot.choices.end() || (*choice == "all" && slot.name == "kind")) continue;
      slots.emplace(slot.name, *choice);
      std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(i), length, true);
      return;
    }
  }
}

}  // namespace maxos::language
