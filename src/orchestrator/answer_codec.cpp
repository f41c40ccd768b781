#include "orchestrator/answer_codec.h"

#include <nlohmann/json.hpp>

namespace maxos::orchestrator {
namespace {

constexpr int kVersion = 1;

}  // namespace

std::string encode_answer(const Answer& answer) {
  const nlohmann::json json = {
      {"version", kVersion},       {"agent", answer.agent},     {"status", static_cast<int>(answer.status)},
      {"message", answer.message}, {"payload", answer.payload}, {"operation_id", answer.operation_id}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<Answer> decode_answer(const std::string& bytes) {
  const nlohmann::json json = nlohmann::json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("version", 0) != kVersion) return std::nullopt;
  try {
    Answer answer;
    json.at("agent").get_to(answer.agent);
    answer.status = static_cast<agents::AnswerStatus>(json.at("status").get<int>());
    json.at("message").get_to(answer.message);
    json.at("payload").get_to(answer.payload);
    json.at("operation_id").get_to(answer.operation_id);
    return answer;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace maxos::orchestrator
