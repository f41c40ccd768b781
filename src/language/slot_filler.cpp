#include "language/slot_filler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "language/actions.h"
#include "language/bounds.h"
#include "language/caution.h"
#include "language/file_patterns.h"
#include "language/moments.h"
#include "language/placement.h"
#include "language/plain_slots.h"
#include "language/said_choices.h"
#include "language/said_hosts.h"
#include "language/said_names.h"
#include "language/said_slots.h"
#include "language/service_names.h"
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
  // "do you think you could block it"
  if (terms.size() > 2 && terms[0].lower == "do" && terms[1].lower == "you" && terms[2].lower == "think")
    return false;
  return is_one_of(terms.front().lower, "is", "are", "how", "how's", "what", "what's", "which", "am", "does",
                   "do", "whats", "hows", "who", "has", "why", "when", "was");
}

// "tar it up into a.tar.zst": the name says which format it is.
void settle_format(SlotValues& slots) {
  // "as 7z" is a format, though none that there is; it is refused then.
  if (const auto as = slots.find("destination");
      as != slots.end() &&
      is_one_of(as->second, "7z", "rar", "tar", "gz", "bz2", "xz", "cpio", "tar.xz", "tar.bz2")) {
    slots["format"] = as->second;
    slots.erase(as);
    return;
  }
  const auto format = slots.find("format");
  const auto destination = slots.find("destination");
  if (format == slots.end() || destination == slots.end()) return;
  const std::string name = base::ascii_lower(destination->second);
  const bool said = name.ends_with(".zip") || name.ends_with(".tar.gz") || name.ends_with(".tgz") ||
                    name.ends_with(".tar.zst");
  const bool same =
      name.ends_with("." + format->second) || (format->second == "tar.gz" && name.ends_with(".tgz"));
  if (said && !same) slots.erase(format);
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

// The term that names the service that is spoken of; the number of terms when none does, or several do.
std::size_t named_service(const CapabilityDecl& capability, std::span<const Term> terms,
                          std::span<const Seen> seen) {
  std::size_t named = terms.size();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool service = is_service(seen[i]) || is_service_name(terms[i].lower) ||
                         (terms[i].lower == "kernel" && capability.intent == "system.logs");
    if (!service || terms[i].kind == TermKind::quoted) continue;
    // "lines that mention nginx"
    if (i > 0 && (introduces_text(terms[i - 1].lower) ||
                  is_one_of(terms[i - 1].lower, "with", "about", "saying", "grep", "word")))
      continue;
    // "moodle hangs, restart apache"
    if (i > 0 && capability.intent == "system.service_control" &&
        is_one_of(terms[i - 1].lower, "restart", "stop", "start", "reload", "enable", "disable", "bounce"))
      return i;
    if (named != terms.size()) return terms.size();
    named = i;
  }
  return named;
}

// The one service that is named outright is the unit, whatever the tagger makes of the words around it: in
// "restart apache on the backup server" nothing else is.
template <typename SlotOf>
void take_service(const CapabilityDecl& capability, std::span<const Term> terms, std::span<const Seen> seen,
                  std::span<bool> claimed, std::vector<TaggedSlot>& spans, SlotOf slot_of,
                  SlotValues& slots) {
  const auto unit = std::find_if(capability.slots.begin(), capability.slots.end(),
                                 [](const SlotDecl& slot) { return slot.type == SlotType::unit; });
  if (unit == capability.slots.end()) return;
  const std::size_t named = named_service(capability, terms, seen);
  if (named == terms.size()) return;
  const auto covers = [&](const TaggedSlot& span) { return span.first <= named && named <= span.last; };
  const auto is_unit = [&](const TaggedSlot& span) { return slot_of(span) == &*unit; };
  // "the docker registry" is called by more than the name.
  const bool longer = std::any_of(spans.begin(), spans.end(), [&](const TaggedSlot& span) {
    return covers(span) && is_unit(span) && span.first != span.last;
  });
  std::erase_if(spans, [&](const TaggedSlot& span) { return covers(span) ? !longer : is_unit(span); });
  if (longer) return;
  slots.emplace(unit->name, terms[named].raw);
  claimed[named] = true;
}

// "pdfs" and "zip files" are what is looked for, wherever in the sentence they stand.
void take_pattern(const CapabilityDecl& capability, std::span<const Term> terms, std::span<bool> claimed,
                  std::vector<TaggedSlot>& spans, SlotValues& slots) {
  if (agents::find_slot(capability, "pattern") == nullptr) return;
  const auto glob = [](const Term& term) {
    return term.kind == TermKind::glob || term.kind == TermKind::file;
  };
  if (std::any_of(terms.begin(), terms.end(), glob)) return;
  auto said = find_file_pattern(terms);
  if (!said) return;
  const std::size_t end = said->first + said->count;
  std::erase_if(spans, [&](const TaggedSlot& span) { return span.first < end && span.last >= said->first; });
  std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(said->first),
            claimed.begin() + static_cast<std::ptrdiff_t>(end), true);
  slots.emplace("pattern", std::move(said->pattern));
}

// Whether what begins at term `at` is where something goes: "to /mnt", "in the folder pictures", "as b.txt".
bool leads_to_it(std::span<const Term> terms, std::size_t at) {
  while (at > 0 && (is_article(terms[at - 1].lower) || is_folder_noun(terms[at - 1].lower) ||
                    terms[at - 1].lower == "file"))
    --at;
  return at > 0 && (leads_to_a_place(terms[at - 1].lower) ||
                    is_one_of(terms[at - 1].lower, "to", "onto", "over", "as", "called", "named", "name",
                              "it", "copy", "towards", "beside", "with", "for", "=", "->"));
}

// "copy the folder videos in the folder /srv/family": of the two, what "in" stands before is the place.
template <typename SlotOf>
void swap_if_crossed(std::span<const Term> terms, std::vector<TaggedSlot>& spans, SlotOf slot_of) {
  const auto find = [&](std::string_view name) {
    return std::find_if(spans.begin(), spans.end(), [&](const TaggedSlot& span) {
      const SlotDecl* slot = slot_of(span);
      return slot != nullptr && slot->name == name;
    });
  };
  const auto source = find("source");
  const auto destination = find("destination");
  if (source == spans.end() || destination == spans.end() || source->first < destination->first) return;
  if (leads_to_it(terms, source->first) && !leads_to_it(terms, destination->first))
    std::swap(source->slot, destination->slot);
}

// "unzip the photos.zip" names no place that it should go to.
template <typename SlotOf>
const SlotDecl* rather_source(const CapabilityDecl& capability, const SlotDecl& slot, const TaggedSlot& span,
                              std::span<const TaggedSlot> spans, SlotOf slot_of,
                              std::span<const Term> terms) {
  const SlotDecl* const source = agents::find_slot(capability, "source");
  if (source == nullptr || slot.name != "destination") return &slot;
  if (std::any_of(spans.begin(), spans.end(),
                  [&](const TaggedSlot& other) { return slot_of(other) == source; }))
    return &slot;
  return leads_to_it(terms, span.first) ? &slot : source;
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
    // What follows a quotation is none of it: "grep "denied", 50 entries".
    for (std::size_t i = first; i < last && is_one_of(slot.name, "grep", "content"); ++i) {
      if (terms[i].kind == TermKind::quoted) last = i;
    }
    auto value = slot_text(capability.intent, slot, terms.subspan(first, last - first + 1), utterance,
                           model_.values(), model_.speller());
    if (!value) return;
    // What follows a path is none of it, whatever the tagger takes for one: "delete my/file now".
    if (slot.type == SlotType::path) {
      for (std::size_t i = first; i < last; ++i) {
        if (terms[i].kind == TermKind::path && terms[i].token->value == *value) last = i;
      }
      // Nor is what precedes it: of "the first 3 files in ~/a", "first 3" is some of it.
      if (terms[last].kind == TermKind::path && terms[last].token->value == *value) {
        while (first < last && (terms[first].kind == TermKind::number || terms[first].lower == "first"))
          ++first;
      }
    }
    if (!slots.emplace(slot.name, *std::move(value)).second) return;
    std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(first),
              claimed.begin() + static_cast<std::ptrdiff_t>(last) + 1, true);
    // "don't turn it off", "turn it off tomorrow": what forbids an action, or puts it off, does not choose
    // it.
    for (std::size_t i = first; i <= last && slot.type == SlotType::choice; ++i) {
      if (is_one_of(terms[i].lower, "don't", "dont", "not", "never", "no", "do", "tonight", "only", "but",
                    "twice") ||
          is_another_time(terms[i].lower) || terms[i].kind == TermKind::age ||
          terms[i].kind == TermKind::clock)
        claimed[i] = false;
    }
  };
  std::vector<TaggedSlot> spans = spans_of(labels);
  const auto slot_of = [&](const TaggedSlot& span) {
    return agents::find_slot(capability, model_.slots_of(a_class)[span.slot]);
  };
  swap_if_crossed(terms, spans, slot_of);
  take_service(capability, terms, seen, claimed, spans, slot_of, slots);
  take_pattern(capability, terms, claimed, spans, slots);
  for (const TaggedSlot& span : spans) {
    const SlotDecl* slot = slot_of(span);
    if (slot == nullptr) continue;
    slot = rather_source(capability, *slot, span, spans, slot_of, terms);
    // "five" is how many.
    if (slot->name == "grep" && span.first == span.last && terms[span.first].kind == TermKind::number)
      continue;
    // Of "the old exams folder", "exams" alone may be another.
    const bool adjective = slot->type == SlotType::path && span.first > 1 && !claimed[span.first - 1] &&
                           terms[span.first].kind == TermKind::word &&
                           is_one_of(terms[span.first - 1].lower, "old", "new") &&
                           is_article(terms[span.first - 2].lower) && !known_place(terms[span.first].lower);
    take(*slot, adjective ? span.first - 1 : span.first, span.last);
  }
  take_plain_slots(capability, model_.classes(), utterance, terms, claimed, slots);
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
  if (capability.intent == "system.service_control") settle_service_action(terms, slots);
  if (capability.intent == "system.power") settle_power_action(terms, slots);
  if (capability.intent == "system.power") settle_when(terms, claimed, slots);
  if (capability.intent == "system.metrics") settle_kind(capability, terms, slots);
  if (capability.intent == "network.vpn") settle_vpn_action(terms, slots);
  if (capability.intent == "network.wifi") settle_wifi_action(terms, slots);
  settle_bounds(capability, terms, claimed, slots);
  // "is the vpn up" asks for its state.
  if (!capability.privileged_actions.empty() && asks(terms) &&
      (!slots.contains("action") || agents::risk_of(capability, slots) != agents::Risk::read)) {
    slots["action"] = "status";
  }
  if (capability.intent == "file.list" || capability.intent == "file.search")
    drop_order_as_pattern(terms, slots);
  take_folder_by_its_noun(capability.intent, terms, claimed, slots);
  join_place(capability.intent, utterance, terms, claimed, slots);
  if (capability.intent == "file.archive") settle_format(slots);
  if (capability.intent == "file.organize") take_order(terms, claimed, slots);
  if (capability.intent == "file.search") settle_search(terms, claimed, slots);
  if (capability.intent == "file.checksum") take_algorithm(terms, claimed, slots);
  if (capability.intent == "network.port") take_this_machine(terms, claimed, slots);
  if (is_one_of(capability.intent, "system.logs", "file.search"))
    take_moments(capability.intent, terms, claimed, slots);
  if (capability.intent == "system.logs") take_day(terms, claimed, slots);
  if (capability.intent == "system.processes") take_pid(terms, claimed, slots);
  if (capability.intent == "system.services") settle_state(terms, slots);
  if (capability.intent == "system.processes") take_owner(terms, claimed, slots);
  if (capability.intent == "system.processes") take_program(terms, seen, claimed, model_.speller(), slots);
  if (capability.intent == "network.connections") drop_listening(terms, slots);
  if (capability.intent == "network.dns") drop_unsaid_type(terms, slots);
  if (capability.intent == "network.vpn") take_link(terms, claimed, slots);
  take_bare_place(capability.intent, terms, claimed, slots);
  if (capability.intent == "file.mkdir") put_inside(utterance, terms, claimed, slots);
  if (capability.intent == "network.port") split_port(terms, claimed, slots);
  if (is_one_of(capability.intent, "network.ping", "network.dns", "network.port"))
    settle_host(terms, claimed, slots);
  settle_names(capability.intent, utterance, terms, claimed, slots);
  settle_choices(capability.intent, terms, claimed, slots);
  if (capability.intent == "system.packages") take_package(terms, seen, claimed, model_.speller(), slots);
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
