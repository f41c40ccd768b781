#include "train/tags.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <thread>

#include "base/text.h"
#include "language/slot_text.h"
#include "language/tagger.h"

namespace maxos::train {
namespace {

using language::Label;
using language::Term;

constexpr std::size_t kWeights = 1U << 18U;
constexpr std::size_t kOrders = 4;

struct Example {
  std::unique_ptr<language::TagFeatures> features;
  std::vector<Label> gold;
};

std::pair<std::size_t, std::size_t> terms_in(const Mark& mark, const std::vector<Term>& terms) {
  std::size_t first = terms.size();
  std::size_t last = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].begin >= mark.end || terms[i].end <= mark.begin) continue;
    first = std::min(first, i);
    last = i;
  }
  return {first, last};
}

// A structured perceptron's weights: the average over all steps, by the difference to what was added at each
// (Daumé's trick). `seed`: the order of the examples.
void add_perceptron(const std::vector<Example>& examples, int rounds, std::uint64_t seed,
                    std::vector<float>& sums) {
  std::vector<double> weights(kWeights, 0);
  std::vector<double> late(kWeights, 0);
  double step = 1;
  std::uint64_t state = seed;
  std::vector<std::size_t> order(examples.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = order.size(); i > 1; --i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      std::swap(order[i - 1], order[(state >> 33U) % i]);
    }
    for (const std::size_t index : order) {
      const Example& example = examples[index];
      const std::vector<Label> path = language::best_labels(*example.features, [&](std::uint64_t hash) {
        return static_cast<float>(weights[hash & (kWeights - 1)]);
      });
      step += 1;
      if (path == example.gold) continue;
      const auto change = [&](const std::vector<Label>& labels, double by) {
        const auto add = [&](std::uint64_t hash) {
          weights[hash & (kWeights - 1)] += by;
          late[hash & (kWeights - 1)] += by * step;
        };
        for (std::size_t at = 0; at < labels.size(); ++at) {
          example.features->emissions(at, labels[at], add);
          example.features->transition(at == 0 ? language::kOutside : labels[at - 1], labels[at], add);
        }
      };
      change(example.gold, 1);
      change(path, -1);
    }
  }
  for (std::size_t i = 0; i < kWeights; ++i) sums[i] += static_cast<float>(weights[i] - late[i] / step);
}

}  // namespace

void train_tagger(const std::vector<Phrase>& phrases, const agents::Registry& registry, int rounds,
                  language::ModelParts& parts) {
  const language::Speller speller(parts.words, language::WordSet(parts.english));
  parts.slots.assign(parts.classes.size(), {});
  for (std::size_t c = 0; c < parts.classes.size(); ++c) {
    const agents::CapabilityDecl* capability = registry.find(parts.classes[c]);
    if (capability == nullptr) continue;
    for (const agents::SlotDecl& slot : capability->slots) parts.slots[c].emplace_back(slot.name);
  }
  // What the words of a mark stand for, where the words alone do not tell.
  std::map<std::pair<std::string, std::string>, std::map<std::string, int>> said;
  std::vector<Example> examples;
  for (const Phrase& phrase : phrases) {
    const agents::CapabilityDecl* capability = registry.find(phrase.intent);
    if (capability == nullptr || capability->slots.empty() || !phrase.marked) continue;
    const auto c = static_cast<std::size_t>(
        std::lower_bound(parts.classes.begin(), parts.classes.end(), phrase.intent) - parts.classes.begin());
    const language::Utterance utterance(phrase.text);
    const std::vector<Term> terms = language::read_terms(utterance);
    const std::vector<language::Seen> seen = language::see(terms, speller);
    Example example;
    example.gold.assign(terms.size(), language::kOutside);
    for (const Mark& mark : phrase.marks) {
      const agents::SlotDecl* slot = agents::find_slot(*capability, mark.slot);
      const auto [first, last] = terms_in(mark, terms);
      if (slot == nullptr || first == terms.size()) continue;
      const auto index = static_cast<std::size_t>(slot - capability->slots.data());
      for (std::size_t i = first; i <= last; ++i)
        example.gold[i] = i == first ? language::first_of(index) : language::next_of(index);
      if (!mark.value) continue;
      const auto words = std::span(terms).subspan(first, last - first + 1);
      if (slot->type != agents::SlotType::flag &&
          language::slot_text(phrase.intent, *slot, words, utterance, {}, {}) == mark.value) {
        continue;
      }
      ++said[{language::value_key(phrase.intent, *slot),
              base::ascii_lower(std::string_view(phrase.text).substr(mark.begin, mark.end - mark.begin))}]
            [*mark.value];
    }
    example.features = std::make_unique<language::TagFeatures>(phrase.intent, parts.slots[c], terms, seen);
    examples.push_back(std::move(example));
  }
  for (const auto& [key, values] : said) {
    const auto most = std::max_element(values.begin(), values.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    parts.values.emplace(key, most->first);
  }

  // The order of the examples should not tell: each order errs otherwise.
  parts.tagger.assign(kWeights, 0);
  std::vector<std::vector<float>> sums(kOrders, std::vector<float>(kWeights, 0));
  std::vector<std::thread> trainers;
  for (std::size_t i = 0; i < kOrders; ++i)
    trainers.emplace_back([&, i] { add_perceptron(examples, rounds, 42 + i, sums[i]); });
  for (std::thread& trainer : trainers) trainer.join();
  for (const auto& one : sums) {
    for (std::size_t i = 0; i < kWeights; ++i) parts.tagger[i] += one[i];
  }
}

}  // namespace maxos::train
