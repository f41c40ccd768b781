// What was understood before.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "language/understanding.h"

namespace maxos::language {

// Utterances that were understood before, and how: the same question comes again and again.
class Memo {
 public:
  bool find(std::uint64_t hash, std::string_view key, Understanding& out) {
    Slot& slot = slots_[hash % slots_.size()];
    const std::lock_guard lock(locks_[hash % locks_.size()]);
    if (slot.key != key) return false;
    out = slot.value;
    return true;
  }
  void put(std::uint64_t hash, std::string key, const Understanding& value) {
    Slot& slot = slots_[hash % slots_.size()];
    const std::lock_guard lock(locks_[hash % locks_.size()]);
    slot.key = std::move(key);
    slot.value = value;
  }

 private:
  struct Slot {
    std::string key;
    Understanding value;
  };
  // 16 divides 256: a slot always has the same lock.
  std::array<std::mutex, 16> locks_;
  std::array<Slot, 256> slots_;
};
// Longer ones are not worth the memory.
constexpr std::size_t kLongestRemembered = 200;

}  // namespace maxos::language
