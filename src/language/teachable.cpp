#include "language/teachable.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "base/guarded.h"
#include "language/about.h"
#include "language/reading.h"
#include "language/shell_forms.h"
#include "language/taught.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// "show my files": whether the first word that says something asks to be shown something.
bool asks_to_see(std::span<const Term> terms) {
  const auto first = std::find_if_not(terms.begin(), terms.end(), adds_nothing);
  return first != terms.end() &&
         is_one_of(first->lower, "show", "list", "display", "see", "view", "look", "print", "tell", "give",
                   "check", "read", "search", "find", "count", "describe", "watch", "what", "which", "where",
                   "who", "how", "when", "why", "is", "are");
}

class Teachable : public TeachableUnderstander {
 public:
  Teachable(const agents::Registry& registry, std::shared_ptr<const Model> model)
      : registry_(registry), model_(std::move(model)), untaught_(make_understander(registry, model_)) {}

  Understanding understand(std::string_view text, std::string_view domain) const override {
    if (anything_.load(std::memory_order_acquire)) {
      if (auto found = by_taught(*taught_.get(), text)) return *std::move(found);
    }
    return untaught_->understand(text, domain);
  }

  void set_taught(std::vector<TaughtPhrase> phrases) override {
    auto set = std::make_shared<const TaughtSet>(std::move(phrases), *model_, registry_);
    const bool anything = !set->empty();
    taught_.set(std::move(set));
    anything_.store(anything, std::memory_order_release);
  }

  Understanding understand_untaught(std::string_view text) const override {
    return untaught_->understand(text, {});
  }

  Lesson lesson(std::string_view phrase, std::string_view intent) const override {
    Lesson out;
    const TaughtSet alone({{std::string(phrase), std::string(intent), {}, false}}, *model_, registry_);
    const Utterance utterance(phrase);
    const auto match = alone.exact(utterance.clean);
    if (!match || utterance.too_long) return out;
    const std::vector<Term> terms = read_terms(utterance);
    Reading reading(*model_, *match->pattern->capability, utterance, terms, match->spans);
    out.leaves_something = reading.leaves_something();
    out.caution = name_of(reading.caution());
    if (out.caution.empty() && asks_to_see(terms)) out.caution = "read";
    out.slots = reading.take_slots();
    return out;
  }

 private:
  // Nothing when it is not what was taught, nor close to it.
  std::optional<Understanding> by_taught(const TaughtSet& taught, std::string_view text) const {
    const Utterance utterance(text);
    if (utterance.too_long) return std::nullopt;
    const std::vector<Term> terms = read_terms(utterance);
    if (const auto match = taught.exact(utterance.clean)) return take(*match, utterance, terms);
    if (read_shell_form(utterance)) return std::nullopt;
    const auto match = taught.near(utterance, terms, see(terms, model_->speller()));
    return match ? std::optional(take(*match, utterance, terms)) : std::nullopt;
  }

  // How a variant is said may make it another matter: then it is not understood, and says why.
  Understanding take(const TaughtMatch& match, const Utterance& utterance,
                     std::span<const Term> terms) const {
    const agents::CapabilityDecl& capability = *match.pattern->capability;
    const bool as_cut = !match.exact || terms.size() == match.pattern->terms;
    Reading reading(*model_, capability, utterance, terms,
                    as_cut ? std::span<const TaughtSpan>(match.spans) : std::span<const TaughtSpan>());
    Understanding out;
    if (!match.exact) {
      const Utterance phrase(match.pattern->phrase->phrase);
      const std::vector<Term> said = read_terms(phrase);
      const Reading as_taught(*model_, capability, phrase, said, match.pattern->spans);
      if (const Caution caution = reading.caution();
          caution != Caution::none && caution != as_taught.caution()) {
        out.caution = name_of(caution);
        return not_understood(std::move(out), capability);
      }
    }
    if (reading.changes() && reading.leaves_something()) return not_understood(std::move(out), capability);
    out.intent = capability.intent;
    out.confidence = match.confidence;
    out.refers = reading.refers();
    out.about = about_of(capability.intent, terms, see(terms, model_->speller()));
    out.slots = reading.take_slots();
    out.taught = match.pattern->phrase;
    return out;
  }

  static Understanding not_understood(Understanding out, const agents::CapabilityDecl& capability) {
    out.candidates = {{std::string(capability.intent), 0}};
    return out;
  }

  const agents::Registry& registry_;
  const std::shared_ptr<const Model> model_;
  const std::unique_ptr<Understander> untaught_;
  // Whether anything is taught: costs those nothing who teach nothing.
  std::atomic<bool> anything_{false};
  base::Swapped<TaughtSet> taught_{nullptr};
};

}  // namespace

std::unique_ptr<TeachableUnderstander> make_teachable_understander(const agents::Registry& registry,
                                                                   std::shared_ptr<const Model> model) {
  return std::make_unique<Teachable>(registry, std::move(model));
}

}  // namespace maxos::language
