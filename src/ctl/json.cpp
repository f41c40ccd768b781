#include "ctl/json.h"

#include <map>

#include "base/text.h"

namespace maxos::ctl {
namespace {

constexpr int kConfidenceDecimals = 3;

// What base::json_string leaves as it is and a terminal might obey.
std::string json_text(std::string_view text) {
  const std::string json = base::json_string(text);
  std::string out;
  out.reserve(json.size());
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto escape = [&](unsigned value) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
      out.push_back(kHex[value >> static_cast<unsigned>(shift) & 0xfU]);
  };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto byte = [&](std::size_t k) {
      return static_cast<unsigned char>(k < json.size() ? json[k] : 0);
    };
    if (byte(i) == 0x7f) {
      escape(0x7f);
    } else if (byte(i) == 0xc2 && byte(i + 1) < 0xa0) {
      escape(byte(i + 1));
      i += 1;
    } else if (byte(i) == 0xe2 && byte(i + 1) == 0x80 &&
               ((byte(i + 2) >= 0x8e && byte(i + 2) <= 0x8f) ||
                (byte(i + 2) >= 0xa8 && byte(i + 2) <= 0xae))) {
      escape(0x2000U + (byte(i + 2) & 0x3fU));
      i += 2;
    } else if (byte(i) == 0xe2 && byte(i + 1) == 0x81 && byte(i + 2) >= 0xa6 && byte(i + 2) <= 0xa9) {
      escape(0x2040U + (byte(i + 2) & 0x3fU));
      i += 2;
    } else {
      out.push_back(json[i]);
    }
  }
  return out;
}

// An object under construction.
class Object {
 public:
  Object& raw(std::string_view key, std::string_view json) {
    if (out_.size() > 1) out_.push_back(',');
    out_.append(json_text(key)).append(":").append(json);
    return *this;
  }
  Object& text(std::string_view key, std::string_view value) { return raw(key, json_text(value)); }
  std::string done() { return std::move(out_.append("}")); }

 private:
  std::string out_ = "{";
};

template <typename Map>
std::string object_of(const Map& values) {
  const std::map<std::string_view, std::string_view> sorted(values.begin(), values.end());
  Object out;
  for (const auto& [key, value] : sorted) out.text(key, value);
  return out.done();
}

template <typename List, typename F>
std::string list_of(const List& items, F&& json) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out.push_back(',');
    out.append(json(item));
  }
  return out + "]";
}

std::string strings(const google::protobuf::RepeatedPtrField<std::string>& items) {
  return list_of(items, [](const std::string& item) { return json_text(item); });
}

std::string agent_json(const Agent& agent) {
  return Object()
      .text("name", agent.name())
      .text("summary", agent.summary())
      .text("state", agent.state())
      .raw("intents", strings(agent.intents()))
      .raw("unavailable_intents", strings(agent.unavailable_intents()))
      .done();
}

std::string slot_json(const Slot& slot) {
  return Object()
      .text("name", slot.name())
      .text("type", slot.type())
      .raw("required", slot.required() ? "true" : "false")
      .text("summary", slot.summary())
      .text("example", slot.example())
      .done();
}

std::string capability_json(const Capability& capability) {
  return Object()
      .text("intent", capability.intent())
      .text("agent", capability.agent())
      .text("summary", capability.summary())
      .text("risk", capability.risk())
      .raw("slots", list_of(capability.slots(), slot_json))
      .raw("examples", strings(capability.examples()))
      .raw("available", capability.available() ? "true" : "false")
      .done();
}

std::string candidate_json(const Candidate& candidate) {
  return Object()
      .text("intent", candidate.intent())
      .raw("confidence", base::decimal(candidate.confidence(), kConfidenceDecimals))
      .done();
}

std::string clause_json(const Clause& clause) {
  return Object().text("text", clause.text()).text("intent", clause.intent()).done();
}

}  // namespace

std::string to_json(const AgentResponse& answer) {
  return Object()
      .text("agent", answer.agent())
      .text("status", answer.status())
      .text("message", answer.message())
      .raw("payload", object_of(answer.payload()))
      .done();
}

std::string to_json(const OperationUpdate& update) {
  return Object()
      .raw("progress", std::to_string(update.progress()))
      .text("status", update.status())
      .text("message", update.message())
      .raw("payload", object_of(update.payload()))
      .text("operation_id", update.operation_id())
      .done();
}

std::string to_json(const HealthResponse& health, std::string_view time) {
  Object out;
  if (!time.empty()) out.text("time", time);
  return out.text("status", health.status())
      .text("version", health.version())
      .raw("metrics", object_of(health.metrics()))
      .done();
}

std::string to_json(const ListAgentsResponse& agents) {
  return Object().raw("agents", list_of(agents.agents(), agent_json)).done();
}

std::string to_json(const ListCapabilitiesResponse& capabilities) {
  return Object().raw("capabilities", list_of(capabilities.capabilities(), capability_json)).done();
}

std::string to_json(const UnderstandResponse& understood) {
  Object out;
  out.text("intent", understood.intent())
      .raw("confidence", base::decimal(understood.confidence(), kConfidenceDecimals))
      .raw("slots", object_of(understood.slots()))
      .raw("missing", strings(understood.missing()))
      .text("agent", understood.agent())
      .text("decision", understood.decision())
      .raw("candidates", list_of(understood.candidates(), candidate_json))
      .text("question", understood.question())
      .raw("clauses", list_of(understood.clauses(), clause_json))
      .text("caution", understood.caution());
  if (understood.follow()) out.raw("follow", "true");
  return out.done();
}

std::string error_json(std::string_view message) {
  return Object().text("error", message).done();
}

std::string to_json(const Trouble& trouble) {
  const std::string error = Object()
                                .text("code", trouble.code)
                                .text("message", trouble.message)
                                .text("advice", trouble.advice)
                                .done();
  return Object().raw("error", error).done();
}

std::string version_json(std::string_view client, std::string_view server) {
  return Object().text("maxosctl", client).text("server", server).done();
}

}  // namespace maxos::ctl
