#include "store/conversation_item.h"

#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace maxos::store {
namespace {

constexpr std::size_t kMaxText = 8 * 1024;
constexpr std::size_t kMaxSlots = 16 * 1024;
// Names: of an intent, an agent, a status, an operation.
constexpr std::size_t kMaxName = 256;

void cut(std::string& text, std::size_t bytes) {
  if (text.size() > bytes) text.resize(base::utf8_prefix(text, bytes).size());
}

std::string text_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

void bound_item(ConversationItem& item) {
  cut(item.text, kMaxText);
  cut(item.summary, kMaxText);
  for (std::string* name : {&item.operation_id, &item.intent, &item.agent, &item.status})
    cut(*name, kMaxName);
  if (item.slots.size() > kMaxSlots) item.slots = "{}";
}

std::size_t item_bytes(const ConversationItem& item) {
  return sizeof item + item.operation_id.size() + item.text.size() + item.intent.size() + item.slots.size() +
         item.agent.size() + item.status.size() + item.summary.size();
}

std::string to_json(const ConversationItem& item) {
  nlohmann::ordered_json slots = nlohmann::ordered_json::object();
  if (!item.slots.empty()) {
    auto parsed = nlohmann::ordered_json::parse(item.slots, nullptr, false);
    if (parsed.is_object()) slots = std::move(parsed);
  }
  const nlohmann::ordered_json object = {{"operation_id", item.operation_id},
                                         {"time", item.time},
                                         {"text", item.text},
                                         {"intent", item.intent},
                                         {"slots", slots},
                                         {"agent", item.agent},
                                         {"status", item.status},
                                         {"summary", item.summary}};
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::optional<ConversationItem> item_from_json(std::string_view text) {
  const auto object = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!object.is_object()) return std::nullopt;
  ConversationItem item;
  item.operation_id = text_of(object, "operation_id");
  if (const auto time = object.find("time"); time != object.end() && time->is_number_integer()) {
    item.time = time->get<std::int64_t>();
  }
  item.text = text_of(object, "text");
  item.intent = text_of(object, "intent");
  const auto slots = object.find("slots");
  item.slots = slots != object.end() && slots->is_object()
                   ? slots->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                   : "{}";
  item.agent = text_of(object, "agent");
  item.status = text_of(object, "status");
  item.summary = text_of(object, "summary");
  return item;
}

}  // namespace maxos::store
