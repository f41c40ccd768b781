// A small gRPC service for tests: grpc.health.v1.Health that says whose server it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "sockets.h"
#include "wire/front.h"

namespace maxos::wire {

// What the services of all principals share.
struct HealthState {
  // New calls are answered UNAVAILABLE.
  std::atomic<bool> stopping{false};
  // Calls that began, and have not got their end on the wire.
  Watched<int> in_flight;
  // Calls for the service "slow" wait here to be ended by release_slow().
  Watched<std::vector<std::function<void()>>> slow;

  void release_slow();
};

// Answers Check with SERVING and the trailing metadata "uid": that of the principal this set was made for,
// "unknown" without one.
std::unique_ptr<ServiceSet> make_health_services(HealthState& state, std::optional<std::uint32_t> uid);

}  // namespace maxos::wire
