#include "ctl/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"
#include "ctl/terminal.h"

namespace maxos::ctl {
namespace {

using Json = nlohmann::ordered_json;

// The payload keys that hold a list of objects (docs/api.md). Named, so that a text that merely looks like a
// list is never taken for one.
constexpr std::array<std::string_view, 5> kLists = {"consumers", "entries", "filesystems", "matches",
                                                    "processes"};

// What a column's name says of its values: the unit is the end of the name, as everywhere in this API.
enum class Unit { none, bytes, percent, seconds };

struct Field {
  std::string key;
  std::string title;
  Unit unit = Unit::none;
  bool right = true;
};

bool strip(std::string& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

Field field_of(std::string_view key) {
  Field field{.key = std::string(key), .title = std::string(key)};
  if (key == "size" || strip(field.title, "_bytes")) {
    field.unit = Unit::bytes;
  } else if (strip(field.title, "_percent")) {
    field.unit = Unit::percent;
    field.title += " %";
  } else if (strip(field.title, "_seconds")) {
    field.unit = Unit::seconds;
  }
  std::ranges::replace(field.title, '_', ' ');
  std::ranges::transform(field.title, field.title.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return field;
}

std::string number_text(const Json& value, Unit unit) {
  if (unit == Unit::bytes && value.is_number_unsigned()) return base::human_bytes(value.get<std::uint64_t>());
  if (unit == Unit::seconds && value.is_number_unsigned())
    return base::human_duration(value.get<std::uint64_t>());
  if (value.is_number_float()) return base::decimal(value.get<double>(), 1);
  return value.dump();
}

std::string cell_text(const Json& object, const Field& field) {
  const auto found = object.find(field.key);
  if (found == object.end() || found->is_null()) return "-";
  if (found->is_string()) return found->get<std::string>();
  if (found->is_boolean()) return found->get<bool>() ? "yes" : "no";
  if (found->is_number()) return number_text(*found, field.unit);
  return found->dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Every field that some object has, in the order of first appearance.
std::vector<Field> fields_of(const Json& list) {
  std::vector<Field> fields;
  for (const Json& object : list) {
    for (const auto& [key, value] : object.items()) {
      auto found = std::ranges::find(fields, key, &Field::key);
      if (found == fields.end()) found = fields.insert(found, field_of(key));
      if (!value.is_number() && !value.is_null()) found->right = false;
    }
  }
  return fields;
}

std::string list_table(const std::string& text, std::size_t width) {
  const Json list = Json::parse(text, nullptr, false);
  if (!list.is_array() || list.empty()) return {};
  if (!std::ranges::all_of(list, [](const Json& item) { return item.is_object(); })) return {};
  const std::vector<Field> fields = fields_of(list);
  Table table;
  for (const Field& field : fields) table.columns.push_back({field.title, field.right});
  for (const Json& object : list) {
    auto& row = table.rows.emplace_back();
    for (const Field& field : fields) row.push_back(cell_text(object, field));
  }
  return draw(table, width);
}

}  // namespace

std::string draw(const Table& table, std::size_t width) {
  std::vector<std::vector<std::string>> lines;
  auto& head = lines.emplace_back();
  for (const auto& column : table.columns) head.push_back(printable(column.title, Lines::escape));
  for (const auto& row : table.rows) {
    auto& line = lines.emplace_back();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      line.push_back(i < row.size() ? printable(row[i], Lines::escape) : "");
    }
  }
  std::vector<std::size_t> widths(table.columns.size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], columns(line[i]));
  }
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string fill(widths[i] - columns(line[i]), ' ');
      if (i > 0) text.append("  ");
      text.append(table.columns[i].right ? fill + line[i] : line[i] + fill);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out.append(width > 0 ? fit(text, width) : text).append("\n");
  }
  return out;
}

std::string payload_tables(const std::map<std::string, std::string>& payload, std::size_t width) {
  std::string out;
  for (const std::string_view name : kLists) {
    const auto found = payload.find(std::string(name));
    if (found == payload.end()) continue;
    out.append(list_table(found->second, width));
  }
  return out;
}

}  // namespace maxos::ctl
