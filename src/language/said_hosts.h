// Which of an utterance's words is the host.
#pragma once

#include <map>
#include <span>
#include <string>

#include "language/terms.h"

namespace maxos::language {

// Of network.ping, network.dns and network.port: an address or a host's name rather than a word ("does the
// turbine controller at 192.168.40.11 answer"), and never a protocol ("TCP port 2049 on nas2").
void settle_host(std::span<const Term> terms, std::span<bool> claimed,
                 std::map<std::string, std::string, std::less<>>& slots);

}  // namespace maxos::language
