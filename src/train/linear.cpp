#include "train/linear.h"

#include <linear.h>

#include <cmath>
#include <cstdlib>
#include <memory>

namespace maxos::train {
namespace {

// What naive Bayes takes a feature for that no row of a class has.
constexpr double kUnseen = 0.01;

struct FreeModel {
  void operator()(model* owned) const { free_and_destroy_model(&owned); }
};

std::unique_ptr<model, FreeModel> run(std::vector<std::vector<feature_node>>& nodes,
                                      std::vector<double>& labels, std::size_t features, int solver,
                                      double cost, double tolerance) {
  // What the library prints of its progress is nobody's business.
  set_print_string_function([](const char*) {});
  std::vector<feature_node*> rows;
  rows.reserve(nodes.size());
  for (auto& row : nodes) rows.push_back(row.data());
  problem data{};
  data.l = static_cast<int>(rows.size());
  data.n = static_cast<int>(features) + 1;
  data.y = labels.data();
  data.x = rows.data();
  data.bias = 1;
  parameter how{};
  how.solver_type = solver;
  how.C = cost;
  how.eps = tolerance;
  how.p = 0.1;
  // The library shuffles with rand().
  std::srand(1);
  return std::unique_ptr<model, FreeModel>(::train(&data, &how));
}

}  // namespace

Linear train_classes(std::span<const SparseRow> rows, std::span<const int> labels, std::size_t classes,
                     std::size_t features, double cost) {
  std::vector<std::vector<feature_node>> nodes;
  nodes.reserve(rows.size());
  for (const SparseRow& row : rows) {
    std::vector<feature_node> out;
    out.reserve(row.size() + 2);
    for (const auto& [index, value] : row) out.push_back({static_cast<int>(index) + 1, value});
    out.push_back({static_cast<int>(features) + 1, 1});
    out.push_back({-1, 0});
    nodes.push_back(std::move(out));
  }
  std::vector<double> y(labels.begin(), labels.end());
  const auto trained = run(nodes, y, features, L2R_L2LOSS_SVC_DUAL, cost, 0.1);
  Linear out;
  out.weights.assign(features, std::vector<float>(classes, 0));
  out.bias.assign(classes, 0);
  // With two classes there is one row of weights, for the first label of the model.
  const bool two = trained->nr_class == 2;
  const auto columns = static_cast<std::size_t>(two ? 1 : trained->nr_class);
  for (std::size_t k = 0; k < static_cast<std::size_t>(trained->nr_class); ++k) {
    const auto label = static_cast<std::size_t>(trained->label[k]);
    const double sign = two && k == 1 ? -1 : 1;
    const std::size_t column = two ? 0 : k;
    for (std::size_t f = 0; f < features; ++f)
      out.weights[f][label] = static_cast<float>(sign * trained->w[f * columns + column]);
    out.bias[label] = static_cast<float>(sign * trained->w[features * columns + column]);
  }
  return out;
}

void add_bayes(std::span<const SparseRow> rows, std::span<const int> labels, double share, Linear& linear) {
  const std::size_t classes = linear.bias.size();
  const std::size_t features = linear.weights.size();
  std::vector<std::vector<float>> sums(features, std::vector<float>(classes, 0));
  std::vector<double> totals(classes, kUnseen * static_cast<double>(features));
  std::vector<double> frequency(classes, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto label = static_cast<std::size_t>(labels[i]);
    frequency[label] += 1;
    for (const auto& [index, value] : rows[i]) {
      sums[index][label] += value;
      totals[label] += value;
    }
  }
  std::vector<double> logs(classes);
  for (std::size_t f = 0; f < features; ++f) {
    double mean = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      logs[c] = std::log((static_cast<double>(sums[f][c]) + kUnseen) / totals[c]);
      mean += logs[c] / static_cast<double>(classes);
    }
    for (std::size_t c = 0; c < classes; ++c)
      linear.weights[f][c] += static_cast<float>(share * (logs[c] - mean));
  }
  for (std::size_t c = 0; c < classes; ++c) {
    linear.bias[c] += static_cast<float>(
        share * std::log(frequency[c] * static_cast<double>(classes) / static_cast<double>(rows.size())));
  }
}

std::vector<float> train_logistic(std::span<const std::vector<float>> rows, std::span<const int> labels) {
  const std::size_t features = rows.front().size();
  std::vector<std::vector<feature_node>> nodes;
  for (const auto& row : rows) {
    std::vector<feature_node> out;
    for (std::size_t i = 0; i < row.size(); ++i) out.push_back({static_cast<int>(i) + 1, row[i]});
    out.push_back({static_cast<int>(features) + 1, 1});
    out.push_back({-1, 0});
    nodes.push_back(std::move(out));
  }
  std::vector<double> y(labels.begin(), labels.end());
  const auto trained = run(nodes, y, features, L2R_LR, 10, 0.0001);
  const double sign = trained->label[0] == 1 ? 1 : -1;
  std::vector<float> out;
  for (std::size_t i = 0; i <= features; ++i) out.push_back(static_cast<float>(sign * trained->w[i]));
  return out;
}

}  // namespace maxos::train
