// Text as people read it and as the wire allows it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::base {

// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

// `text` with every malformed sequence replaced by U+FFFD; protobuf strings must be UTF-8, file names need
// not be.
std::string to_utf8(std::string text);

// The longest prefix of at most `max_bytes` bytes that does not cut a UTF-8 sequence.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

// Without ASCII white space at both ends.
std::string_view trim(std::string_view text);

// ASCII letters in lower case; other bytes stay.
std::string ascii_lower(std::string_view text);

// Splits at every `separator`; empty parts are kept.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

// "512 B", "1.5 GiB", "2 GiB": 1024-based, IEC 80000-13 prefixes, at most one decimal below 100.
std::string human_bytes(std::uint64_t bytes);

// "3 days, 4 hours", "45 seconds": the two largest units that are not zero.
std::string human_duration(std::uint64_t seconds);

// "1 file", "2 files".
std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural);

// A decimal with at most `decimals` digits behind the point and no trailing zeros ("12.5", "3", "0.04").
std::string decimal(double value, int decimals);

// `text` as a JSON string with its quotes (RFC 8259); malformed UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

// "2026-11-22T20:38:00Z" (RFC 3339, UTC) from seconds since the epoch.
std::string rfc3339(std::int64_t unix_seconds);

}  // namespace maxos::base
