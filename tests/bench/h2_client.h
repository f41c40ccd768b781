// One unary gRPC call over a connected socket, by hand: nothing is started, looked up or allocated that would
// count as the server's time. RFC 9113 (frames), RFC 7541 (header block without compression).
#pragma once

#include <string>
#include <string_view>

namespace maxos::bench {

// Preface, settings, and the whole call on stream 1; `message` is the serialized request, `path` below 127
// bytes.
std::string call_bytes(std::string_view path, std::string_view authority, std::string_view message);

// Reads frames from the blocking socket until the call on stream 1 has ended. Empty when it ended with a
// message and grpc-status 0, else what is wrong.
std::string read_answer(int socket);

}  // namespace maxos::bench
