#include "agents/filesystem/whose.h"

#include <pwd.h>

#include <limits>
#include <string>
#include <vector>

#include "agents/json.h"
#include "agents/slot_types.h"
#include "base/status.h"

namespace maxos::agents {

absl::StatusOr<std::uint32_t> whose(const Caller& caller, const Values& context) {
  const auto named = context.find("principal");
  if (named == context.end() || named->second.empty() || named->second == caller.name) return caller.uid;
  const std::string& name = named->second;
  if (!caller.admin) return base::denied("Only an administrator sees or changes what others did.");
  const auto number = parse_number(name.starts_with("uid:") ? name.substr(4) : name);
  if (number && *number <= std::numeric_limits<std::uint32_t>::max())
    return static_cast<std::uint32_t>(*number);
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16 * 1024);
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return base::not_found("There is no account " + display_name(name) + ".");
  return entry.pw_uid;
}

}  // namespace maxos::agents
