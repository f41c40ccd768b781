#include "train/benchmark.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/status.h"
#include "language/terms.h"
#include "train/classifier.h"

namespace maxos::train {
namespace {

using nlohmann::json;

struct Answer {
  bool right = false;
  float confidence = 0;
};

absl::Status read_part(const json& data, const char* name, bool in_scope, std::vector<Phrase>& out) {
  const auto part = data.find(name);
  if (part == data.end()) return absl::OkStatus();
  for (const json& pair : *part) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      return base::invalid_argument(std::string(name) + " has an element that is not [text, intent]");
    Phrase phrase;
    phrase.text = pair[0].get<std::string>();
    phrase.intent = in_scope ? pair[1].get<std::string>() : std::string(language::kOutOfScope);
    phrase.group = out.size();
    out.push_back(std::move(phrase));
  }
  return absl::OkStatus();
}

std::vector<Answer> ask(const language::Model& model, const std::vector<Phrase>& phrases) {
  std::vector<Answer> answers;
  std::vector<float> scores(model.classes().size());
  for (const Phrase& phrase : phrases) {
    const language::Utterance utterance(phrase.text);
    const std::vector<language::Term> terms = language::read_terms(utterance);
    const std::vector<language::Seen> seen = language::see(terms, model.speller());
    language::Features features;
    language::extract_features(terms, seen, features);
    model.score(features, scores);
    std::size_t best = 0;
    const language::Evidence evidence = evidence_of(model, features, scores, best);
    answers.push_back({model.classes()[best] == phrase.intent, confidence_of(model, evidence)});
  }
  return answers;
}

// The confidence below which `share` of the answers lie.
float threshold(const std::vector<Answer>& answers, double share) {
  std::vector<float> confidences;
  confidences.reserve(answers.size());
  for (const Answer& answer : answers) confidences.push_back(answer.confidence);
  std::sort(confidences.begin(), confidences.end());
  if (confidences.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(confidences.size()));
  return confidences[std::min(at, confidences.size() - 1)];
}

double below(const std::vector<Answer>& answers, float limit) {
  const auto count = std::count_if(answers.begin(), answers.end(),
                                   [&](const Answer& answer) { return answer.confidence < limit; });
  return answers.empty() ? 0 : 100.0 * static_cast<double>(count) / static_cast<double>(answers.size());
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
  MAXOS_RETURN_IF_ERROR(read_part(data, "train", true, training));
  MAXOS_RETURN_IF_ERROR(read_part(data, "oos_train", false, training));
  MAXOS_RETURN_IF_ERROR(read_part(data, "val", true, validation));
  MAXOS_RETURN_IF_ERROR(read_part(data, "oos_val", false, validation_out));
  MAXOS_RETURN_IF_ERROR(read_part(data, "test", true, test));
  MAXOS_RETURN_IF_ERROR(read_part(data, "oos_test", false, test_out));
  // Without examples out of scope those of the validation part serve: the class must be there.
  if (!data.contains("oos_train"))
    training.insert(training.end(), validation_out.begin(), validation_out.end());
  for (std::size_t i = 0; i < training.size(); ++i) training[i].group = i;
  std::set<std::string> classes{std::string(language::kOutOfScope)};
  for (const Phrase& phrase : training) classes.insert(phrase.intent);
  const std::vector<std::string> names(classes.begin(), classes.end());
  if (training.empty() || test.empty() || names.size() < 3)
    return base::invalid_argument(file +
                                  " has too little in it: two intents and some phrases of each are needed");
  if (std::none_of(training.begin(), training.end(),
                   [](const Phrase& phrase) { return phrase.intent == language::kOutOfScope; })) {
    return base::invalid_argument(file + " has no example out of scope (oos_train or oos_val)");
  }

  ClassifierOptions options;
  options.most_features = std::numeric_limits<std::size_t>::max();
  options.folds = 5;
  const auto started = std::chrono::steady_clock::now();
  language::ModelParts parts;
  calibrate(cross_validate(training, names, options), 0.05, parts);
  train_classifier(training, names, options, parts);
  const auto model = language::Model::from_bytes(language::encode_model(parts));
  if (!model.ok()) return model.status();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto asked = std::chrono::steady_clock::now();
  const std::vector<Answer> answers = ask(**model, test);
  const double each =
      std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - asked).count() /
      static_cast<double>(test.size());
  const std::vector<Answer> answers_out = ask(**model, test_out);
  const std::vector<Answer> validated = ask(**model, validation);

  const auto right =
      std::count_if(answers.begin(), answers.end(), [](const Answer& answer) { return answer.right; });
  std::printf("intents %zu, training phrases %zu (%.1f s), test phrases %zu in scope and %zu out of scope\n",
              names.size() - 1, training.size(), seconds, test.size(), test_out.size());
  std::printf("accuracy in scope: %.2f%%\n",
              100.0 * static_cast<double>(right) / static_cast<double>(answers.size()));
  std::printf("microseconds an utterance: %.1f\n", each);
  for (const double share : {0.01, 0.02, 0.05, 0.10, 0.20}) {
    const float own = threshold(answers, share);
    std::printf("out-of-scope recall at %.0f%% false refusals: %.2f%%", 100 * share, below(answers_out, own));
    if (!validated.empty()) {
      const float from_validation = threshold(validated, share);
      std::printf("; with the threshold of the validation part: %.2f%% at %.2f%%",
                  below(answers_out, from_validation), below(answers, from_validation));
    }
    std::printf("\n");
  }
  return absl::OkStatus();
}

}  // namespace maxos::train
