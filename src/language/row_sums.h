// The inner loop of the classifier: a row of small weights, multiplied and added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace maxos::language {

// Columns of a row are padded to a multiple of so many.
inline constexpr std::size_t kColumnsAtOnce = 8;

[[gnu::always_inline]] inline void add_row_here(float* sums, const std::int8_t* row, std::size_t columns,
                                                float value) {
  using Small [[gnu::vector_size(kColumnsAtOnce)]] = std::int8_t;
  using Wide [[gnu::vector_size(kColumnsAtOnce * sizeof(float))]] = float;
  for (std::size_t c = 0; c < columns; c += kColumnsAtOnce) {
    Small weights;
    Wide sum;
    std::memcpy(&weights, row + c, sizeof weights);
    std::memcpy(&sum, sums + c, sizeof sum);
    sum += value * __builtin_convertvector(weights, Wide);
    std::memcpy(sums + c, &sum, sizeof sum);
  }
}

#ifdef __x86_64__
// Without fused multiplication, so that every machine comes to the same sums.
[[gnu::target("avx2")]] inline void add_row_by_avx2(float* sums, const std::int8_t* row, std::size_t columns,
                                                    float value) {
  add_row_here(sums, row, columns, value);
}
#endif

inline void add_row_plainly(float* sums, const std::int8_t* row, std::size_t columns, float value) {
  add_row_here(sums, row, columns, value);
}

using AddRow = void (*)(float* sums, const std::int8_t* row, std::size_t columns, float value);

// The fastest that this processor has: adds `value` times `row` to `sums`, both of `columns` elements.
inline AddRow fastest_add_row() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) return add_row_by_avx2;
#endif
  return add_row_plainly;
}

}  // namespace maxos::language
