// Network links in the words of people and of ip(8).
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/rtnetlink.h"

namespace maxos::agents {

// Whether the kernel could have a link of this name (dev_valid_name(): at most 15 bytes, no "/", no ":", no
// white space, not "." nor ".."), in printable ASCII.
bool is_link_name(std::string_view name);

// InvalidArgument that says what a link's name must look like.
absl::Status wrong_link_name(std::string_view slot, std::string_view name);

// "up", "down", "lowerlayerdown", …: as `ip link` has it, in lower case.
std::string_view state_name(std::uint8_t state);

// "ethernet", "loopback", "tunnel", …; `wireless`: whether the link is a Wi-Fi device.
std::string link_type(const platform::Link& link, bool wireless);

// Up, and with a carrier.
bool carries(const platform::Link& link);

// "global", "link", "host", …: as rt_scopes has it, else the number.
std::string scope_name(std::uint8_t scope);

// "10.0.0.2/24".
std::string prefix_text(const std::string& address, std::uint8_t length);

// Names by index; an index without a link is its number.
class LinkNames {
 public:
  explicit LinkNames(const std::vector<platform::Link>& links);
  std::string operator()(int index) const;

 private:
  std::map<int, std::string> names_;
};

}  // namespace maxos::agents
