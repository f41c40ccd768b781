// A phrase that somebody taught, as messages show it.
#pragma once

#include <string>
#include <string_view>

#include "agents/json.h"
#include "agents/teaching.h"

namespace maxos::agents {

inline std::string quoted_phrase(std::string_view phrase) {
  return "\"" + display_name(phrase, Teaching::kMaxBytes) + "\"";
}

}  // namespace maxos::agents
