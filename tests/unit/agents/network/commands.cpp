#include "commands.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace maxos::agents {

std::string command(const std::string& line) {
  std::string output;
  FILE* pipe = ::popen(line.c_str(), "r");
  if (pipe == nullptr) {
    ADD_FAILURE() << "cannot run " << line;
    return output;
  }
  std::array<char, 4096> buffer{};
  for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), size);
  const int status = ::pclose(pipe);
  EXPECT_EQ(status, 0) << line;
  return output;
}

nlohmann::json json_command(const std::string& line) {
  const std::string text = command(line);
  // ip(8) prints nothing at all for an empty list.
  return text.find_first_not_of(" \n") == std::string::npos ? nlohmann::json::array()
                                                            : nlohmann::json::parse(text);
}

}  // namespace maxos::agents
