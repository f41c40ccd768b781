// What was learned from the phrases, as one file (written by maxos-train).
#pragma once

#include <absl/status/statusor.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "language/features.h"
#include "language/speller.h"

namespace maxos::language {

// The class of what is not an intent.
inline constexpr std::string_view kOutOfScope = "unknown";

// What the decision between "understood" and "unknown" is made from; see evidence_of().
inline constexpr std::size_t kEvidence = 10;
using Evidence = std::array<float, kEvidence>;

// Words as marked in a phrase, and what they stand for: slot, words in lower case -> value.
using ValueTable = std::map<std::pair<std::string, std::string>, std::string, std::less<>>;

// The model in the form in which it is made.
struct ModelParts {
  // Intents in alphabetical order, kOutOfScope among them.
  std::vector<std::string> classes;
  std::vector<float> bias;
  // One row for each feature: its key, its weight (inverse document frequency), and a weight for each class.
  std::vector<std::uint32_t> keys;
  std::vector<float> frequencies;
  std::vector<std::vector<float>> rows;
  // Of the speller.
  std::vector<std::string> words;
  // Of the language at large: WordSet::encode().
  std::vector<std::uint64_t> english;
  // Logistic regression over the evidence: weights, then the constant.
  std::array<float, kEvidence + 1> calibration{};
  // Below this confidence, an utterance is "unknown".
  float accept = 0.5F;
  // By class: its slots' names.
  std::vector<std::vector<std::string>> slots;
  // Weights of the tagger's hashed features; the size is a power of two.
  std::vector<float> tagger;
  ValueTable values;
};

// The file's bytes. Same parts, same bytes.
std::string encode_model(const ModelParts& parts);

// Immutable; thread-safe.
class Model {
 public:
  // Reads and checks the file. NotFound, or InvalidArgument that says what is wrong with it.
  static absl::StatusOr<std::shared_ptr<const Model>> open(const std::string& path);
  static absl::StatusOr<std::shared_ptr<const Model>> from_bytes(std::string bytes);

  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const std::vector<std::string>& classes() const { return classes_; }
  std::size_t out_of_scope() const { return out_of_scope_; }
  const Speller& speller() const { return speller_; }
  const std::vector<std::string>& slots_of(std::size_t a_class) const { return slots_[a_class]; }
  const ValueTable& values() const { return values_; }
  const std::array<float, kEvidence + 1>& calibration() const { return calibration_; }
  float accept() const { return accept_; }

  // One score for each class: the classifier's decision values. `scores` has classes().size() elements. Gives
  // the share of the words, pairs and triples of words that have a row.
  float score(const Features& features, std::span<float> scores) const;
  // A weight of the tagger for a feature's hash.
  float tag_weight(std::uint64_t hash) const {
    return tag_scale_ * static_cast<float>(tags_[hash & (tags_.size() - 1)]);
  }

 private:
  Model() = default;
  absl::Status parse(std::string_view bytes);
  // Gives how many of the first `asked` have a row.
  std::size_t add_family(std::span<const std::uint32_t> keys, std::size_t asked, float weight,
                         std::span<float> sums) const;

  std::string owned_;
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;

  std::vector<std::string> classes_;
  std::size_t out_of_scope_ = 0;
  std::vector<float> bias_;
  // Open addressing over the keys: row + 1, or 0. All of these lie in the file.
  std::span<const std::uint32_t> table_;
  std::span<const std::uint32_t> keys_;
  std::span<const float> frequencies_;
  std::span<const float> scales_;
  std::span<const std::int8_t> weights_;
  std::span<const std::int16_t> tags_;
  std::size_t stride_ = 0;
  float tag_scale_ = 1;
  Speller speller_;
  std::array<float, kEvidence + 1> calibration_{};
  float accept_ = 0.5F;
  std::vector<std::vector<std::string>> slots_;
  ValueTable values_;
};

// How much the letters count against the words.
inline constexpr float kLettersWeight = 1.0F;

// What `scores`, `features` and the share of them that score() gave say about how sure the best class in
// scope is. `best` gets that class.
Evidence evidence_of(const Model& model, const Features& features, std::span<const float> scores,
                     float covered, std::size_t& best);
// 0 to 1: how likely the best class is right.
float confidence_of(const Model& model, const Evidence& evidence);

}  // namespace maxos::language
