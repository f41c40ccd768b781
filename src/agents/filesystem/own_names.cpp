#include "agents/filesystem/own_names.h"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::string_view kStage = ".maxos-stage-";
constexpr std::size_t kStageBytes = 12;

}  // namespace

const std::string& trash_directory_name() {
  static const std::string name = ".Trash-" + std::to_string(::geteuid());
  return name;
}

std::string random_digits(std::size_t count) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::vector<unsigned char> bytes(count);
  // Never fails nor is short for so few (getrandom(2)).
  if (::getrandom(bytes.data(), bytes.size(), 0) < 0) return {};
  std::string text;
  for (const unsigned char byte : bytes) {
    text.push_back(kHex[byte >> 4U]);
    text.push_back(kHex[byte & 15U]);
  }
  return text;
}

std::string new_stage_name() {
  return std::string(kStage) + random_digits(kStageBytes);
}

bool is_own_name(std::string_view name) {
  return name == trash_directory_name() ||
         (name.starts_with(kStage) && name.size() == kStage.size() + 2 * kStageBytes);
}

bool has_own_name(std::string_view path) {
  const auto components = base::split(path, '/');
  return std::any_of(components.begin(), components.end(), is_own_name);
}

}  // namespace maxos::agents
