// maxos.RegistryService: what can be asked of this machine.
#pragma once

#include "maxos.grpc.pb.h"
#include "rpc/core.h"

namespace maxos::rpc {

using RawRegistryService = RegistryService::WithRawCallbackMethod_ListAgents<
    RegistryService::WithRawCallbackMethod_ListCapabilities<RegistryService::Service>>;

class RegistryServiceImpl final : public RawRegistryService {
 public:
  explicit RegistryServiceImpl(Core& core) : core_(core) {}

  grpc::ServerUnaryReactor* ListAgents(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListCapabilities(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) override;

 private:
  Core& core_;
};

}  // namespace maxos::rpc
