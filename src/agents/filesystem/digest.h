// Digests of files.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace maxos::agents {

struct Digest {
  std::string hex;
  std::uint64_t bytes = 0;
};

// Of all that `fd` holds, from its beginning. `algorithm`: a value of file.checksum's slot. `keep_going` is
// told the bytes read so far, after each block; its error ends it. Unavailable: the library has no such
// algorithm.
absl::StatusOr<Digest> digest_of(int fd, std::string_view algorithm,
                                 const std::function<absl::Status(std::uint64_t)>& keep_going);

}  // namespace maxos::agents
