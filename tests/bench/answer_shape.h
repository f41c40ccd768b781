// How large the daemon's two answers are: read from the real daemon once, rebuilt by the bare servers with
// made-up values of the same length, so that all of them carry the same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "maxos.pb.h"

namespace maxos::bench {

struct AnswerShape {
  // Key and length of its value.
  using Fields = std::vector<std::pair<std::string, std::size_t>>;
  // status and version of HealthResponse; agent, status and message of AgentResponse.
  Fields health_scalars;
  Fields metrics;
  Fields text_scalars;
  Fields payload;
};

AnswerShape shape_of(const HealthResponse& health, const AgentResponse& text);

// One line a field: "metric KEY LENGTH". Ends the program with a message when the file cannot be read or
// written: these are tools of one benchmark.
AnswerShape read_shape(const std::string& file);
void write_shape(const AnswerShape& shape, const std::string& file);

// Fills every field, making each value anew.
void fill(const AnswerShape& shape, HealthResponse& health);
void fill(const AnswerShape& shape, AgentResponse& text);

}  // namespace maxos::bench
