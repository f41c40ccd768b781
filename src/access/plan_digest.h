// A plan's fingerprint.
#pragma once

#include <string>
#include <string_view>

#include "agents/agent.h"

namespace maxos::access {

// SHA-256 (FIPS 180-4) of everything that a plan would do, in hex: two plans that differ in any target, slot
// or count differ here.
std::string plan_digest(const agents::Plan& plan);

// SHA-256 of bytes, in hex.
std::string sha256_hex(std::string_view bytes);

}  // namespace maxos::access
