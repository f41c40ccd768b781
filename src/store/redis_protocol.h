// RESP2, the protocol of Redis, through hiredis: commands to bytes, bytes to replies. The one place that
// knows hiredis.
//
// Of hiredis only the formatter and the reader are used, not its asynchronous context: that one aborts the
// process (an assert in async.c, seen with 0.14.1) when a server sends a reply that nobody asked for, raises
// SIGPIPE, and leaks its descriptor into child processes.
#pragma once

#include <absl/status/statusor.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/redis.h"

namespace maxos::store {

// Bounds of one reply. Ours are a thousand times smaller; beyond them a server is taken for broken.
inline constexpr std::size_t kMaxReplyBytes = 16 * 1024 * 1024;
inline constexpr std::size_t kMaxReplyElements = 100'000;

// Appends `command` to `out`; arguments may hold any bytes.
void append_command(const Redis::Command& command, std::string& out);

// Not thread-safe.
class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  void feed(std::string_view bytes);
  // The next whole reply, nothing when there is none yet; an error when the bytes are not RESP or a bound is
  // passed: the reader is of no use from then on.
  absl::StatusOr<std::optional<Reply>> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace maxos::store
