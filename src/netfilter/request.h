// What maxos-netfilter can be asked: five short lines, and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maxos::netfilter {

enum class Verb { rules, text, blocked, block, allow };
enum class Protocol { tcp, udp };

struct Request {
  Verb verb = Verb::rules;
  // Of block and allow.
  Protocol protocol = Protocol::tcp;
  std::uint16_t port = 0;
};

// The longest request in bytes.
inline constexpr std::size_t kMaxRequestBytes = 32;

// "rules", "text", "blocked", "block tcp 8080", "allow udp 53": exactly so. Nothing for anything else.
std::optional<Request> parse_request(std::string_view text);

// Commands for nft(8), all or nothing; made of our own words and a number. Empty for what only reads.
std::string commands_for(const Request& request);

}  // namespace maxos::netfilter
