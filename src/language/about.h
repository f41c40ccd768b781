// What a request is about where no slot says it.
#pragma once

#include <span>
#include <string_view>

#include "language/features.h"
#include "language/terms.h"

namespace maxos::language {

// "servers" for network.dns where nothing but the machine's own resolvers are asked for ("which dns servers
// are used", but not "which nameservers does example use"), "inodes" for system.disk that speaks of them;
// else empty. Static storage.
std::string_view about_of(std::string_view intent, std::span<const Term> terms, std::span<const Seen> seen);

}  // namespace maxos::language
