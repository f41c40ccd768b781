// Every key of the configuration with its type, its range and the member it sets.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/value.h"

namespace maxos::config {

struct Key {
  std::string section;
  std::string name;
  // Checks `value` and sets the member; what is wrong is added to `faults` (with the place) and the member
  // stays as it was.
  std::function<void(const Value& value, Config& config, std::vector<Fault>& faults)> set;

  // "section.name".
  std::string full_name() const { return section + "." + name; }
};

// In the order of config.h, made once.
const std::vector<Key>& all_keys();

// A key that has another name now. `from` and `to` are "section.key".
struct Rename {
  std::string from;
  std::string to;
};

// Old names that are still accepted, with a warning: for two releases after the rename.
const std::vector<Rename>& renamed_keys();

}  // namespace maxos::config
