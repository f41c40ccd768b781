// maxos-train: makes the language model from the phrases, at build time.
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

#include "agents/registry.h"
#include "base/status.h"
#include "train/benchmark.h"
#include "train/classifier.h"
#include "train/phrases.h"
#include "train/tags.h"
#include "train/variants.h"

namespace maxos::train {
namespace {

constexpr int kVariants = 3;
constexpr int kRounds = 8;
// Of rightly understood phrases in scope: how many may be refused for the sake of those out of scope.
constexpr double kRefused = 0.04;

absl::Status run(const std::string& folder, const std::string& out) {
  const agents::Registry registry = agents::builtin_registry();
  auto phrases = load_phrases(folder, registry);
  if (!phrases.ok()) return phrases.status();
  std::set<std::string> classes;
  for (const Phrase& phrase : *phrases) classes.insert(phrase.intent);
  const std::vector<std::string> names(classes.begin(), classes.end());
  const std::vector<Phrase> all = with_variants(*phrases, registry, kVariants);
  ClassifierOptions options;
  auto english = load_words(MAXOS_ENGLISH_WORDS);
  if (!english.ok()) return english.status();
  options.english = language::WordSet::encode(*english);
  options.chosen = choose_features(all, names, options);
  language::ModelParts parts;
  const auto held = cross_validate(all, names, options);
  calibrate(held, kRefused, parts);
  train_classifier(all, names, options, parts);
  train_tagger(all, registry, kRounds, parts);
  std::size_t in = 0;
  std::size_t right = 0;
  for (const Held& one : held) {
    in += one.in_scope ? 1 : 0;
    right += one.right ? 1 : 0;
  }
  std::printf(
      "maxos-train: %zu phrases, %zu with variants, %zu intents, %zu words, %zu features; held out: %.2f%% "
      "right\n",
      phrases->size(), all.size(), names.size() - 1, parts.words.size(), parts.keys.size(),
      100.0 * static_cast<double>(right) / static_cast<double>(in));
  const std::string bytes = language::encode_model(parts);
  std::ofstream file(out + ".new", std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return base::unavailable("cannot write " + out + ".new");
  if (std::rename((out + ".new").c_str(), out.c_str()) != 0) return base::from_errno(errno, "writing " + out);
  return absl::OkStatus();
}

}  // namespace
}  // namespace maxos::train

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc != 3 || first == "--help") {
    std::fprintf(
        first == "--help" ? stdout : stderr,
        "Usage: maxos-train PHRASES_FOLDER MODEL_FILE\n"
        "       maxos-train --benchmark DATA.json\n\n"
        "Makes the language model from AGENT/*_phrases.txt and out_of_scope_phrases.txt; or trains and "
        "tests\n"
        "the same classifier on a public benchmark in the JSON layout of CLINC150 and prints its figures.\n");
    return first == "--help" ? 0 : 2;
  }
  const absl::Status status =
      first == "--benchmark" ? maxos::train::run_benchmark(argv[2]) : maxos::train::run(argv[1], argv[2]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "maxos-train: %s\n", std::string(maxos::base::message_of(status)).c_str());
  return 1;
}
