#include "language/templates.h"

#include <algorithm>

namespace maxos::language {
namespace {

bool fits(const agents::SlotDecl& slot, const Token& token) {
  switch (slot.type) {
    case agents::SlotType::count:
    case agents::SlotType::size:
    case agents::SlotType::port:
      return token.kind == TokenKind::number;
    case agents::SlotType::path:
      return token.kind == TokenKind::path || token.kind == TokenKind::quoted ||
             token.kind == TokenKind::file_name;
    case agents::SlotType::choice:
      return std::find(slot.choices.begin(), slot.choices.end(), token.lower) != slot.choices.end();
    default:
      return true;
  }
}

}  // namespace

Template::Template(const agents::CapabilityDecl& capability, std::string_view phrase)
    : intent_(capability.intent) {
  const Utterance utterance(phrase);
  for (const Token& token : utterance.tokens) {
    Part part;
    for (const agents::SlotDecl& slot : capability.slots) {
      if (slot.example == token.raw) part.slot = &slot;
    }
    if (part.slot == nullptr) part.word = token.lower;
    parts_.push_back(std::move(part));
  }
}

std::optional<Understanding> Template::match(const Utterance& utterance) const {
  if (utterance.too_long || utterance.tokens.size() < parts_.size()) return std::nullopt;
  Understanding out;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Token& token = utterance.tokens[i];
    const Part& part = parts_[i];
    if (part.slot == nullptr) {
      if (token.lower != part.word) return std::nullopt;
      continue;
    }
    const bool last = i + 1 == parts_.size();
    std::string value = token.value.empty() ? std::string(token.raw) : token.value;
    if (last && part.slot->type == agents::SlotType::text) {
      // Text at the end takes the rest as it was written.
      const auto begin = static_cast<std::size_t>(token.raw.data() - utterance.clean.data());
      const std::string_view& end = utterance.tokens.back().raw;
      value = utterance.clean.substr(
          begin, static_cast<std::size_t>(end.data() - utterance.clean.data()) + end.size() - begin);
      out.slots.emplace(part.slot->name, std::move(value));
      out.intent = intent_;
      out.confidence = 0.99;
      return out;
    }
    if (!fits(*part.slot, token)) return std::nullopt;
    out.slots.emplace(part.slot->name, std::move(value));
  }
  if (utterance.tokens.size() != parts_.size()) return std::nullopt;
  out.intent = intent_;
  out.confidence = 0.99;
  return out;
}

}  // namespace maxos::language
