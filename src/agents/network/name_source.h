// Who is asked for names: systemd-resolved when it is on the bus, else the servers of resolv.conf(5).
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agents/network/resolve1.h"

namespace maxos::agents {

// Made for each request.
class NameSource {
 public:
  NameSource(const HandlerEnvironment& environment, const ExecutionContext& context);

  // As ask_dns().
  absl::StatusOr<DnsReply> ask(const std::string& name, std::uint16_t type) const;

  // The servers in use.
  const std::vector<std::string>& servers() const { return servers_; }
  // "systemd-resolved" or "resolv.conf".
  std::string_view resolver() const { return resolve1_ ? "systemd-resolved" : "resolv.conf"; }
  const ResolverConfig& config() const { return config_; }

 private:
  const ExecutionContext& context_;
  ResolverConfig config_;
  std::optional<Resolve1> resolve1_;
  std::vector<std::string> servers_;
};

}  // namespace maxos::agents
