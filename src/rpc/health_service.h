// grpc.health.v1.Health: gRPC's own is listed by reflection but not resolvable there, so we serve it
// ourselves.
#pragma once

#include "grpc/health/v1/health.grpc.pb.h"
#include "rpc/core.h"

namespace maxos::rpc {

using RawHealthService = grpc::health::v1::Health::WithRawCallbackMethod_Check<
    grpc::health::v1::Health::WithRawCallbackMethod_Watch<grpc::health::v1::Health::Service>>;

// SERVING while calls are taken, NOT_SERVING from the begin of the stop on; for the whole server (empty name)
// and each of its services. An unknown service is NOT_FOUND for Check and SERVICE_UNKNOWN for Watch (gRPC
// health checking protocol).
class HealthServiceImpl final : public RawHealthService {
 public:
  explicit HealthServiceImpl(Core& core) : core_(core) {}

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                  grpc::ByteBuffer* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* request) override;

 private:
  Core& core_;
};

}  // namespace maxos::rpc
