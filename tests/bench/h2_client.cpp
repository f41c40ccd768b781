#include "h2_client.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace maxos::bench {
namespace {

// RFC 9113, 6: types and flags.
constexpr std::uint8_t kData = 0;
constexpr std::uint8_t kHeaders = 1;
constexpr std::uint8_t kResetStream = 3;
constexpr std::uint8_t kSettings = 4;
constexpr std::uint8_t kGoAway = 7;
constexpr std::uint8_t kEndStream = 1;
constexpr std::uint8_t kEndHeaders = 4;
constexpr std::size_t kFrameHeader = 9;
constexpr std::size_t kGrpcPrefix = 5;

char byte(std::size_t value) {
  return static_cast<char>(value & 0xFFU);
}

std::string frame(std::uint8_t type, std::uint8_t flags, std::uint8_t stream, std::string_view payload) {
  const std::size_t size = payload.size();
  std::string result{byte(size >> 16U), byte(size >> 8U), byte(size), byte(type), byte(flags), 0, 0, 0,
                     byte(stream)};
  return result.append(payload);
}

// Length in one byte, no Huffman code.
std::string literal(std::string_view text) {
  return std::string(1, byte(text.size())).append(text);
}

bool read_exactly(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(socket, data, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    data += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// gRPC writes the trailer as literal text: its name, a length of 1, the digit.
bool says_ok(std::string_view trailers) {
  constexpr std::string_view kName = "grpc-status";
  const std::size_t at = trailers.find(kName);
  return at != std::string_view::npos && trailers.substr(at + kName.size(), 2) == std::string_view(
                                                                                      "\x01"
                                                                                      "0",
                                                                                      2);
}

}  // namespace

std::string call_bytes(std::string_view path, std::string_view authority, std::string_view message) {
  // RFC 7541, appendix A: 3 is ":method POST", 6 ":scheme http", 4 ":path", 1 ":authority", 31
  // "content-type".
  const std::string headers = std::string("\x83\x86\x04") + literal(path) + "\x01" + literal(authority) +
                              "\x0f\x10" + literal("application/grpc") + std::string(1, 0) + literal("te") +
                              literal("trailers");
  const std::size_t size = message.size();
  std::string body{0, byte(size >> 24U), byte(size >> 16U), byte(size >> 8U), byte(size)};
  body.append(message);
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(kSettings, 0, 0, "") +
         frame(kHeaders, kEndHeaders, 1, headers) + frame(kData, kEndStream, 1, body);
}

std::string read_answer(int socket) {
  std::size_t message = 0;
  for (;;) {
    std::array<unsigned char, kFrameHeader> header{};
    if (!read_exactly(socket, reinterpret_cast<char*>(header.data()), header.size()))
      return "the connection ended before the answer";
    std::string payload(
        static_cast<std::size_t>(header[0]) << 16U | static_cast<std::size_t>(header[1]) << 8U | header[2],
        0);
    if (!read_exactly(socket, payload.data(), payload.size())) return "the connection ended within a frame";
    const std::uint8_t type = header[3];
    const std::uint8_t flags = header[4];
    if (type == kGoAway) return "GOAWAY";
    if (type == kResetStream) return "RST_STREAM";
    if (type == kData) message += payload.size();
    if (type == kHeaders && (flags & kEndStream) != 0) {
      if (!says_ok(payload)) return "the call failed";
      return message > kGrpcPrefix ? "" : "an answer without message";
    }
  }
}

}  // namespace maxos::bench
