#include "language/model.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/fd.h"
#include "base/status.h"
#include "language/row_sums.h"

namespace maxos::language {
namespace {

// The file: kMagic, then arrays, each a 64-bit count of elements, the elements, and zeros up to a multiple
// of 8. Strings are an array of bytes in which each ends in a line feed. Little-endian; it never leaves its
// machine's architecture.
constexpr std::string_view kMagic = "maxos language 2";
constexpr std::size_t kMaxFile = 64U << 20U;
constexpr std::size_t kMaxClasses = 4096;

class Writer {
 public:
  std::string take() { return std::move(out_); }
  void magic() { out_.append(kMagic); }
  template <typename T>
  void array(std::span<const T> elements) {
    const std::uint64_t count = elements.size();
    out_.append(reinterpret_cast<const char*>(&count), sizeof count);
    out_.append(reinterpret_cast<const char*>(elements.data()), elements.size_bytes());
    out_.append((8 - out_.size() % 8) % 8, '\0');
  }
  template <typename T>
  void array(const std::vector<T>& elements) {
    array(std::span<const T>(elements));
  }
  void strings(const std::vector<std::string>& strings) {
    std::string all;
    for (const std::string& text : strings) all.append(text).append("\n");
    array(std::span<const char>(all));
  }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool magic() {
    if (!rest_.starts_with(kMagic)) return false;
    rest_.remove_prefix(kMagic.size());
    return true;
  }
  template <typename T>
  std::span<const T> array() {
    std::uint64_t count = 0;
    if (rest_.size() < sizeof count) return fail<T>();
    std::memcpy(&count, rest_.data(), sizeof count);
    rest_.remove_prefix(sizeof count);
    if (count > rest_.size() / sizeof(T)) return fail<T>();
    const std::span<const T> elements(reinterpret_cast<const T*>(rest_.data()), count);
    rest_.remove_prefix(std::min((elements.size_bytes() + 7) / 8 * 8, rest_.size()));
    return elements;
  }
  std::vector<std::string> strings() {
    const std::span<const char> bytes = array<char>();
    std::vector<std::string> out;
    std::string_view rest(bytes.data(), bytes.size());
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      if (end == std::string_view::npos) {
        ok_ = false;
        break;
      }
      out.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return out;
  }
  bool ok() const { return ok_; }

 private:
  template <typename T>
  std::span<const T> fail() {
    ok_ = false;
    rest_ = {};
    return {};
  }
  std::string_view rest_;
  bool ok_ = true;
};

std::size_t padded(std::size_t classes) {
  return (classes + kColumnsAtOnce - 1) / kColumnsAtOnce * kColumnsAtOnce;
}

template <typename T, typename Out>
float quantize(const std::vector<T>& values, float steps, Out add) {
  float most = 0;
  for (const float value : values) most = std::max(most, std::abs(value));
  const float scale = most > 0 ? most / steps : 1;
  for (const float value : values) add(std::lround(value / scale));
  return scale;
}

}  // namespace

std::string encode_model(const ModelParts& parts) {
  Writer out;
  out.magic();
  out.strings(parts.classes);
  out.array(parts.bias);
  const std::size_t size = std::bit_ceil(parts.keys.size() * 2 + 2);
  std::vector<std::uint32_t> table(size, 0);
  for (std::uint32_t row = 0; row < parts.keys.size(); ++row) {
    std::size_t at = parts.keys[row] & (size - 1);
    while (table[at] != 0) at = (at + 1) & (size - 1);
    table[at] = row + 1;
  }
  out.array(table);
  out.array(parts.keys);
  out.array(parts.frequencies);
  std::vector<float> scales;
  std::vector<std::int8_t> weights;
  const std::size_t stride = padded(parts.classes.size());
  weights.reserve(parts.rows.size() * stride);
  for (const std::vector<float>& row : parts.rows) {
    scales.push_back(
        quantize(row, 127, [&](long value) { weights.push_back(static_cast<std::int8_t>(value)); }));
    weights.resize((weights.size() + stride - 1) / stride * stride, 0);
  }
  out.array(scales);
  out.array(weights);
  out.strings(parts.words);
  out.array(parts.english);
  out.array(std::span<const float>(parts.calibration));
  out.array(std::vector<float>{parts.accept});
  std::vector<std::string> slots;
  for (const auto& names : parts.slots) {
    std::string line;
    for (const std::string& name : names) line.append(line.empty() ? "" : " ").append(name);
    slots.push_back(line);
  }
  out.strings(slots);
  std::vector<std::int16_t> tags;
  const float tag_scale =
      quantize(parts.tagger, 32767, [&](long value) { tags.push_back(static_cast<std::int16_t>(value)); });
  out.array(std::vector<float>{tag_scale});
  out.array(tags);
  std::vector<std::string> values;
  for (const auto& [key, value] : parts.values) {
    values.push_back(key.first);
    values.push_back(key.second);
    values.push_back(value);
  }
  out.strings(values);
  return out.take();
}

absl::StatusOr<std::shared_ptr<const Model>> Model::open(const std::string& path) {
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return base::from_errno(errno, "the language model " + path + " cannot be read");
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "the language model " + path);
  if (!S_ISREG(info.st_mode)) return base::invalid_argument("the language model " + path + " is no file");
  if (info.st_size <= 0 || static_cast<std::size_t>(info.st_size) > kMaxFile)
    return base::invalid_argument("the language model " + path + " has no sensible size");
  const auto size = static_cast<std::size_t>(info.st_size);
  // Pages come when they are first touched, from the page cache: less than a microsecond each.
  void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (mapped == MAP_FAILED) return base::from_errno(errno, "mapping the language model " + path);
  std::shared_ptr<Model> model(new Model());
  model->mapped_ = mapped;
  model->mapped_size_ = size;
  if (const absl::Status status = model->parse({static_cast<const char*>(mapped), size}); !status.ok())
    return base::invalid_argument("the language model " + path + ": " +
                                  std::string(base::message_of(status)));
  return model;
}

absl::StatusOr<std::shared_ptr<const Model>> Model::from_bytes(std::string bytes) {
  std::shared_ptr<Model> model(new Model());
  model->owned_ = std::move(bytes);
  MAXOS_RETURN_IF_ERROR(model->parse(model->owned_));
  return model;
}

Model::~Model() {
  if (mapped_ != nullptr) ::munmap(mapped_, mapped_size_);
}

absl::Status Model::parse(std::string_view bytes) {
  absl::Status wrong = base::invalid_argument("it is not a model of this version; install the package again");
  Reader in(bytes);
  if (!in.magic()) return wrong;
  classes_ = in.strings();
  const auto bias = in.array<float>();
  bias_.assign(bias.begin(), bias.end());
  table_ = in.array<std::uint32_t>();
  keys_ = in.array<std::uint32_t>();
  frequencies_ = in.array<float>();
  scales_ = in.array<float>();
  weights_ = in.array<std::int8_t>();
  std::vector<std::string> words = in.strings();
  const auto english = in.array<std::uint64_t>();
  const auto calibration = in.array<float>();
  const auto accept = in.array<float>();
  const std::vector<std::string> slots = in.strings();
  const auto tag_scale = in.array<float>();
  tags_ = in.array<std::int16_t>();
  const std::vector<std::string> values = in.strings();
  stride_ = padded(classes_.size());
  const std::size_t rows = keys_.size();
  const auto out = std::find(classes_.begin(), classes_.end(), kOutOfScope);
  const bool whole = in.ok() && !classes_.empty() && classes_.size() <= kMaxClasses &&
                     bias_.size() == classes_.size() && out != classes_.end() && classes_.size() > 2 &&
                     std::has_single_bit(table_.size()) && table_.size() > rows &&
                     frequencies_.size() == rows && scales_.size() == rows &&
                     weights_.size() == rows * stride_ && calibration.size() == calibration_.size() &&
                     accept.size() == 1 && slots.size() == classes_.size() && tag_scale.size() == 1 &&
                     std::has_single_bit(tags_.size()) && values.size() % 3 == 0;
  if (!whole || (!english.empty() && !std::has_single_bit(english.size()))) return wrong;
  speller_ = Speller(std::move(words), WordSet(english));
  std::size_t used = 0;
  for (const std::uint32_t entry : table_) {
    if (entry > rows) return wrong;
    used += entry != 0 ? 1U : 0U;
  }
  // A full table would be searched for ever.
  if (used > rows) return wrong;
  out_of_scope_ = static_cast<std::size_t>(out - classes_.begin());
  std::copy(calibration.begin(), calibration.end(), calibration_.begin());
  accept_ = accept[0];
  tag_scale_ = tag_scale[0];
  for (const std::string& line : slots) {
    std::vector<std::string> names;
    for (std::string_view rest = line; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      names.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    slots_.push_back(std::move(names));
  }
  for (std::size_t i = 0; i < values.size(); i += 3)
    values_.emplace(std::pair(values[i], values[i + 1]), values[i + 2]);
  return absl::OkStatus();
}

std::size_t Model::add_family(std::span<const std::uint32_t> keys, std::size_t asked, float weight,
                              std::span<float> sums) const {
  constexpr std::size_t kMostRows = 512;
  std::array<std::uint32_t, kMostRows> found{};
  std::size_t count = 0;
  std::size_t of_asked = 0;
  const std::size_t mask = table_.size() - 1;
  for (const std::uint32_t key : keys) __builtin_prefetch(&table_[key & mask]);
  float norm = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::uint32_t key = keys[i];
    for (std::size_t at = key & mask; table_[at] != 0; at = (at + 1) & mask) {
      const std::uint32_t row = table_[at] - 1;
      if (keys_[row] != key) continue;
      if (count < kMostRows) {
        found[count++] = row;
        if (i < asked) ++of_asked;
        __builtin_prefetch(&weights_[row * stride_]);
        norm += frequencies_[row] * frequencies_[row];
      }
      break;
    }
  }
  if (count == 0) return 0;
  static const AddRow add_row = fastest_add_row();
  const float factor = weight / std::sqrt(norm);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t row = found[i];
    const float value = factor * frequencies_[row] * scales_[row];
    add_row(sums.data(), &weights_[row * stride_], stride_, value);
  }
  return of_asked;
}

float Model::score(const Features& features, std::span<float> scores) const {
  std::array<float, kMaxClasses> sums;
  std::fill_n(sums.begin(), stride_, 0.0F);
  const std::size_t found = add_family(features.words, features.spoken, 1, std::span(sums).first(stride_));
  add_family(features.letters, 0, kLettersWeight, std::span(sums).first(stride_));
  for (std::size_t c = 0; c < classes_.size(); ++c) scores[c] = sums[c] + bias_[c];
  return static_cast<float>(found) / static_cast<float>(std::max<std::size_t>(features.spoken, 1));
}

Evidence evidence_of(const Model& model, const Features& features, std::span<const float> scores,
                     float covered, std::size_t& best) {
  const std::size_t outside = model.out_of_scope();
  best = outside == 0 ? 1 : 0;
  float second = -100;
  for (std::size_t c = 0; c < scores.size(); ++c) {
    if (c == outside || c == best) continue;
    if (scores[c] > scores[best]) {
      second = scores[best];
      best = c;
    } else {
      second = std::max(second, scores[c]);
    }
  }
  const std::size_t words = features.known + features.corrected + features.unknown + features.strange;
  const float all = static_cast<float>(std::max<std::size_t>(words, 1));
  return {std::clamp(scores[best], -8.0F, 8.0F),
          std::clamp(scores[best] - second, 0.0F, 8.0F),
          std::clamp(scores[outside], -8.0F, 8.0F),
          static_cast<float>(features.unknown) / all,
          static_cast<float>(features.corrected) / all,
          1.0F / all,
          words == 0 ? 1.0F : 0.0F,
          static_cast<float>(features.strange) / all,
          static_cast<float>(std::min<std::size_t>(features.strange, 4)),
          covered};
}

float confidence_of(const Model& model, const Evidence& evidence) {
  const auto& weights = model.calibration();
  float sum = weights[kEvidence];
  for (std::size_t i = 0; i < kEvidence; ++i) sum += weights[i] * evidence[i];
  return 1.0F / (1.0F + std::exp(-sum));
}

}  // namespace maxos::language
