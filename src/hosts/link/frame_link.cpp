#include "hosts/link/frame_link.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/status.h"

namespace maxos::hosts {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kReadSize = std::size_t{64} * 1024;
// A buffer that one large frame made grow is given back when it is empty.
constexpr std::size_t kKeptBuffer = std::size_t{256} * 1024;
// The longest that is built in its thread's own buffer, which stays.
constexpr std::size_t kKeptFrame = std::size_t{16} * 1024;

void put_length(char* header, std::size_t length) {
  for (std::size_t i = 0; i < kHeader; ++i) header[i] = static_cast<char>((length >> (8 * i)) & 0xFFU);
}

std::size_t get_length(const char* header) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kHeader; ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(header[i])) << (8 * i);
  }
  return length;
}

}  // namespace

std::shared_ptr<FrameLink> FrameLink::create(platform::EventLoop& loop, base::UniqueFd fd, Options options) {
  // Not make_shared: the constructor is private.
  return std::shared_ptr<FrameLink>(new FrameLink(loop, std::move(fd), options));
}

FrameLink::FrameLink(platform::EventLoop& loop, base::UniqueFd fd, Options options)
    : loop_(loop), fd_(std::move(fd)), options_(options) {
  const int flags = ::fcntl(fd_.get(), F_GETFL);
  if (flags >= 0) ::fcntl(fd_.get(), F_SETFL, flags | O_NONBLOCK);
}

void FrameLink::start(OnFrame on_frame, OnEnd on_end) {
  on_frame_ = std::move(on_frame);
  on_end_ = std::move(on_end);
  source_ = loop_.add_io(fd_.get(), EPOLLIN, [this](std::uint32_t events) {
    // What is called may drop the last reference from outside.
    const auto self = shared_from_this();
    ready(events);
  });
  want_write();
}

bool FrameLink::send(const google::protobuf::MessageLite& message) {
  const std::size_t length = message.ByteSizeLong();
  // One for each thread that sends: most messages are small, and many.
  thread_local std::string kept;
  std::string large;
  std::string& frame = length > kKeptFrame ? large : kept;
  frame.clear();
  frame.resize(kHeader + length);
  put_length(frame.data(), length);
  if (!message.SerializeToArray(frame.data() + kHeader, static_cast<int>(length))) return false;

  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  std::size_t taken = 0;
  if (outgoing_.empty()) {
    const ssize_t sent = ::send(fd_.get(), frame.data(), frame.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) taken = static_cast<std::size_t>(sent);
    if (taken == frame.size()) return true;
    // Another error shows when the loop writes, which tells the reader's side.
  } else if (outgoing_.size() - sent_ + frame.size() > options_.max_backlog) {
    return false;
  }
  outgoing_.append(frame, taken);
  backlog_bytes_ = outgoing_.size() - sent_;
  loop_.post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->want_write();
  });
  return true;
}

void FrameLink::want_write() {
  if (!source_) return;
  const bool waits = backlog() > 0;
  loop_.set_io_events(source_, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void FrameLink::ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) write_backlog();
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
  while (source_ && read_some()) {
    if (!take_frames()) return;
    // Not the whole of a fast writer's stream: the loop has other duties.
    if (filled_ == 0) return;
  }
}

bool FrameLink::read_some() {
  if (incoming_.size() - filled_ < kReadSize) incoming_.resize(filled_ + kReadSize);
  const ssize_t got = ::recv(fd_.get(), incoming_.data() + filled_, incoming_.size() - filled_, MSG_DONTWAIT);
  if (got > 0) {
    filled_ += static_cast<std::size_t>(got);
    return true;
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  end(got == 0 ? absl::OkStatus() : base::from_errno(errno, "reading from the other end"));
  return false;
}

bool FrameLink::take_frames() {
  std::size_t at = 0;
  while (filled_ - at >= kHeader) {
    const std::size_t length = get_length(incoming_.data() + at);
    if (length > options_.max_incoming) {
      end(base::internal("a frame of " + std::to_string(length) + " bytes"));
      return false;
    }
    if (filled_ - at < kHeader + length) break;
    on_frame_(std::string_view(incoming_).substr(at + kHeader, length));
    if (!source_) return false;
    at += kHeader + length;
  }
  filled_ -= at;
  if (filled_ > 0 && at > 0) std::memmove(incoming_.data(), incoming_.data() + at, filled_);
  if (filled_ == 0 && incoming_.size() > kKeptBuffer) std::string().swap(incoming_);
  return true;
}

void FrameLink::write_backlog() {
  int error = 0;
  {
    const std::lock_guard lock(mutex_);
    while (sent_ < outgoing_.size() && error == 0) {
      const ssize_t sent =
          ::send(fd_.get(), outgoing_.data() + sent_, outgoing_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent > 0) sent_ += static_cast<std::size_t>(sent);
      if (sent < 0 && errno != EINTR) error = errno;
    }
    if (sent_ == outgoing_.size()) {
      std::string().swap(outgoing_);
      sent_ = 0;
    } else if (sent_ > kKeptBuffer) {
      outgoing_.erase(0, sent_);
      sent_ = 0;
    }
    backlog_bytes_ = outgoing_.size() - sent_;
  }
  if (error != 0 && error != EAGAIN) return end(base::from_errno(error, "writing to the other end"));
  want_write();
}

void FrameLink::end(const absl::Status& why) {
  const OnEnd on_end = std::move(on_end_);
  close();
  if (on_end) on_end(why);
}

void FrameLink::close() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    std::string().swap(outgoing_);
    sent_ = 0;
    backlog_bytes_ = 0;
  }
  source_.reset();
  // The other end learns of it now, whoever still holds a reference.
  ::shutdown(fd_.get(), SHUT_RDWR);
  on_end_ = nullptr;
}

}  // namespace maxos::hosts
