// The ids of our kinds of journal entries (MESSAGE_ID=). etc/maxos-grpc.catalog explains each to `journalctl
// -x`; a test holds the two against each other.
#pragma once

#include <string_view>

namespace maxos::operations::message_id {

// A request that changed something, was refused, failed, or was slow, and the first reads of each second.
inline constexpr std::string_view kRequest = "0f7aa01dc6464269a64b5b0e9ade7891";
// How many reads of the last second got no entry of their own.
inline constexpr std::string_view kReadSummary = "a1424a7641bf46ec98bbbdd41a2f8744";
// Redis answers again.
inline constexpr std::string_view kRedisUp = "c76b5b5a9f39479e9f08ae7135014709";
// Redis does not answer; requests go on without it.
inline constexpr std::string_view kRedisDown = "493b48ab55d44d56a75a6140505d0ac3";
// A new configuration is in force.
inline constexpr std::string_view kReloaded = "4bd72311a0e04fdc88d9aadecf22f5ea";
// A new configuration was refused; the old one stays.
inline constexpr std::string_view kReloadRefused = "59f01306e50c45e6a41a6559b046a32b";
// The state directory cannot be written.
inline constexpr std::string_view kStateUnwritable = "7ac02e535122471b9511a823cc1aee67";
// The daemon is ready.
inline constexpr std::string_view kStarted = "7858cd6f02574028b4e4d9f0b3eefdf2";
// The daemon stops.
inline constexpr std::string_view kStopping = "f389664b15604111bf1bf22f17d7575d";
// The accept loop met a limit.
inline constexpr std::string_view kTrouble = "6c22f7fc316443b5b96576dc8c5b6194";
// A duty of the daemon does not answer; the watchdog will restart it.
inline constexpr std::string_view kHung = "bf384fb2532c443599a260940f11829f";

// An agent host does not answer, or answers again.
inline constexpr std::string_view kHostTrouble = "5be8c5f2bb5b4d4c9a6d5d54f0b0ee21";

}  // namespace maxos::operations::message_id
