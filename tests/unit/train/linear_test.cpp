#include "train/linear.h"

#include <gtest/gtest.h>

#include <vector>

namespace maxos::train {
namespace {

// Two classes that a feature each tells apart, and one that both have; the third class has none of its own.
const std::vector<SparseRow> kRows = {
    {{0, 1.0F}, {2, 0.5F}}, {{0, 0.8F}}, {{1, 1.0F}, {2, 0.5F}}, {{1, 0.9F}}, {{2, 1.0F}}};
const std::vector<int> kLabels = {0, 0, 1, 1, 2};

TEST(Linear, MachinesTellTheClassesApart) {
  const Linear linear = train_classes(kRows, kLabels, 3, 3, 1);
  EXPECT_GT(linear.weights[0][0], linear.weights[0][1]);
  EXPECT_GT(linear.weights[1][1], linear.weights[1][0]);
}

TEST(Linear, BayesAddsWhatIsLikelyInAClass) {
  Linear linear;
  linear.weights.assign(3, std::vector<float>(3, 0));
  linear.bias.assign(3, 0);
  add_bayes(kRows, kLabels, 1, linear);
  EXPECT_GT(linear.weights[0][0], linear.weights[0][1]);
  EXPECT_GT(linear.weights[1][1], linear.weights[1][0]);
  EXPECT_GT(linear.weights[2][2], linear.weights[2][0]);
  for (const auto& row : linear.weights) EXPECT_NEAR(row[0] + row[1] + row[2], 0, 1e-4);
  // Two of five rows are of the first class, one is of the third.
  EXPECT_GT(linear.bias[0], linear.bias[2]);
}

TEST(Linear, AShareOfNothingAddsNothing) {
  Linear linear;
  linear.weights.assign(3, std::vector<float>(3, 2));
  linear.bias.assign(3, 1);
  add_bayes(kRows, kLabels, 0, linear);
  for (const auto& row : linear.weights) EXPECT_EQ(row, std::vector<float>(3, 2));
  EXPECT_EQ(linear.bias, std::vector<float>(3, 1));
}

}  // namespace
}  // namespace maxos::train
