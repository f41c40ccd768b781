#include "train/classifier.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "language/features.h"
#include "language/terms.h"
#include "train/linear.h"

namespace maxos::train {
namespace {

using language::Features;
using language::Term;
using language::TermKind;

// Words outside of marks that stand in enough phrases.
std::vector<std::string> known_words(const std::vector<Phrase>& phrases, std::size_t least) {
  std::map<std::string, std::set<std::size_t>> groups;
  for (const Phrase& phrase : phrases) {
    if (phrase.mistyped) continue;
    const language::Utterance utterance(phrase.text);
    for (const Term& term : language::read_terms(utterance)) {
      if (term.kind != TermKind::word || term.word.size() > 24) continue;
      const bool marked = std::any_of(phrase.marks.begin(), phrase.marks.end(), [&](const Mark& mark) {
        // Choices are words of the language, names are not; those with a value are the former.
        return !mark.value && term.begin < mark.end && term.end > mark.begin;
      });
      if (!marked) groups[std::string(term.word)].insert(phrase.group);
    }
  }
  std::vector<std::string> words;
  for (const auto& [word, in] : groups) {
    if (in.size() >= least) words.push_back(word);
  }
  return words;
}

Features features_of(const std::string& text, const language::Speller& speller) {
  const language::Utterance utterance(text);
  const std::vector<Term> terms = language::read_terms(utterance);
  const std::vector<language::Seen> seen = language::see(terms, speller);
  Features features;
  language::extract_features(terms, seen, features);
  return features;
}

// As Model::score() weighs them.
void add_family(const std::vector<std::uint32_t>& keys, float weight,
                const std::unordered_map<std::uint32_t, std::uint32_t>& rows,
                const std::vector<float>& frequencies, SparseRow& out) {
  double norm = 0;
  const std::size_t first = out.size();
  for (const std::uint32_t key : keys) {
    const auto row = rows.find(key);
    if (row == rows.end()) continue;
    const float value = frequencies[row->second];
    norm += static_cast<double>(value) * value;
    out.emplace_back(row->second, value);
  }
  for (std::size_t i = first; i < out.size(); ++i)
    out[i].second = static_cast<float>(weight * out[i].second / std::sqrt(norm));
}

// Feature -> phrases (groups) that have it.
using Counts = std::map<std::uint32_t, std::size_t>;

// Trains on the features in `kept`; fills keys and frequencies.
Linear weigh(const std::vector<Features>& features, const std::vector<int>& labels, const Counts& kept,
             std::size_t groups, const ClassifierOptions& options, language::ModelParts& parts) {
  std::unordered_map<std::uint32_t, std::uint32_t> rows;
  parts.keys.clear();
  parts.frequencies.clear();
  for (const auto& [key, count] : kept) {
    rows.emplace(key, static_cast<std::uint32_t>(parts.keys.size()));
    parts.keys.push_back(key);
    parts.frequencies.push_back(static_cast<float>(
        std::log((1.0 + static_cast<double>(groups)) / (1.0 + static_cast<double>(count))) + 1));
  }
  std::vector<SparseRow> samples;
  for (const Features& one : features) {
    SparseRow row;
    add_family(one.words, 1, rows, parts.frequencies, row);
    add_family(one.letters, language::kLettersWeight, rows, parts.frequencies, row);
    std::sort(row.begin(), row.end());
    // Two families may meet in one key.
    row.erase(
        std::unique(row.begin(), row.end(), [](const auto& a, const auto& b) { return a.first == b.first; }),
        row.end());
    samples.push_back(std::move(row));
  }
  Linear linear = train_classes(samples, labels, parts.classes.size(), parts.keys.size(), options.cost);
  add_bayes(samples, labels, options.bayes, linear);
  return linear;
}

}  // namespace

std::vector<std::uint32_t> choose_features(const std::vector<Phrase>& phrases,
                                           const std::vector<std::string>& classes,
                                           const ClassifierOptions& options) {
  std::vector<Phrase> plain;
  std::set<std::size_t> groups;
  for (const Phrase& phrase : phrases) {
    if (groups.insert(phrase.group).second) plain.push_back(phrase);
  }
  language::ModelParts parts;
  train_classifier(plain, classes, options, parts);
  std::vector<std::pair<float, std::uint32_t>> order;
  for (std::size_t row = 0; row < parts.keys.size(); ++row) {
    float sum = 0;
    for (const float weight : parts.rows[row]) sum += weight * weight;
    order.emplace_back(-sum * parts.frequencies[row] * parts.frequencies[row], parts.keys[row]);
  }
  std::sort(order.begin(), order.end());
  if (order.size() > options.most_features) order.resize(options.most_features);
  std::vector<std::uint32_t> chosen;
  chosen.reserve(order.size());
  for (const auto& entry : order) chosen.push_back(entry.second);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

void train_classifier(const std::vector<Phrase>& phrases, const std::vector<std::string>& classes,
                      const ClassifierOptions& options, language::ModelParts& parts) {
  parts.classes = classes;
  parts.english = options.english;
  parts.words = known_words(phrases, options.word_groups);
  const language::Speller speller(parts.words, language::WordSet(parts.english));
  std::vector<Features> features;
  features.reserve(phrases.size());
  std::unordered_map<std::uint32_t, std::pair<std::size_t, std::size_t>> seen;  // groups, last group
  std::set<std::size_t> groups;
  for (const Phrase& phrase : phrases) groups.insert(phrase.group);
  // Phrases of one group need not stand together.
  std::vector<std::size_t> order(phrases.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return phrases[a].group < phrases[b].group; });
  for (const Phrase& phrase : phrases) features.push_back(features_of(phrase.text, speller));
  for (const std::size_t i : order) {
    for (const auto* family : {&features[i].words, &features[i].letters}) {
      for (const std::uint32_t key : *family) {
        auto& [count, last] = seen[key];
        if (count > 0 && last == phrases[i].group) continue;
        ++count;
        last = phrases[i].group;
      }
    }
  }
  Counts kept;
  for (const auto& [key, counted] : seen) {
    if (counted.first >= options.feature_groups &&
        (options.chosen.empty() || std::binary_search(options.chosen.begin(), options.chosen.end(), key)))
      kept.emplace(key, counted.first);
  }
  std::vector<int> labels;
  labels.reserve(phrases.size());
  for (const Phrase& phrase : phrases) {
    labels.push_back(
        static_cast<int>(std::lower_bound(classes.begin(), classes.end(), phrase.intent) - classes.begin()));
  }
  Linear linear = weigh(features, labels, kept, groups.size(), options, parts);
  parts.bias = std::move(linear.bias);
  parts.rows = std::move(linear.weights);
  // Not learned here, but a model without them cannot be read.
  parts.slots.resize(classes.size());
  if (parts.tagger.empty()) parts.tagger.resize(1);
}

std::vector<Held> cross_validate(const std::vector<Phrase>& phrases, const std::vector<std::string>& classes,
                                 const ClassifierOptions& options) {
  std::vector<std::vector<Held>> held(options.folds);
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    std::vector<Phrase> training;
    for (const Phrase& phrase : phrases) {
      if (phrase.group % options.folds != fold) training.push_back(phrase);
    }
    language::ModelParts parts;
    train_classifier(training, classes, options, parts);
    const auto model = language::Model::from_bytes(language::encode_model(parts)).value();
    std::vector<float> scores(classes.size());
    std::set<std::size_t> asked;
    for (const Phrase& phrase : phrases) {
      // The phrase itself, not its variants.
      if (phrase.group % options.folds != fold || !asked.insert(phrase.group).second) continue;
      const Features features = features_of(phrase.text, model->speller());
      const float covered = model->score(features, scores);
      std::size_t best = 0;
      Held one;
      one.evidence = evidence_of(*model, features, scores, covered, best);
      one.in_scope = phrase.intent != language::kOutOfScope;
      one.right = classes[best] == phrase.intent;
      held[fold].push_back(one);
    }
  }
  std::vector<Held> all;
  for (const auto& part : held) all.insert(all.end(), part.begin(), part.end());
  return all;
}

void calibrate(const std::vector<Held>& held, double refused, language::ModelParts& parts) {
  std::vector<std::vector<float>> rows;
  std::vector<int> labels;
  for (const Held& one : held) {
    rows.emplace_back(one.evidence.begin(), one.evidence.end());
    labels.push_back(one.right ? 1 : 0);
  }
  std::vector<float> weights(language::kEvidence + 1, 0);
  // The margin alone, where nothing can be learned.
  weights[1] = 1;
  if (std::find(labels.begin(), labels.end(), 0) != labels.end() &&
      std::find(labels.begin(), labels.end(), 1) != labels.end()) {
    weights = train_logistic(rows, labels);
  }
  std::copy(weights.begin(), weights.end(), parts.calibration.begin());
  std::vector<float> right;
  for (const Held& one : held) {
    float sum = weights.back();
    for (std::size_t i = 0; i < language::kEvidence; ++i) sum += weights[i] * one.evidence[i];
    if (one.right) right.push_back(1.0F / (1.0F + std::exp(-sum)));
  }
  std::sort(right.begin(), right.end());
  if (!right.empty())
    parts.accept = right[static_cast<std::size_t>(refused * static_cast<double>(right.size()))];
}

}  // namespace maxos::train
