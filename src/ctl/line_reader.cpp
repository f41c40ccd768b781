#include "ctl/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace maxos::ctl {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

}  // namespace

bool LineReader::fill() {
  for (;;) {
    std::array<pollfd, 2> waits{{{.fd = fd_, .events = POLLIN, .revents = 0},
                                 {.fd = interrupt_.fd(), .events = POLLIN, .revents = 0}}};
    if (poll(waits.data(), waits.size(), -1) < 0 && errno == EINTR) continue;
    if (waits[1].revents != 0) return false;
    std::array<char, kPiece> piece{};
    const ssize_t got = read(fd_, piece.data(), piece.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    failed_ = got < 0;
    if (got <= 0) return false;
    buffer_.erase(0, begin_);
    begin_ = 0;
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
    return true;
  }
}

LineReader::Next LineReader::next(std::string& line) {
  line.clear();
  bool cut = false;
  for (;;) {
    const std::size_t end = buffer_.find('\n', begin_);
    const std::size_t length = std::min(end, buffer_.size()) - begin_;
    const std::size_t room = kMaxLine - line.size();
    cut = cut || length > room;
    line.append(buffer_, begin_, std::min(length, room));
    begin_ += length;
    if (end != std::string::npos) {
      ++begin_;
      return cut ? Next::cut_line : Next::line;
    }
    if (fill()) continue;
    if (failed_) return Next::failed;
    if (line.empty() || interrupt_.signal() != 0) return Next::end;
    return cut ? Next::cut_line : Next::line;
  }
}

}  // namespace maxos::ctl
