// Sizes, ages, counts and times of day as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maxos::language {

// All take lower case text of one or more words. Nothing when the text is something else.

// "12", "ten", "a dozen", "a couple of".
std::optional<std::uint64_t> read_count(std::string_view text);
// Bytes, 1024-based: "5mb", "1.5 gb", "500 megs", "a gigabyte", "10k", "4096". A bare number counts bytes.
std::optional<std::uint64_t> read_size(std::string_view text);
// Seconds: "24h", "2 weeks", "an hour", "half an hour", "yesterday", "week", "1.5 days". A bare number is
// none.
std::optional<std::uint64_t> read_age(std::string_view text);
// "22:00", "10 pm", "3:30am", "noon", "midnight"; as "HH:MM".
std::optional<std::string> read_clock(std::string_view text);

// Whether the word is a unit of size ("mb", "megs") or of time ("hours", "min").
bool is_size_unit(std::string_view word);
bool is_time_unit(std::string_view word);

}  // namespace maxos::language
