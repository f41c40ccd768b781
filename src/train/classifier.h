// The classifier: from phrases to the rows of a model.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "language/model.h"
#include "train/phrases.h"

namespace maxos::train {

struct ClassifierOptions {
  // Of the support vector machines.
  double cost = 0.7;
  // How much naive Bayes counts beside them.
  double bayes = 0.02;
  // Phrases (groups) that a word must stand in to be known, and a feature to get a row.
  std::size_t word_groups = 2;
  std::size_t feature_groups = 2;
  // Features kept by choose_features(), those with the greatest weights, so that the model's file stays below
  // 4 MB.
  std::size_t most_features = 40'000;
  // The features to learn from, in ascending order; all when empty.
  std::vector<std::uint32_t> chosen;
  // Words of the language at large: WordSet::encode().
  std::vector<std::uint64_t> english;
  // Parts of the cross-validation that the calibration is learned from.
  std::size_t folds = 3;
};

// Those of the features that count: learned from the phrases without their variants.
std::vector<std::uint32_t> choose_features(const std::vector<Phrase>& phrases,
                                           const std::vector<std::string>& classes,
                                           const ClassifierOptions& options);

// Fills classes, bias, keys, frequencies, rows, words and english. The phrases' variants are among `phrases`.
void train_classifier(const std::vector<Phrase>& phrases, const std::vector<std::string>& classes,
                      const ClassifierOptions& options, language::ModelParts& parts);

// What held-out phrases say about confidence: trained on the other folds, asked about each phrase.
struct Held {
  language::Evidence evidence{};
  bool in_scope = false;
  bool right = false;
};
std::vector<Held> cross_validate(const std::vector<Phrase>& phrases, const std::vector<std::string>& classes,
                                 const ClassifierOptions& options);

// Fills calibration and accept: the confidence at which at most `refused` of the rightly classified phrases
// in scope are refused.
void calibrate(const std::vector<Held>& held, double refused, language::ModelParts& parts);

}  // namespace maxos::train
