#include "agents/json.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"

namespace maxos::agents {

void JsonObject::key(std::string_view name) {
  if (out_.size() > 1) out_.push_back(',');
  out_.append("\"").append(name).append("\":");
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  return raw(name, base::json_string(value));
}

JsonObject& JsonObject::number(std::string_view name, std::uint64_t value) {
  return raw(name, std::to_string(value));
}

JsonObject& JsonObject::integer(std::string_view name, std::int64_t value) {
  return raw(name, std::to_string(value));
}

JsonObject& JsonObject::decimal(std::string_view name, double value, int decimals) {
  return raw(name, base::decimal(value, decimals));
}

JsonObject& JsonObject::flag(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
  key(name);
  out_.append(json);
  return *this;
}

std::string JsonObject::take() {
  out_.push_back('}');
  return std::move(out_);
}

bool JsonList::add(std::string_view json) {
  if (out_.size() + json.size() + 2 > max_bytes_) return false;
  if (out_.size() > 1) out_.push_back(',');
  out_.append(json);
  return true;
}

std::string JsonList::take() {
  out_.push_back(']');
  return std::move(out_);
}

std::string display_name(std::string_view name, std::size_t max_bytes) {
  std::string out;
  const std::string clean = base::to_utf8(std::string(base::utf8_prefix(name, max_bytes)));
  for (const char c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out.append("\\n");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned>(byte));
      out.append(escape.data());
    } else {
      out.push_back(c);
    }
  }
  if (name.size() > max_bytes) out.append("…");
  return out;
}

std::size_t list_budget(std::uint64_t answer_bytes) {
  // The rest of an answer: message, slots, scalars.
  constexpr std::uint64_t kReserve = 32 * 1024;
  constexpr std::uint64_t kLeast = 4 * 1024;
  return static_cast<std::size_t>(answer_bytes > kReserve + kLeast ? answer_bytes - kReserve : kLeast);
}

}  // namespace maxos::agents
