// The hash by which features are known in the model file: part of its format.
#pragma once

#include <cstdint>
#include <string_view>

namespace maxos::language {

// 64-bit FNV-1a with a final mix. Not for strangers' keys in a table that grows.
class Hash {
 public:
  constexpr Hash() = default;
  explicit constexpr Hash(std::uint64_t start) : state_(start ^ kBasis) {}

  constexpr Hash& add(char c) {
    state_ = (state_ ^ static_cast<unsigned char>(c)) * kPrime;
    return *this;
  }
  constexpr Hash& add(std::string_view text) {
    for (const char c : text) add(c);
    return *this;
  }
  constexpr Hash& add(std::uint64_t number) {
    state_ = (state_ ^ number) * kPrime;
    state_ ^= state_ >> 29;
    return *this;
  }
  constexpr std::uint64_t value() const {
    std::uint64_t x = state_;
    x ^= x >> 32;
    x *= 0x9E3779B97F4A7C15ULL;
    return x ^ (x >> 29);
  }

 private:
  static constexpr std::uint64_t kBasis = 0xCBF29CE484222325ULL;
  static constexpr std::uint64_t kPrime = 0x100000001B3ULL;
  std::uint64_t state_ = kBasis;
};

}  // namespace maxos::language
