#include "agents/filesystem/text_part.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kTextBlock = std::size_t{64} << 10U;

absl::Status no_text() {
  return base::invalid_argument("it holds binary data, not text");
}

// Bytes read at `offset`, fewer only at the end of the file.
absl::StatusOr<std::size_t> read_at(int fd, char* into, std::size_t bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::pread(fd, into + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::from_errno(errno, "Reading failed");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::uint64_t count_lines(std::string_view text) {
  const auto feeds = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  return feeds + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

// Where the line behind the `lines`th ends; npos when there are not so many.
std::size_t end_of_line(std::string_view text, std::uint64_t lines) {
  std::size_t at = 0;
  for (; lines > 0; --lines) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return at;
    ++at;
  }
  return at;
}

// Where the last `lines` lines begin; npos when there are not more than that.
std::size_t start_of_lines(std::string_view text, std::uint64_t lines) {
  std::size_t at = text.size();
  // The line feed at the very end ends the last line and begins none.
  if (at > 0 && text.back() == '\n') --at;
  for (; lines > 0; --lines) {
    at = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    if (at == std::string_view::npos) return at;
  }
  return at + 1;
}

}  // namespace

absl::StatusOr<TextPart> read_head(int fd, std::uint64_t lines, std::size_t max_bytes,
                                   const ExecutionContext& context) {
  TextPart part;
  part.from_start = true;
  std::string& text = part.text;
  for (;;) {
    MAXOS_RETURN_IF_ERROR(context.check());
    const std::size_t had = text.size();
    // One byte more than allowed tells whether there is more.
    const std::size_t want = std::min(kTextBlock, max_bytes + 1 - had);
    text.resize(had + want);
    const auto got = read_at(fd, text.data() + had, want, had);
    if (!got.ok()) return got.status();
    text.resize(had + *got);
    if (text.find('\0', had) != std::string::npos) return no_text();
    if (const std::size_t end = end_of_line(text, lines); end != std::string::npos) {
      // Whether that was the last line, the byte behind tells.
      char next = 0;
      const auto more = end < text.size() ? absl::StatusOr<std::size_t>(1) : read_at(fd, &next, 1, end);
      if (!more.ok()) return more.status();
      part.to_end = *more == 0;
      text.resize(end);
      if (text.size() <= max_bytes) break;
    } else if (*got < want) {
      part.to_end = true;
      if (text.size() <= max_bytes) break;
    }
    if (text.size() > max_bytes) {
      part.cut = true;
      part.to_end = false;
      text.resize(base::utf8_prefix(text, max_bytes).size());
      // Whole lines, unless one alone is too long.
      if (const std::size_t feed = text.rfind('\n'); feed != std::string::npos) text.resize(feed + 1);
      break;
    }
  }
  part.lines = count_lines(text);
  return part;
}

absl::StatusOr<TextPart> read_tail(int fd, std::uint64_t size, std::uint64_t lines, std::size_t max_bytes,
                                   const ExecutionContext& context) {
  TextPart part;
  part.to_end = true;
  std::string& text = part.text;
  std::uint64_t from = size;
  for (;;) {
    MAXOS_RETURN_IF_ERROR(context.check());
    if (from == 0) {
      part.from_start = true;
      break;
    }
    const std::size_t bytes = static_cast<std::size_t>(std::min<std::uint64_t>(kTextBlock, from));
    std::string block(bytes, '\0');
    const auto got = read_at(fd, block.data(), bytes, from - bytes);
    if (!got.ok()) return got.status();
    // Shorter than it was: what is gone is not shown.
    block.resize(*got);
    if (block.find('\0') != std::string::npos) return no_text();
    from -= bytes;
    text.insert(0, block);
    if (const std::size_t start = start_of_lines(text, lines); start != std::string::npos) {
      text.erase(0, start);
      part.from_start = from == 0 && start == 0;
      if (text.size() <= max_bytes) break;
    }
    if (text.size() > max_bytes) {
      part.cut = true;
      part.from_start = false;
      text.erase(0, text.size() - max_bytes);
      if (const std::size_t feed = text.find('\n'); feed != std::string::npos && feed + 1 < text.size())
        text.erase(0, feed + 1);
      break;
    }
  }
  part.lines = count_lines(text);
  return part;
}

std::string terminal_text(std::string_view text, std::size_t max_bytes, bool& cut) {
  std::string_view shown = base::utf8_prefix(text, max_bytes);
  cut = shown.size() < text.size();
  if (cut) {
    if (const std::size_t feed = shown.rfind('\n'); feed != std::string_view::npos)
      shown = shown.substr(0, feed + 1);
  }
  std::string out;
  out.reserve(shown.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    if (c == '\r' && (i + 1 == shown.size() || shown[i + 1] == '\n')) continue;
    const auto byte = static_cast<unsigned char>(c);
    const bool control = (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
    if (control) {
      out.append("\xEF\xBF\xBD");
    } else {
      out.push_back(c);
    }
  }
  return base::to_utf8(std::move(out));
}

}  // namespace maxos::agents
