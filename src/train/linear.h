// Linear classifiers, by liblinear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace maxos::train {

// Index and value; indexes ascending.
using SparseRow = std::vector<std::pair<std::uint32_t, float>>;

struct Linear {
  // By feature, then class.
  std::vector<std::vector<float>> weights;
  std::vector<float> bias;
};

// One-against-rest support vector machines with squared hinge loss. `labels` are 0 to classes - 1, each of
// them there. Deterministic.
Linear train_classes(std::span<const SparseRow> rows, std::span<const int> labels, std::size_t classes,
                     std::size_t features, double cost);

// Adds to it, `share` times, what multinomial naive Bayes makes of the same rows: its logarithms of how
// likely a feature is in a class, each less the feature's mean over the classes, and of how frequent the
// classes are. Of the two together, less is got wrong than by either (Wang and Manning, ACL 2012).
void add_bayes(std::span<const SparseRow> rows, std::span<const int> labels, double share, Linear& linear);

// Logistic regression of true against false; the last weight is the constant.
std::vector<float> train_logistic(std::span<const std::vector<float>> rows, std::span<const int> labels);

}  // namespace maxos::train
