// systemd-resolved over D-Bus: org.freedesktop.resolve1(5).
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/network/bus_service.h"
#include "agents/network/dns_client.h"

namespace maxos::agents {

class Resolve1 {
 public:
  Resolve1(const HandlerEnvironment& environment, const ExecutionContext& context);

  // The servers that it asks. Unavailable when it is not on the bus.
  absl::StatusOr<std::vector<std::string>> servers() const;

  // As ask_dns(): answers of NXDOMAIN and SERVFAIL are replies, not errors.
  absl::StatusOr<DnsReply> ask(const std::string& name, std::uint16_t type) const;

 private:
  BusService service_;
};

// What ResolveRecord answered, "a(iqqay)t", as the answer to the question. Internal when it is something
// else.
absl::StatusOr<DnsAnswer> parse_resolve1_records(const platform::BusValue::List& values,
                                                 const std::string& question);

}  // namespace maxos::agents
