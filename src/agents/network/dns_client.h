// Questions to DNS servers, with time limits and without the C library's global state.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <string>

#include "agents/agent.h"
#include "agents/network/dns_message.h"
#include "agents/network/resolver_files.h"

namespace maxos::agents {

struct DnsReply {
  DnsAnswer answer;
  // Who answered.
  std::string server;
};

// Asks the servers of the configuration one after the other, over UDP and, when an answer was cut, over TCP.
// A server that cannot answer (SERVFAIL, REFUSED, …) is passed over while there is another; the last such
// answer is returned. Blocks for at most ten seconds in all, less when the call's deadline is nearer. Errors:
// Unavailable (no server is configured, or none answered in time: the message names them), Cancelled,
// DeadlineExceeded, InvalidArgument (the name does not fit into a question).
absl::StatusOr<DnsReply> ask_dns(const ResolverConfig& config, const std::string& name, std::uint16_t type,
                                 const ExecutionContext& context);

}  // namespace maxos::agents
