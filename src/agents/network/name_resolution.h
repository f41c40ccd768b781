// Addresses of a host, found within time limits: as numbers, in the hosts file, in DNS.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"
#include "agents/network/name_source.h"
#include "platform/internet_address.h"

namespace maxos::agents {

struct HostAddresses {
  std::vector<platform::InternetAddress> addresses;
  // The records that they stand in; empty unless DNS was asked.
  std::vector<DnsRecord> records;
  // "address" (it was one), "hosts" (/etc/hosts) or "dns".
  std::string source;
  std::string server;
};

// `host`: a canonical slot of type host. `family`: AF_INET, AF_INET6 or AF_UNSPEC for both. Search domains
// are tried as resolv.conf(5) says. Errors: NotFound (no such name, or it has no such address), Unavailable
// (the servers do not answer, or cannot), Cancelled, DeadlineExceeded.
absl::StatusOr<HostAddresses> resolve_host(const std::string& host, int family,
                                           const HandlerEnvironment& environment,
                                           const ExecutionContext& context);

// The error of an answer that says something else than NOERROR.
absl::Status status_of_dns(const std::string& name, const DnsReply& reply);

// The names to ask for, in order: as it is and below the search domains.
std::vector<std::string> candidate_names(const std::string& name, const ResolverConfig& config);

}  // namespace maxos::agents
