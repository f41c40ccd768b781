// Programs that tests compare with.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace maxos::agents {

// What the shell command printed; a failure of the test when it fails.
std::string command(const std::string& line);

// The same as JSON.
nlohmann::json json_command(const std::string& line);

}  // namespace maxos::agents
