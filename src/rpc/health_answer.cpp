#include "rpc/health_answer.h"

#include <grpcpp/support/slice.h>

#include <string>

#include "base/text.h"
#include "health/metrics.h"
#include "maxos.pb.h"

namespace maxos::rpc {

std::shared_ptr<const void> derive_health_answer(const health::Snapshot& snapshot,
                                                 const HealthExtras& extras) {
  HealthResponse response;
  response.set_status(snapshot.healthy ? "healthy" : "unhealthy");
  response.set_version(MAXOS_VERSION);
  auto& metrics = *response.mutable_metrics();
  metrics["orchestrator"] = "ready";
  metrics["agents"] = std::to_string(extras.agents);
  metrics["memory_limit"] = std::to_string(extras.memory_limit);
  for (auto& [key, value] : health::metrics(snapshot))
    metrics[base::to_utf8(key)] = base::to_utf8(std::move(value));
  const grpc::Slice slice(response.SerializeAsString());
  return std::make_shared<const grpc::ByteBuffer>(&slice, 1);
}

const grpc::ByteBuffer& health_answer(const std::shared_ptr<const void>& derived) {
  return *static_cast<const grpc::ByteBuffer*>(derived.get());
}

}  // namespace maxos::rpc
