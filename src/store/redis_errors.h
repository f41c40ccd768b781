// What the error replies of Redis mean for us.
#pragma once

#include <absl/status/status.h>

#include <string>
#include <string_view>

namespace maxos::store {

struct RedisError {
  // What the caller of the command gets.
  absl::Status status;
  // Whether the server can do its work for us now.
  bool down = false;
  // Whether a new connection (with the password read again) is what may help.
  bool reconnect = false;
  // For people; set when down.
  std::string detail;
};

// `text`: an error reply, as in "LOADING Redis is loading the dataset in memory". See the error codes in
// redis.io, "RESP protocol specification", and `errors` in src/server.c of Redis.
RedisError classify(std::string_view text);

}  // namespace maxos::store
