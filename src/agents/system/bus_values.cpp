#include "agents/system/bus_values.h"

namespace maxos::agents {

using platform::BusValue;

const BusValue* BusProperties::find(std::string_view name) const {
  if (entries_ == nullptr) return nullptr;
  for (const BusValue& entry : *entries_) {
    const BusValue::List* const pair = entry.list();
    if (pair == nullptr || pair->size() != 2) continue;
    const std::string* const key = pair->front().text();
    if (key != nullptr && *key == name) return &pair->back();
  }
  return nullptr;
}

std::string BusProperties::text(std::string_view name) const {
  const BusValue* const value = find(name);
  const std::string* const text = value == nullptr ? nullptr : value->text();
  return text == nullptr ? std::string() : *text;
}

bool BusProperties::flag(std::string_view name) const {
  const BusValue* const value = find(name);
  const bool* const flag = value == nullptr ? nullptr : value->boolean();
  return flag != nullptr && *flag;
}

std::optional<std::uint64_t> BusProperties::number(std::string_view name) const {
  const BusValue* const value = find(name);
  const std::uint64_t* const number = value == nullptr ? nullptr : value->number();
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<std::int64_t> BusProperties::integer(std::string_view name) const {
  const BusValue* const value = find(name);
  const std::int64_t* const number = value == nullptr ? nullptr : value->integer();
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::vector<std::string> BusProperties::texts(std::string_view name) const {
  std::vector<std::string> out;
  const BusValue* const value = find(name);
  const BusValue::List* const list = value == nullptr ? nullptr : value->list();
  if (list == nullptr) return out;
  for (const BusValue& item : *list) {
    if (const std::string* const text = item.text()) out.push_back(*text);
  }
  return out;
}

std::string text_at(const BusValue::List& row, std::size_t column) {
  const std::string* const text = column < row.size() ? row[column].text() : nullptr;
  return text == nullptr ? std::string() : *text;
}

}  // namespace maxos::agents
