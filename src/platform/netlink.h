// Lists from the kernel over netlink(7): a consistent dump, and bounds-checked attributes.
#pragma once

#include <absl/status/statusor.h>
#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/fd.h"

namespace maxos::platform {

using Bytes = std::span<const std::byte>;

// A non-blocking socket of this thread's network namespace, not bound; `protocol`: NETLINK_ROUTE, …
absl::StatusOr<base::UniqueFd> open_netlink(int protocol);

// What a list is asked for with.
struct NetlinkQuestion {
  int protocol = NETLINK_ROUTE;
  // RTM_GETLINK, SOCK_DIAG_BY_FAMILY, …
  std::uint16_t type = 0;
  // The fixed header of the question and its attributes.
  std::string body;
};

struct NetlinkListing {
  // The list comes (again) from its beginning: what was taken before is void.
  std::function<void()> begin;
  // One message of the list, whole and aligned.
  std::function<void(const nlmsghdr&)> take;
  // Asked between two reads; an error ends the listing with it.
  std::function<absl::Status()> check;
};

// Asks for a list and hands over its messages. A list that changed while it was read (NLM_F_DUMP_INTR) is
// asked for again, a few times. Blocks up to five seconds for the kernel. Errors: Unavailable (the kernel
// does not know the question, or the list never holds still), PermissionDenied, and those of check().
absl::Status netlink_dump(const NetlinkQuestion& question, const NetlinkListing& listing);

// A fixed header as the beginning of NetlinkQuestion::body.
template <typename Header>
std::string netlink_body(const Header& header) {
  static_assert(std::is_trivially_copyable_v<Header>);
  return {reinterpret_cast<const char*>(&header), sizeof header};
}

// The fixed header behind nlmsghdr; nothing when the message is too short for it.
template <typename Header>
std::optional<Header> netlink_header(const nlmsghdr& message) {
  static_assert(std::is_trivially_copyable_v<Header>);
  if (message.nlmsg_len < NLMSG_HDRLEN + sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, reinterpret_cast<const std::byte*>(&message) + NLMSG_HDRLEN, sizeof header);
  return header;
}

// The attributes of a message or of an attribute. Views: the message must live on.
class NetlinkAttributes {
 public:
  NetlinkAttributes() = default;
  explicit NetlinkAttributes(Bytes bytes) : bytes_(bytes) {}
  // Those behind a fixed header of `header_bytes`.
  NetlinkAttributes(const nlmsghdr& message, std::size_t header_bytes);

  // Calls `each(type, value)`; stops where the bytes are no attribute any more.
  void for_each(const std::function<void(std::uint16_t, Bytes)>& each) const;
  // The last one of the type, as the kernel's own parser takes it.
  std::optional<Bytes> find(std::uint16_t type) const;
  NetlinkAttributes nested(std::uint16_t type) const;
  // The text up to its NUL or its end.
  std::string text(std::uint16_t type) const;

  // The value at the front of the attribute; nothing when it is absent or shorter.
  template <typename Value>
  std::optional<Value> value(std::uint16_t type) const {
    static_assert(std::is_trivially_copyable_v<Value>);
    const auto bytes = find(type);
    if (!bytes || bytes->size() < sizeof(Value)) return std::nullopt;
    Value value;
    std::memcpy(&value, bytes->data(), sizeof value);
    return value;
  }

 private:
  Bytes bytes_;
};

std::string netlink_text(Bytes bytes);

// An address as inet_ntop(3) writes it; empty when the bytes are none of the family (AF_INET, AF_INET6).
std::string address_text(int family, Bytes bytes);

}  // namespace maxos::platform
