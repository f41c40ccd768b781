// Reading what D-Bus answered: dictionaries of properties, and what a value is when it is that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/bus.h"

namespace maxos::agents {

// a{sv}, as Properties.GetAll answers it. Valid as long as the value that it was made of.
class BusProperties {
 public:
  // `dictionary`: a list of pairs; anything else is empty.
  explicit BusProperties(const platform::BusValue& dictionary) : entries_(dictionary.list()) {}

  // nullptr when there is none of that name.
  const platform::BusValue* find(std::string_view name) const;

  // Empty, false, nothing: when it is not there or not of that type.
  std::string text(std::string_view name) const;
  bool flag(std::string_view name) const;
  std::optional<std::uint64_t> number(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;

 private:
  const platform::BusValue::List* entries_;
};

// The text at `column` of a struct; empty when there is none.
std::string text_at(const platform::BusValue::List& row, std::size_t column);

}  // namespace maxos::agents
