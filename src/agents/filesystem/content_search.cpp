#include "agents/filesystem/content_search.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agents/filesystem/name_match.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kSearchBlock = std::size_t{128} << 10U;
// Of the line around what was found, on each side.
constexpr std::size_t kAroundBytes = 100;

}  // namespace

ContentSearch::ContentSearch(std::string_view text)
    : text_(text), fold_(!has_capital(text)), buffer_(kSearchBlock + text.size()) {
  if (fold_) folded_.resize(buffer_.size());
}

std::size_t ContentSearch::find(std::size_t filled) {
  const char* where = buffer_.data();
  if (fold_) {
    std::transform(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(filled), folded_.begin(),
                   [](char c) { return static_cast<char>(c + (c >= 'A' && c <= 'Z' ? 'a' - 'A' : 0)); });
    where = folded_.data();
  }
  const auto* const found = static_cast<const char*>(::memmem(where, filled, text_.data(), text_.size()));
  return found == nullptr ? SIZE_MAX : static_cast<std::size_t>(found - where);
}

void ContentSearch::take_excerpt(std::size_t at, std::size_t filled) {
  const std::string_view block(buffer_.data(), filled);
  const std::size_t before = block.substr(0, at).rfind('\n');
  std::size_t from = before == std::string_view::npos ? 0 : before + 1;
  from = std::max(from, at > kAroundBytes ? at - kAroundBytes : 0);
  const std::size_t end = std::min(block.find('\n', at + text_.size()), at + text_.size() + kAroundBytes);
  excerpt_ = base::to_utf8(std::string(base::trim(block.substr(from, std::min(end, filled) - from))));
}

ContentSearch::Result ContentSearch::search(int fd, const std::function<bool()>& stopping) {
  line_ = 1;
  // What is kept of the block before, in which the text may have begun.
  std::size_t kept = 0;
  bool first = true;
  for (;;) {
    if (stopping()) return Result::stopped;
    const ssize_t got = ::read(fd, buffer_.data() + kept, kSearchBlock);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Result::failed;
    if (got == 0) return Result::absent;
    const std::size_t filled = kept + static_cast<std::size_t>(got);
    if (first && std::memchr(buffer_.data(), 0, filled) != nullptr) return Result::not_text;
    first = false;
    const std::size_t at = find(filled);
    const auto begin = buffer_.begin();
    if (at != SIZE_MAX) {
      line_ += static_cast<std::uint64_t>(std::count(begin, begin + static_cast<std::ptrdiff_t>(at), '\n'));
      take_excerpt(at, filled);
      return Result::found;
    }
    kept = std::min(filled, text_.size() - 1);
    const auto over = begin + static_cast<std::ptrdiff_t>(filled - kept);
    line_ += static_cast<std::uint64_t>(std::count(begin, over, '\n'));
    std::copy(over, begin + static_cast<std::ptrdiff_t>(filled), begin);
  }
}

}  // namespace maxos::agents
