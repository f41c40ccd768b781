#include "language/tagger.h"

#include "language/hash.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// What can be told of a word that nothing knows.
std::string_view shape_of(const Term& term, bool begins) {
  if (term.kind != TermKind::word) return name_of(term.kind);
  bool digit = false;
  bool mark = false;
  bool other = false;
  bool upper = false;
  for (const char& c : term.raw) {
    // A sentence's first letter tells nothing of its word.
    if (begins && &c == term.raw.data()) continue;
    digit = digit || (c >= '0' && c <= '9');
    mark = mark || c == '-' || c == '_' || c == '.' || c == '@' || c == ':';
    upper = upper || (c >= 'A' && c <= 'Z');
    other = other || static_cast<unsigned char>(c) >= 0x80;
  }
  if (mark) return digit ? "x-1" : "x-x";
  if (digit) return "x1";
  if (other) return "other";
  return upper ? "Xx" : "x";
}

// Whether a sentence begins with term `at`; all point into one text.
bool begins_sentence(std::span<const Term> terms, std::size_t at) {
  if (at == 0) return true;
  const char* const from = terms[at - 1].raw.data() + terms[at - 1].raw.size();
  const char* const to = terms[at].raw.data();
  return std::find_if(from, to, [](char c) { return c == '.' || c == '!' || c == '?'; }) != to;
}

}  // namespace

TagFeatures::TagFeatures(std::string_view intent, std::span<const std::string> slots,
                         std::span<const Term> terms, std::span<const Seen> seen)
    : intent_(Hash().add(intent).value()) {
  label_hashes_.push_back(Hash().add("O").value());
  for (std::size_t slot = 0; slot < std::min(slots.size(), kMaxTagSlots); ++slot) {
    label_hashes_.push_back(Hash().add("B-").add(slots[slot]).value());
    label_hashes_.push_back(Hash().add("I-").add(slots[slot]).value());
  }
  const std::size_t count = terms.size();
  emissions_.resize(count);
  const auto word = [&](std::size_t i) { return i < count ? seen[i].word : std::string_view("<edge>"); };
  const auto kind = [&](std::size_t i) { return i < count ? name_of(terms[i].kind) : std::string_view("-"); };
  for (std::size_t i = 0; i < count; ++i) {
    // Before the first, the index wraps around to beyond the last.
    const std::string_view w = word(i);
    const std::string_view before = word(i - 1);
    const std::string_view after = word(i + 1);
    const std::string_view shape = shape_of(terms[i], begins_sentence(terms, i));
    const std::string_view lower = terms[i].lower;
    auto& out = emissions_[i];
    std::size_t n = 0;
    const auto add = [&](std::uint64_t family, std::string_view a, std::string_view b = {}) {
      out[n++] = Hash(family).add(a).add(' ').add(b).value();
    };
    const auto add_with_intent = [&](std::uint64_t family, std::string_view a, std::string_view b = {}) {
      out[n++] = Hash(family).add(intent_).add(a).add(' ').add(b).value();
    };
    add(1, w);
    add(2, before);
    add(3, after);
    add(4, word(i - 2), before);
    add(5, after, word(i + 2));
    add(6, before, w);
    add(7, w, after);
    add(8, kind(i));
    add(9, kind(i - 1), kind(i));
    add(10, kind(i), kind(i + 1));
    add(11, shape);
    add(12, before, shape);
    add(13, shape, after);
    add(14, word(i - 2));
    add(15, word(i + 2));
    add(16, lower.substr(lower.size() - std::min<std::size_t>(lower.size(), 3)));
    add(17, before, after);
    add_with_intent(18, w);
    add_with_intent(19, before);
    add_with_intent(20, after);
    add_with_intent(21, shape);
    add_with_intent(22, before, kind(i));
    add_with_intent(23, kind(i), after);
    add_with_intent(24, i == 0 ? "first" : "later", i + 1 == count ? "last" : "earlier");
    add_with_intent(25, before, w);
    add_with_intent(26, w, after);
    add_with_intent(27, word(i - 2), before);
  }
}

std::vector<TaggedSlot> spans_of(std::span<const Label> labels) {
  std::vector<TaggedSlot> spans;
  for (std::size_t at = 0; at < labels.size(); ++at) {
    if (labels[at] == kOutside) continue;
    const std::size_t slot = static_cast<std::size_t>(labels[at] - 1) / 2;
    if (labels[at] % 2 == 0 && !spans.empty() && spans.back().slot == slot && spans.back().last + 1 == at) {
      spans.back().last = at;
    } else {
      spans.push_back({slot, at, at});
    }
  }
  return spans;
}

}  // namespace maxos::language
