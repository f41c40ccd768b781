#include "ctl/terminal.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "base/text.h"

namespace maxos::ctl {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

// The code point at `at` of well-formed UTF-8.
CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]));
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xe0) return {(first & 0x1fU) << 6U | (byte(1) & 0x3fU), 2};
  if (first < 0xf0) return {(first & 0x0fU) << 12U | (byte(1) & 0x3fU) << 6U | (byte(2) & 0x3fU), 3};
  return {(first & 0x07U) << 18U | (byte(1) & 0x3fU) << 12U | (byte(2) & 0x3fU) << 6U | (byte(3) & 0x3fU), 4};
}

bool steers(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x200e && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
  const std::string clean = base::to_utf8(std::string(text));
  std::string out;
  out.reserve(clean.size());
  for (std::size_t i = 0; i < clean.size();) {
    const CodePoint c = decode(clean, i);
    const bool kept = lines == Lines::keep && (c.value == '\n' || c.value == '\t');
    if (steers(c.value) && !kept) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), c.value < 0x100 ? "\\x%02x" : "\\u%04x", c.value);
      out.append(escape.data());
    } else {
      out.append(clean, i, c.bytes);
    }
    i += c.bytes;
  }
  return out;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string fit(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t end = 0;
  for (std::size_t taken = 0; taken + 1 < width; ++taken) end += decode(text, end).bytes;
  return std::string(text.substr(0, end)) + "…";
}

std::string progress_text(int percent, std::string_view message) {
  std::array<char, 8> figure{};
  std::snprintf(figure.data(), figure.size(), "%3d%% ", std::clamp(percent, 0, 100));
  return figure.data() + std::string(message);
}

std::string progress_line(int percent, std::string_view message, std::size_t width) {
  std::string line;
  if (width >= 40) {
    const std::size_t bar = std::min<std::size_t>(30, width / 4);
    const std::size_t filled = bar * static_cast<std::size_t>(std::clamp(percent, 0, 100)) / 100;
    line = "[" + std::string(filled, '#') + std::string(bar - filled, ' ') + "] ";
  }
  return fit(line + progress_text(percent, message), width);
}

std::size_t terminal_width(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace maxos::ctl
