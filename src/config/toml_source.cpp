#include "config/toml_source.h"

#include <toml++/toml.h>

#include <optional>
#include <string>

#include "base/text.h"

namespace maxos::config {
namespace {

Position to_position(const toml::source_region& source, std::string_view file) {
  return {std::string(file), source.begin.line, source.begin.column};
}

Value convert(const toml::node& node, std::string_view file) {
  Value value;
  value.position = to_position(node.source(), file);
  if (const auto* table = node.as_table()) {
    value.kind = Value::Kind::table;
    for (const auto& [key, child] : *table) {
      Value converted = convert(child, file);
      value.members.push_back(
          {std::string(key.str()), to_position(key.source(), file), std::move(converted)});
    }
  } else if (const auto* array = node.as_array()) {
    value.kind = Value::Kind::list;
    for (const toml::node& element : *array) value.list.push_back(convert(element, file));
  } else if (const auto* text = node.as_string()) {
    value.kind = Value::Kind::text;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Value::Kind::integer;
    value.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.kind = Value::Kind::real;
    value.real = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Value::Kind::boolean;
    value.boolean = boolean->get();
  } else {
    value.text = "a date or time";
  }
  return value;
}

// The text before `line` (counted from 1).
std::string_view before_line(std::string_view text, std::uint32_t line) {
  std::size_t end = 0;
  for (std::uint32_t passed = 1; passed < line; ++passed) {
    const std::size_t next = text.find('\n', end);
    if (next == std::string_view::npos) return text;
    end = next + 1;
  }
  return text.substr(0, end);
}

// The name in the last table header ("[health]") of `text`.
std::string last_header(std::string_view text) {
  std::string header;
  for (std::string_view line : base::split(text, '\n')) {
    line = base::trim(line);
    if (line.size() < 2 || line.front() != '[') continue;
    const std::size_t end = line.find(']');
    if (end != std::string_view::npos) header = std::string(base::trim(line.substr(1, end - 1)));
  }
  return header;
}

// toml++ says "… cannot redefine existing integer 'x'" where the second one stands. Where the first stands is
// found by parsing what lies before it; nothing when that is no whole TOML text.
std::optional<std::string> explain_duplicate(std::string_view text, std::string_view description,
                                             std::uint32_t line) {
  constexpr std::string_view kMark = "cannot redefine existing ";
  const std::size_t mark = description.find(kMark);
  const std::size_t open = description.find('\'', mark);
  const std::size_t close = description.rfind('\'');
  if (mark == std::string_view::npos || open == std::string_view::npos || close <= open) return std::nullopt;
  const std::string name(description.substr(open + 1, close - open - 1));
  const bool header = description.find("table header") != std::string_view::npos;
  std::string message = header ? "section" : "key";
  message.append(" `").append(name).append("` is there twice in this file");
  const std::string_view head = before_line(text, line);
  try {
    const toml::table parsed = toml::parse(head);
    const std::string section = header ? "" : last_header(head);
    const auto first = parsed.at_path(section.empty() ? name : section + "." + name);
    if (first) message.append(", first in line ").append(std::to_string(first.node()->source().begin.line));
  } catch (const toml::parse_error&) {
    // The line of the first one stays unsaid.
  }
  return message.append("; keep one of them");
}

}  // namespace

std::variant<Value, Fault> parse_toml(std::string_view text, std::string_view file) {
  try {
    return convert(toml::parse(text, file), file);
  } catch (const toml::parse_error& error) {
    const std::string_view description = error.description();
    Fault fault{to_position(error.source(), file), {}};
    if (auto duplicate = explain_duplicate(text, description, fault.position.line)) {
      fault.message = std::move(*duplicate);
    } else {
      fault.message = std::string("not valid TOML: ").append(description);
    }
    return fault;
  }
}

}  // namespace maxos::config
