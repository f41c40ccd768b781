// A health sample as the bytes of a HealthResponse: made once for each sample, sent many times.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <memory>

#include "health/snapshot.h"

namespace maxos::rpc {

// What HealthAnswer knows beyond the sample.
struct HealthExtras {
  std::size_t agents = 0;          // agents of the catalogue
  std::uint32_t memory_limit = 0;  // conversation items kept
};

// What health::MonitorOptions::derive is to return for rpc/: a grpc::ByteBuffer, type-erased for health/,
// which knows no gRPC.
std::shared_ptr<const void> derive_health_answer(const health::Snapshot& snapshot,
                                                 const HealthExtras& extras);

// The bytes behind such a pointer; copying a ByteBuffer shares its slices.
const grpc::ByteBuffer& health_answer(const std::shared_ptr<const void>& derived);

}  // namespace maxos::rpc
