#include "answer_shape.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace maxos::bench {
namespace {

constexpr char kMadeUp = '7';

[[noreturn]] void end(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

std::size_t length_of(const AnswerShape::Fields& fields, std::size_t index) {
  return fields.at(index).second;
}

}  // namespace

AnswerShape shape_of(const HealthResponse& health, const AgentResponse& text) {
  AnswerShape shape;
  shape.health_scalars = {{"status", health.status().size()}, {"version", health.version().size()}};
  for (const auto& [key, value] : health.metrics()) shape.metrics.emplace_back(key, value.size());
  shape.text_scalars = {
      {"agent", text.agent().size()}, {"status", text.status().size()}, {"message", text.message().size()}};
  for (const auto& [key, value] : text.payload()) shape.payload.emplace_back(key, value.size());
  return shape;
}

AnswerShape read_shape(const std::string& file) {
  std::ifstream in(file);
  AnswerShape shape;
  std::string kind;
  std::string key;
  std::size_t length = 0;
  while (in >> kind >> key >> length) {
    if (kind == "health") shape.health_scalars.emplace_back(key, length);
    if (kind == "metric") shape.metrics.emplace_back(key, length);
    if (kind == "text") shape.text_scalars.emplace_back(key, length);
    if (kind == "payload") shape.payload.emplace_back(key, length);
  }
  if (!in.eof() || shape.health_scalars.size() != 2 || shape.text_scalars.size() != 3)
    end("cannot read the answers' shape from " + file);
  return shape;
}

void write_shape(const AnswerShape& shape, const std::string& file) {
  std::ofstream out(file);
  const auto write = [&out](const char* kind, const AnswerShape::Fields& fields) {
    for (const auto& [key, length] : fields) out << kind << ' ' << key << ' ' << length << '\n';
  };
  write("health", shape.health_scalars);
  write("metric", shape.metrics);
  write("text", shape.text_scalars);
  write("payload", shape.payload);
  out.close();
  if (!out) end("cannot write the answers' shape to " + file);
}

void fill(const AnswerShape& shape, HealthResponse& health) {
  health.set_status(std::string(length_of(shape.health_scalars, 0), kMadeUp));
  health.set_version(std::string(length_of(shape.health_scalars, 1), kMadeUp));
  auto& metrics = *health.mutable_metrics();
  for (const auto& [key, length] : shape.metrics) metrics[key] = std::string(length, kMadeUp);
}

void fill(const AnswerShape& shape, AgentResponse& text) {
  text.set_agent(std::string(length_of(shape.text_scalars, 0), kMadeUp));
  text.set_status(std::string(length_of(shape.text_scalars, 1), kMadeUp));
  text.set_message(std::string(length_of(shape.text_scalars, 2), kMadeUp));
  auto& payload = *text.mutable_payload();
  for (const auto& [key, length] : shape.payload) payload[key] = std::string(length, kMadeUp);
}

}  // namespace maxos::bench
