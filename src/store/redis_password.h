// The password of Redis, as an administrator keeps it in a file.
#pragma once

#include <absl/status/statusor.h>

#include <string>

namespace maxos::store {

// The first line of `file`, of at most 4 KiB; Unavailable with the reason when there is none.
absl::StatusOr<std::string> read_redis_password(const std::string& file);

}  // namespace maxos::store
