#include "language/reading.h"

#include <algorithm>

#include "language/deeds.h"
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
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    if (!claimed_[i] && is_one_of(terms_[i].lower, {"it", "them", "those", "there", "its"})) return true;
  }
  return false;
}

bool Reading::names_its_deed(const Speller& speller) const {
  return names_deed(capability_.intent, slots_, terms_, seen_, claims(), speller);
}

bool Reading::leaves_something() const {
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    if (claimed_[i]) continue;
    switch (terms_[i].kind) {
      case TermKind::path:
      case TermKind::glob:
      case TermKind::file:
      case TermKind::extension:
      case TermKind::quoted:
      case TermKind::host:
        return true;
      default:
        break;
    }
  }
  return false;
}

bool Reading::reaches_too_far() const {
  return std::any_of(slots_.begin(), slots_.end(), [this](const auto& entry) {
    const SlotDecl* slot = agents::find_slot(capability_, entry.first);
    const std::string& value = entry.second;
    return slot != nullptr && slot->type == SlotType::path &&
           (value == "/" || value.starts_with("/dev/") || value.starts_with("/proc/") ||
            value.starts_with("/sys/"));
  });
}

Caution Reading::caution() const {
  if (!changes()) return caution_of_reading(utterance_, terms_, seen_, claims());
  if (reaches_too_far()) return Caution::shell;
  return caution_of(utterance_, terms_, seen_, claims());
}

}  // namespace maxos::language
