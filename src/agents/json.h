// JSON text (RFC 8259) put together piece by piece: answers are flat, and a library would cost more than it
// gives.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maxos::agents {

// One object. Names are written as they come: they are ours and need no escaping.
class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value);
  JsonObject& number(std::string_view name, std::uint64_t value);
  JsonObject& integer(std::string_view name, std::int64_t value);
  // At most `decimals` digits behind the point.
  JsonObject& decimal(std::string_view name, double value, int decimals);
  JsonObject& flag(std::string_view name, bool value);
  // `json`: a whole JSON value.
  JsonObject& raw(std::string_view name, std::string_view json);
  std::string take();

 private:
  void key(std::string_view name);
  std::string out_ = "{";
};

// One list that stops before it grows beyond its budget.
class JsonList {
 public:
  explicit JsonList(std::size_t max_bytes = SIZE_MAX) : max_bytes_(max_bytes) {}
  // False, and nothing is added, when the list would be longer than max_bytes.
  bool add(std::string_view json);
  std::string take();

 private:
  std::size_t max_bytes_;
  std::string out_ = "[";
};

// A name from the machine for people to read: valid UTF-8, control characters as \n, \t or \xNN, at most
// `max_bytes` bytes.
std::string display_name(std::string_view name, std::size_t max_bytes = 255);

// The bytes that one list of an answer may take, so that the answer as a whole stays below `answer_bytes`
// (limits.answer_bytes).
std::size_t list_budget(std::uint64_t answer_bytes);

}  // namespace maxos::agents
