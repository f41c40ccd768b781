// Frames over a stream socket: 4 bytes of length, little endian, then so many bytes.
#pragma once

#include <absl/status/status.h>
#include <google/protobuf/message_lite.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "platform/event_loop.h"

namespace maxos::hosts {

// One connection, read on an event loop and written by any thread. Always held by a shared_ptr.
class FrameLink : public std::enable_shared_from_this<FrameLink> {
 public:
  struct Options {
    // A longer frame from the other end is the end of the connection.
    std::size_t max_incoming = 0;
    // What waits because the other end does not read; beyond it nothing more is taken.
    std::size_t max_backlog = 0;
  };
  using OnFrame = std::function<void(std::string_view frame)>;
  // With the reason; OK when the other end has closed.
  using OnEnd = std::function<void(const absl::Status& why)>;

  // `fd`: a connected stream socket; it is made non-blocking.
  static std::shared_ptr<FrameLink> create(platform::EventLoop& loop, base::UniqueFd fd, Options options);
  FrameLink(const FrameLink&) = delete;
  FrameLink& operator=(const FrameLink&) = delete;

  // Begins to read, on the loop's thread, as everything that is called back. `on_end` is called once, unless
  // close() comes first; both functions are dropped then.
  void start(OnFrame on_frame, OnEnd on_end);

  // Sends a message as one frame. Any thread; does not block. False: the connection has ended, or its backlog
  // is full; nothing of the message is sent then.
  bool send(const google::protobuf::MessageLite& message);

  // Ends it, on the loop's thread. No function is called any more.
  void close();

  // Bytes that wait for the other end to read. Any thread.
  std::size_t backlog() const { return backlog_bytes_.load(std::memory_order_relaxed); }
  int fd() const { return fd_.get(); }

 private:
  FrameLink(platform::EventLoop& loop, base::UniqueFd fd, Options options);

  void ready(std::uint32_t events);
  bool read_some();
  // Calls on_frame for each whole frame that was read; false when it ended meanwhile.
  bool take_frames();
  void write_backlog();
  void want_write();
  void end(const absl::Status& why);

  platform::EventLoop& loop_;
  const base::UniqueFd fd_;
  const Options options_;
  platform::EventLoop::Source source_;
  OnFrame on_frame_;
  OnEnd on_end_;
  std::string incoming_;
  std::size_t filled_ = 0;

  std::mutex mutex_;
  std::string outgoing_;  // what the socket has not taken yet
  std::size_t sent_ = 0;  // of outgoing_
  bool ended_ = false;
  std::atomic<std::size_t> backlog_bytes_{0};
};

}  // namespace maxos::hosts
