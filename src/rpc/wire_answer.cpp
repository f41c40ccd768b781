#include "rpc/wire_answer.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/support/slice.h>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "maxos.pb.h"

namespace maxos::rpc {
namespace {

using google::protobuf::io::CodedOutputStream;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::uint32_t kVarint = 0;
constexpr std::uint32_t kLengthDelimited = 2;

constexpr std::uint32_t tag(int field, std::uint32_t wire_type) {
  return static_cast<std::uint32_t>(field) << 3U | wire_type;
}

std::size_t string_size(int field, std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  return CodedOutputStream::VarintSize32(tag(field, kLengthDelimited)) +
         CodedOutputStream::VarintSize32(length) + text.size();
}

std::uint8_t* put_string(std::uint8_t* at, int field, std::string_view text) {
  at = CodedOutputStream::WriteVarint32ToArray(tag(field, kLengthDelimited), at);
  at = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(text.size()), at);
  return CodedOutputStream::WriteRawToArray(text.data(), static_cast<int>(text.size()), at);
}

// A map entry is a message with the key in field 1 and the value in field 2 (protobuf encoding guide,
// "Maps").
std::size_t entry_size(const std::pair<std::string, std::string>& entry) {
  return string_size(1, entry.first) + string_size(2, entry.second);
}

std::size_t map_size(int field, const Pairs& pairs) {
  std::size_t size = 0;
  for (const auto& entry : pairs) {
    const std::size_t inner = entry_size(entry);
    size += CodedOutputStream::VarintSize32(tag(field, kLengthDelimited)) +
            CodedOutputStream::VarintSize32(static_cast<std::uint32_t>(inner)) + inner;
  }
  return size;
}

std::uint8_t* put_map(std::uint8_t* at, int field, const Pairs& pairs) {
  for (const auto& entry : pairs) {
    at = CodedOutputStream::WriteVarint32ToArray(tag(field, kLengthDelimited), at);
    at = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(entry_size(entry)), at);
    at = put_string(at, 1, entry.first);
    at = put_string(at, 2, entry.second);
  }
  return at;
}

void clean(orchestrator::Answer& answer) {
  answer.message = base::to_utf8(std::move(answer.message));
  for (auto& [key, value] : answer.payload) value = base::to_utf8(std::move(value));
}

template <typename Write>
grpc::ByteBuffer buffer_of(std::size_t size, Write&& write) {
  grpc::Slice slice(size);
  write(const_cast<std::uint8_t*>(slice.begin()));
  return {&slice, 1};
}

grpc::ByteBuffer update(const std::string& operation_id, int progress, std::string_view status,
                        std::string_view message, const Pairs& payload) {
  using Update = OperationUpdate;
  const auto percent = static_cast<std::uint32_t>(progress);
  std::size_t size = string_size(Update::kStatusFieldNumber, status) +
                     string_size(Update::kMessageFieldNumber, message) +
                     map_size(Update::kPayloadFieldNumber, payload) +
                     string_size(Update::kOperationIdFieldNumber, operation_id);
  // proto3 leaves a field of value 0 out.
  if (percent != 0) size += 1 + CodedOutputStream::VarintSize32(percent);
  return buffer_of(size, [&](std::uint8_t* at) {
    if (percent != 0) {
      at = CodedOutputStream::WriteVarint32ToArray(tag(Update::kProgressFieldNumber, kVarint), at);
      at = CodedOutputStream::WriteVarint32ToArray(percent, at);
    }
    at = put_string(at, Update::kStatusFieldNumber, status);
    at = put_string(at, Update::kMessageFieldNumber, message);
    at = put_map(at, Update::kPayloadFieldNumber, payload);
    put_string(at, Update::kOperationIdFieldNumber, operation_id);
  });
}

}  // namespace

grpc::ByteBuffer serialize_answer(orchestrator::Answer answer) {
  clean(answer);
  using Response = AgentResponse;
  const std::string_view status = agents::to_string(answer.status);
  const std::size_t size = string_size(Response::kAgentFieldNumber, answer.agent) +
                           string_size(Response::kStatusFieldNumber, status) +
                           string_size(Response::kMessageFieldNumber, answer.message) +
                           map_size(Response::kPayloadFieldNumber, answer.payload);
  return buffer_of(size, [&](std::uint8_t* at) {
    at = put_string(at, Response::kAgentFieldNumber, answer.agent);
    at = put_string(at, Response::kStatusFieldNumber, status);
    at = put_string(at, Response::kMessageFieldNumber, answer.message);
    put_map(at, Response::kPayloadFieldNumber, answer.payload);
  });
}

grpc::ByteBuffer serialize_update(const std::string& operation_id, int progress, std::string_view status,
                                  std::string message, Pairs payload) {
  for (auto& entry : payload) entry.second = base::to_utf8(std::move(entry.second));
  return update(operation_id, progress, status, base::to_utf8(std::move(message)), payload);
}

grpc::ByteBuffer serialize_final_update(orchestrator::Answer answer) {
  clean(answer);
  answer.payload.emplace_back("agent", answer.agent);
  answer.payload.emplace_back("status", agents::to_string(answer.status));
  const bool good = answer.status == agents::AnswerStatus::success;
  return update(answer.operation_id, 100, good ? "completed" : "error", answer.message, answer.payload);
}

}  // namespace maxos::rpc
