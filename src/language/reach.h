// How far an order reaches: beyond this machine, or to more than anybody can mean.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "agents/capability.h"
#include "language/caution.h"
#include "language/features.h"
#include "language/terms.h"

namespace maxos::language {

// "restart nginx on web-02", "reboot karl's laptop", "shut down all servers".
bool reaches_elsewhere(std::span<const Term> terms, std::span<const Seen> seen,
                       std::span<const bool> claimed);

// "delete everything", "stop all services", "remove /home": no one thing is named, or one that everything
// else lies in.
bool reaches_too_far(const agents::CapabilityDecl& capability,
                     const std::map<std::string, std::string, std::less<>>& slots,
                     std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed);

// Of the values of its slots that are paths: kernel_path for what lies in /dev, /proc or /sys, elsewhere for
// "https://example.org/x", which is no file of this machine.
Caution caution_about_paths(const agents::CapabilityDecl& capability,
                            const std::map<std::string, std::string, std::less<>>& slots);

}  // namespace maxos::language
