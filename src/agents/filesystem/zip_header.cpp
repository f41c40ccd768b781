#include "agents/filesystem/zip_header.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <string_view>

namespace maxos::agents {
namespace {

constexpr std::string_view kSignature = "PK\3\4";
constexpr std::string_view kEmptySignature = "PK\5\6";
constexpr std::size_t kFixedBytes = 30;
constexpr std::uint32_t kUtf8Flag = 1U << 11U;
// Nearly all headers are shorter; none is longer than the other, with what a link says.
constexpr std::int64_t kUsual = 1024;
constexpr std::int64_t kLongest = 30 + 2 * 65'535 + PATH_MAX;

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

std::string bytes_at(int fd, std::int64_t at, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    const ssize_t got = ::pread(fd, bytes.data() + have, count - have, at + static_cast<std::int64_t>(have));
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

// The last header in `bytes` that ends where they do.
std::optional<ZipHeader> header_in(std::string_view bytes) {
  for (std::size_t from = bytes.rfind(kSignature); from != std::string_view::npos;
       from = from == 0 ? std::string_view::npos : bytes.rfind(kSignature, from - 1)) {
    const std::string_view rest = bytes.substr(from);
    if (rest.size() < kFixedBytes) continue;
    const std::uint32_t method = number(rest, 8, 2);
    const std::uint32_t size = number(rest, 18, 4);
    const std::uint32_t name = number(rest, 26, 2);
    const std::uint32_t extra = number(rest, 28, 2);
    const std::uint64_t header = std::uint64_t{kFixedBytes} + name + extra;
    const bool with_data = size < PATH_MAX && header + size == rest.size();
    if (header != rest.size() && !with_data) continue;
    ZipHeader found;
    found.name = rest.substr(kFixedBytes, name);
    found.utf8 = (number(rest, 6, 2) & kUtf8Flag) != 0;
    if (with_data && method == 0) found.stored = rest.substr(header);
    return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ZipHeader> zip_header_before(int fd, std::int64_t end) {
  for (const std::int64_t most : {kUsual, kLongest}) {
    const std::int64_t count = std::clamp<std::int64_t>(end, 0, most);
    if (auto found = header_in(bytes_at(fd, end - count, static_cast<std::size_t>(count)))) return found;
  }
  return std::nullopt;
}

bool begins_as_zip(int fd) {
  const std::string bytes = bytes_at(fd, 0, kSignature.size());
  return bytes == kSignature || bytes == kEmptySignature;
}

}  // namespace maxos::agents
