// Times and sizes of a connection to an agent host.
#pragma once

#include <chrono>
#include <cstddef>

namespace maxos::hosts {

using namespace std::chrono_literals;

// Together below the 2 s within which a client learns that its host is gone.
inline constexpr auto kTick = 250ms;
inline constexpr auto kQuiet = 250ms;  // without a word while calls wait: it is asked whether it lives
inline constexpr auto kPongTime = 1'000ms;
inline constexpr auto kPatience = 1'500ms;  // for a host that cannot be reached, or has not said hello
// A host that answers too late, beside the deadline that it knows.
inline constexpr auto kDeadlineGrace = 1s;
inline constexpr auto kFirstBackoff = 50ms;
inline constexpr auto kLongestBackoff = 1'000ms;
// The timer goes on so long after the last call, and not for each anew.
inline constexpr auto kLinger = 1s;
inline constexpr std::size_t kMaxCalls = 2'048;
inline constexpr std::size_t kMaxBacklog = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kMaxAccountBytes = 256;

}  // namespace maxos::hosts
