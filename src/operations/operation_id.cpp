#include "operations/operation_id.h"

#include <chrono>
#include <cstdint>
#include <random>
#include <string_view>

namespace maxos::operations {

std::string new_operation_id() {
  // The ids must be distinct, not secret: a seeded generator for each thread spares a system call for each
  // request.
  thread_local std::mt19937_64 generator{[] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }()};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto millis =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) &
      0xFFFFFFFFFFFFU;
  const std::uint64_t high = (millis << 16U) | 0x7000U | (generator() & 0x0FFFU);
  const std::uint64_t low = 0x8000000000000000U | (generator() & 0x3FFFFFFFFFFFFFFFU);
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string id(32, '0');
  for (std::size_t digit = 0; digit < 16; ++digit) {
    const auto shift = static_cast<unsigned>(60 - 4 * digit);
    id[digit] = kHex[(high >> shift) & 15U];
    id[16 + digit] = kHex[(low >> shift) & 15U];
  }
  return id;
}

}  // namespace maxos::operations
