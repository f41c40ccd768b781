// What both ends of agent_host.proto agree on beyond its messages.
#pragma once

#include <cstddef>
#include <cstdint>

namespace maxos::hosts {

inline constexpr std::uint32_t kProtocol = 1;
// The oldest that is understood: one version back.
inline constexpr std::uint32_t kOldestProtocol = 1;

// A request: text and context of a client and what was made of them (limits.text_bytes,
// limits.context_bytes).
inline constexpr std::size_t kMaxFrameToHost = std::size_t{4} * 1024 * 1024;
// An answer: limits.answer_bytes at its highest, and its envelope.
inline constexpr std::size_t kMaxFrameFromHost = std::size_t{8} * 1024 * 1024;

}  // namespace maxos::hosts
