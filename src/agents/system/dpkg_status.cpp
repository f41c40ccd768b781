#include "agents/system/dpkg_status.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxLike = 5;
constexpr std::size_t kMaxSummary = 200;
constexpr std::size_t kMaxName = 200;
constexpr std::size_t kStride = 20'000;

// The value of "Key: value" when `line` is that.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
  if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ':') return std::nullopt;
  return base::trim(line.substr(key.size() + 1));
}

void take(std::string_view line, Package& package) {
  if (const auto name = value_of(line, "Package")) {
    package.name = *name;
  } else if (const auto version = value_of(line, "Version")) {
    package.version = *version;
  } else if (const auto architecture = value_of(line, "Architecture")) {
    package.architecture = *architecture;
  } else if (const auto summary = value_of(line, "Description")) {
    package.summary = base::to_utf8(std::string(base::utf8_prefix(*summary, kMaxSummary)));
  } else if (const auto status = value_of(line, "Status")) {
    package.held = status->starts_with("hold ");
    package.state = status->substr(status->rfind(' ') + 1);
  } else if (const auto size = value_of(line, "Installed-Size")) {
    std::uint64_t number = 0;
    if (std::from_chars(size->data(), size->data() + size->size(), number).ec == std::errc())
      package.installed_kib = number;
  }
}

}  // namespace

bool is_package_name(std::string_view name) {
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    return name.size() > colon + 1 && name.find(':', colon + 1) == std::string_view::npos &&
           is_package_name(name.substr(0, colon)) &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", colon + 1) ==
               std::string_view::npos;
  }
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return name.size() >= 2 && name.size() <= kMaxName && plain(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return plain(c) || c == '+' || c == '-' || c == '.'; });
}

absl::StatusOr<DpkgAnswer> read_dpkg(const std::string& path, std::string_view name,
                                     const ExecutionContext& context) {
  std::ifstream file(path);
  if (!file) return base::unavailable("This machine has no database of dpkg's: " + path + " cannot be read.");
  DpkgAnswer answer;
  Package package;
  const std::size_t colon = name.find(':');
  const std::string_view architecture = colon == std::string_view::npos ? "" : name.substr(colon + 1);
  name = name.substr(0, colon);
  const auto end_of_paragraph = [&] {
    if (package.name.empty()) return;
    if (package.installed()) {
      ++answer.installed_count;
      if (!name.empty() && package.name != name && answer.like.size() < kMaxLike &&
          package.name.find(name) != std::string::npos) {
        answer.like.push_back(package.name);
      }
    }
    if (package.name == name && (architecture.empty() || package.architecture == architecture))
      answer.found.push_back(package);
    package = {};
  };
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (++lines % kStride == 0) MAXOS_RETURN_IF_ERROR(context.check());
    if (line.empty()) {
      end_of_paragraph();
    } else if (line.front() != ' ') {
      take(line, package);
    }
  }
  end_of_paragraph();
  return answer;
}

}  // namespace maxos::agents
