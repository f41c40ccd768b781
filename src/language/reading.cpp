#include "language/reading.h"

#include <algorithm>

#include "language/deeds.h"
#include "language/reach.h"
#include "language/slot_text.h"
#include "language/word_forms.h"

namespace maxos::language {

using agents::CapabilityDecl;
using agents::SlotDecl;
using agents::SlotType;

Reading::Reading(const Model& model, const CapabilityDecl& capability, const Utterance& utterance,
                 std::span<const Term> terms, std::span<const TaughtSpan> spans)
    : capability_(capability), utterance_(utterance), terms_(terms), seen_(see(terms, model.speller())) {
  const auto claimed = std::span(claimed_).first(terms.size());
  const auto& classes = model.classes();
  if (const auto found = std::lower_bound(classes.begin(), classes.end(), capability.intent);
      found != classes.end() && *found == capability.intent) {
    SlotFiller(model).fill(capability, static_cast<std::size_t>(found - classes.begin()), utterance, terms,
                           seen_, claimed, slots_);
  }
  for (const TaughtSpan& span : spans) {
    auto value = slot_text(capability.intent, *span.slot, terms.subspan(span.first, span.count), utterance,
                           model.values(), model.speller());
    if (!value) continue;
    slots_.insert_or_assign(std::string(span.slot->name), *std::move(value));
    std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(span.first), span.count, true);
  }
}

bool Reading::changes() const {
  return agents::risk_of(capability_, slots_) != agents::Risk::read;
}

bool Reading::refers() const {
  return refers_back(terms_, claims());
}

bool Reading::names_its_deed(const Speller& speller) const {
  return names_deed(capability_.intent, slots_, terms_, seen_, claims(), speller);
}

bool Reading::leaves_something() const {
  return language::leaves_something(terms_, claims());
}

bool Reading::is_about_root() const {
  return std::any_of(slots_.begin(), slots_.end(), [&](const auto& entry) {
    const SlotDecl* slot = agents::find_slot(capability_, entry.first);
    return slot != nullptr && slot->type == SlotType::path && entry.second == "/";
  });
}

Caution Reading::caution() const {
  if (!changes()) return caution_of_reading(utterance_, terms_, seen_, claims());
  if (is_about_root()) return Caution::too_much;
  if (const Caution about = caution_about_paths(capability_, slots_); about != Caution::none) return about;
  return caution_of(utterance_, terms_, seen_, claims());
}

}  // namespace maxos::language
