#include "config/value.h"

namespace maxos::config {

std::string to_string(const Position& position) {
  if (position.file.empty()) return "built-in default";
  std::string text = position.file;
  if (position.line == 0) return text;
  return text.append(":")
      .append(std::to_string(position.line))
      .append(":")
      .append(std::to_string(position.column));
}

std::string kind_name(const Value& value) {
  switch (value.kind) {
    case Value::Kind::boolean:
      return "true or false";
    case Value::Kind::integer:
      return "an integer";
    case Value::Kind::real:
      return "a decimal number";
    case Value::Kind::text:
      return "a string";
    case Value::Kind::list:
      return "a list";
    case Value::Kind::table:
      return "a table";
    case Value::Kind::other:
      break;
  }
  return value.text;
}

}  // namespace maxos::config
