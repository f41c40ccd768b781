#include "train/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/status.h"
#include "language/terms.h"
#include "train/classifier.h"
#include "train/phrases.h"

namespace maxos::train {
namespace {

using nlohmann::json;

// Those of the intent "oos", wherever they stand, and all when `in_scope` is false, go to `outside`.
absl::Status read_part(const json& data, const char* name, bool in_scope, std::vector<Phrase>& inside,
                       std::vector<Phrase>& outside) {
  const auto part = data.find(name);
  if (part == data.end()) return absl::OkStatus();
  for (const json& pair : *part) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      return base::invalid_argument(std::string(name) + " has an element that is not [text, intent]");
    Phrase phrase;
    phrase.text = pair[0].get<std::string>();
    phrase.intent = pair[1].get<std::string>();
    const bool inward = in_scope && phrase.intent != "oos";
    if (!inward) phrase.intent = language::kOutOfScope;
    (inward ? inside : outside).push_back(std::move(phrase));
  }
  return absl::OkStatus();
}

struct Asked {
  std::vector<Held> held;
  double microseconds = 0;
};

Asked ask(const language::Model& model, const std::vector<Phrase>& phrases) {
  Asked out;
  std::vector<float> scores(model.classes().size());
  const auto started = std::chrono::steady_clock::now();
  for (const Phrase& phrase : phrases) {
    const language::Utterance utterance(phrase.text);
    const std::vector<language::Term> terms = language::read_terms(utterance);
    const std::vector<language::Seen> seen = language::see(terms, model.speller());
    language::Features features;
    language::extract_features(terms, seen, features);
    const float covered = model.score(features, scores);
    std::size_t best = 0;
    Held one;
    one.evidence = evidence_of(model, features, scores, covered, best);
    one.in_scope = phrase.intent != language::kOutOfScope;
    one.right = model.classes()[best] == phrase.intent;
    out.held.push_back(one);
  }
  out.microseconds =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count() /
      static_cast<double>(std::max<std::size_t>(phrases.size(), 1));
  return out;
}

double share_right(const std::vector<Held>& held) {
  const auto right = std::count_if(held.begin(), held.end(), [](const Held& one) { return one.right; });
  return held.empty() ? 0 : 100.0 * static_cast<double>(right) / static_cast<double>(held.size());
}

std::vector<float> confidences_of(const language::Model& model, const std::vector<Held>& held) {
  std::vector<float> out;
  out.reserve(held.size());
  for (const Held& one : held) out.push_back(confidence_of(model, one.evidence));
  return out;
}

// The confidence below which `share` of them lie.
float threshold(std::vector<float> confidences, double share) {
  if (confidences.empty()) return 0;
  std::sort(confidences.begin(), confidences.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(confidences.size()));
  return confidences[std::min(at, confidences.size() - 1)];
}

double below(const std::vector<float>& confidences, float limit) {
  const auto count = std::count_if(confidences.begin(), confidences.end(),
                                   [&](float confidence) { return confidence < limit; });
  return confidences.empty() ? 0
                             : 100.0 * static_cast<double>(count) / static_cast<double>(confidences.size());
}

absl::StatusOr<std::shared_ptr<const language::Model>> model_of(const language::ModelParts& parts) {
  return language::Model::from_bytes(language::encode_model(parts));
}

}  // namespace

absl::Status run_benchmark(const std::string& file) {
  std::ifstream in(file);
  if (!in) return base::not_found("cannot read " + file);
  const json data = json::parse(in, nullptr, false);
  if (!data.is_object() || !data.contains("train") || !data.contains("test")) {
    return base::invalid_argument(
        file +
        " is not a benchmark: a JSON object with \"train\" and \"test\", each a list of "
        "[text, intent], is expected");
  }
  std::vector<Phrase> training;
  std::vector<Phrase> validation;
  std::vector<Phrase> validation_out;
  std::vector<Phrase> test;
  std::vector<Phrase> test_out;
  MAXOS_RETURN_IF_ERROR(read_part(data, "train", true, training, training));
  MAXOS_RETURN_IF_ERROR(read_part(data, "oos_train", false, training, training));
  MAXOS_RETURN_IF_ERROR(read_part(data, "val", true, validation, validation_out));
  MAXOS_RETURN_IF_ERROR(read_part(data, "oos_val", false, validation_out, validation_out));
  MAXOS_RETURN_IF_ERROR(read_part(data, "test", true, test, test_out));
  MAXOS_RETURN_IF_ERROR(read_part(data, "oos_test", false, test_out, test_out));
  const auto is_out = [](const Phrase& phrase) { return phrase.intent == language::kOutOfScope; };
  // Without examples out of scope those of the validation part serve: the class must be there.
  if (std::none_of(training.begin(), training.end(), is_out))
    training.insert(training.end(), validation_out.begin(), validation_out.end());
  for (std::size_t i = 0; i < training.size(); ++i) training[i].group = i;
  std::set<std::string> classes{std::string(language::kOutOfScope)};
  for (const Phrase& phrase : training) classes.insert(phrase.intent);
  const std::vector<std::string> names(classes.begin(), classes.end());
  if (training.empty() || test.empty() || names.size() < 3)
    return base::invalid_argument(file +
                                  " has too little in it: two intents and some phrases of each are needed");
  if (std::none_of(training.begin(), training.end(), is_out))
    return base::invalid_argument(file + " has no example out of scope (oos_train or oos_val)");

  ClassifierOptions options;
  // Nothing is left out for the sake of a small file, and no names stand in such data: what is said once
  // counts.
  options.word_groups = options.feature_groups = 1;
  options.folds = 5;
  const auto english = load_words(MAXOS_ENGLISH_WORDS);
  if (!english.ok()) return english.status();
  options.english = language::WordSet::encode(*english);
  const auto started = std::chrono::steady_clock::now();
  language::ModelParts parts;
  std::vector<Held> held;
  if (validation.empty() || validation_out.empty()) {
    held = cross_validate(training, names, options);
    train_classifier(training, names, options, parts);
  } else {
    // The validation part chooses the cost, and then says what a score is worth.
    double most = -1;
    double chosen = 0;
    for (const double cost : {0.4, 0.8, 1.6}) {
      options.cost = cost;
      language::ModelParts tried;
      train_classifier(training, names, options, tried);
      const auto model = model_of(tried);
      if (!model.ok()) return model.status();
      std::vector<Held> answers = ask(**model, validation).held;
      const double right = share_right(answers);
      if (right <= most) continue;
      most = right;
      chosen = cost;
      const std::vector<Held> outside = ask(**model, validation_out).held;
      answers.insert(answers.end(), outside.begin(), outside.end());
      held = std::move(answers);
      parts = std::move(tried);
    }
    std::printf("validation part: %.2f%% right at a cost of %.1f\n", most, chosen);
    for (Held& one : held) one.right = one.in_scope;
  }
  calibrate(held, 0.05, parts);
  const auto model = model_of(parts);
  if (!model.ok()) return model.status();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const Asked answers = ask(**model, test);
  const std::vector<float> inside = confidences_of(**model, answers.held);
  const std::vector<float> outside = confidences_of(**model, ask(**model, test_out).held);
  const std::vector<float> validated = confidences_of(**model, ask(**model, validation).held);
  std::printf("intents %zu, training phrases %zu (%.1f s), test phrases %zu in scope and %zu out of scope\n",
              names.size() - 1, training.size(), seconds, test.size(), test_out.size());
  std::printf("accuracy in scope: %.2f%%\n", share_right(answers.held));
  std::printf("microseconds an utterance: %.1f\n", answers.microseconds);
  for (const double share : {0.01, 0.02, 0.05, 0.10, 0.20}) {
    std::printf("out-of-scope recall at %.0f%% false refusals: %.2f%%", 100 * share,
                below(outside, threshold(inside, share)));
    if (!validated.empty()) {
      const float limit = threshold(validated, share);
      std::printf("; with the threshold of the validation part: %.2f%% at %.2f%%", below(outside, limit),
                  below(inside, limit));
    }
    std::printf("\n");
  }
  return absl::OkStatus();
}

}  // namespace maxos::train
