#include <algorithm>
#include <string>

#include "language/lexicon.h"
#include "language/shell_forms.h"
#include "language/slot_reader.h"
#include "language/templates.h"
#include "language/understanding.h"
#include "language/utterance.h"

namespace maxos::language {
namespace {

// Figures of the rules: all words explained; less for each corrected word, for another intent that explains
// it too, and for a domain hint that says otherwise.
constexpr double kExplained = 0.97;
constexpr double kPerCorrection = 0.12;
constexpr double kPerRival = 0.05;
constexpr double kOtherDomain = 0.1;
// What is offered for "unknown" is never close to being understood.
constexpr double kMostForOffer = 0.5;
constexpr std::size_t kMaxCandidates = 3;

class PhraseUnderstander : public Understander {
 public:
  explicit PhraseUnderstander(const agents::Registry& registry) {
    for (std::size_t i = 0; i < lexicon_.rules().size(); ++i) {
      const CompiledRule& rule = lexicon_.rules()[i];
      const agents::CapabilityDecl* capability = registry.find(rule.intent);
      if (capability == nullptr) continue;
      active_.push_back({.rule = &rule, .agent = capability->agent});
    }
    for (const agents::CapabilityDecl* capability : registry.capabilities()) {
      Topic topic{.intent = capability->intent, .agent = capability->agent, .words = {}};
      bool ruled = false;
      for (const Active& active : active_) {
        if (active.rule->intent != capability->intent) continue;
        ruled = true;
        for (const WordSet& need : active.rule->needs) topic.words |= need;
      }
      topics_.push_back(topic);
      if (ruled) continue;
      for (const std::string_view phrase : capability->phrases) templates_.emplace_back(*capability, phrase);
    }
    // A word that many topics share says little about any of them.
    for (const Topic& topic : topics_) {
      for (std::size_t id = 0; id < kMaxWords; ++id)
        shared_[id] = static_cast<std::uint8_t>(shared_[id] + topic.words.test(id));
    }
  }

  Understanding understand(std::string_view text, std::string_view domain) const override {
    const Utterance utterance(text);
    if (!utterance.too_long) {
      for (const Template& phrase : templates_) {
        if (auto found = phrase.match(utterance)) return *std::move(found);
      }
      if (auto found = read_shell_form(utterance); found && offers(found->intent)) return *std::move(found);
    }
    const Reading reading = lexicon_.read(utterance);
    if (!utterance.too_long && reading.unknown == 0 && reading.content > 0) {
      Understanding found = by_rules(reading, domain);
      if (found.intent != "unknown") return found;
    }
    Understanding unknown;
    unknown.candidates = nearest(reading, domain);
    return unknown;
  }

 private:
  struct Active {
    const CompiledRule* rule;
    std::string_view agent;
  };
  // What an intent is about: the words its rules need.
  struct Topic {
    std::string_view intent;
    std::string_view agent;
    WordSet words;
  };

  bool offers(std::string_view intent) const {
    return std::any_of(topics_.begin(), topics_.end(),
                       [&](const Topic& topic) { return topic.intent == intent; });
  }

  static bool explains(const CompiledRule& rule, const Reading& reading, std::string_view domain) {
    if (!rule.domain.empty() && rule.domain != domain) return false;
    if ((reading.words & ~rule.explained).any()) return false;
    for (const WordSet& need : rule.needs) {
      if ((reading.words & need).none()) return false;
    }
    return reading.first == kNoWord || !rule.not_first.test(reading.first);
  }

  Understanding by_rules(const Reading& reading, std::string_view domain) const {
    Understanding best;
    const Active* chosen = nullptr;
    std::size_t chosen_weight = 0;
    for (const Active& active : active_) {
      // The hint weighs more than any number of needs.
      const std::size_t weight =
          active.rule->needs.size() + (!domain.empty() && active.agent == domain ? 100 : 0);
      if (chosen != nullptr && weight <= chosen_weight && active.rule->intent == chosen->rule->intent)
        continue;
      if (!explains(*active.rule, reading, domain)) continue;
      Slots slots;
      if (!read_slots(active.rule->intent, reading.items, slots)) continue;
      if (chosen != nullptr && active.rule->intent != chosen->rule->intent) {
        const bool better = weight > chosen_weight;
        const std::string_view rival = better ? chosen->rule->intent : active.rule->intent;
        const auto known =
            std::find_if(best.candidates.begin(), best.candidates.end(),
                         [&](const Candidate& candidate) { return candidate.intent == rival; });
        if (known == best.candidates.end() && best.candidates.size() < kMaxCandidates) {
          best.candidates.push_back({.intent = std::string(rival), .confidence = kMostForOffer});
        }
        if (!better) continue;
      }
      chosen = &active;
      chosen_weight = weight;
      best.slots = std::move(slots);
    }
    if (chosen == nullptr) return best;
    std::erase_if(best.candidates, [&](const Candidate& c) { return c.intent == chosen->rule->intent; });
    best.intent = chosen->rule->intent;
    best.confidence = kExplained - kPerCorrection * static_cast<double>(reading.corrected);
    if (!best.candidates.empty()) best.confidence -= kPerRival;
    if (!domain.empty() && chosen->agent != domain) best.confidence -= kOtherDomain;
    best.confidence = std::max(best.confidence, 0.1);
    return best;
  }

  std::vector<Candidate> nearest(const Reading& reading, std::string_view domain) const {
    std::vector<Candidate> candidates;
    for (const Topic& topic : topics_) {
      double score = !domain.empty() && topic.agent == domain ? 0.5 : 0;
      const WordSet common = reading.words & topic.words;
      for (std::size_t id = common._Find_first(); id < kMaxWords; id = common._Find_next(id))
        score += 1.0 / shared_[id];
      if (score > 0) candidates.push_back({.intent = std::string(topic.intent), .confidence = score});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.confidence > b.confidence; });
    candidates.resize(std::min(candidates.size(), kMaxCandidates));
    const double words = static_cast<double>(std::max<std::size_t>(reading.content, 1));
    for (Candidate& candidate : candidates)
      candidate.confidence = std::min(kMostForOffer, candidate.confidence / words);
    const bool listed = std::any_of(candidates.begin(), candidates.end(),
                                    [](const Candidate& c) { return c.intent == "agent.help"; });
    if (candidates.size() < kMaxCandidates && !listed && offers("agent.help")) {
      candidates.push_back({.intent = "agent.help", .confidence = 0});
    }
    return candidates;
  }

  Lexicon lexicon_;
  std::vector<Active> active_;
  std::vector<Topic> topics_;
  std::vector<Template> templates_;
  std::array<std::uint8_t, kMaxWords> shared_{};
};

}  // namespace

std::unique_ptr<Understander> make_phrase_understander(const agents::Registry& registry) {
  return std::make_unique<PhraseUnderstander>(registry);
}

}  // namespace maxos::language
