// maxos.RegistryService: what can be asked of this machine.
#pragma once

#include <memory>
#include <utility>

#include "access/callers.h"
#include "maxos.grpc.pb.h"
#include "rpc/core.h"

namespace maxos::rpc {

using RawRegistryService =
    RegistryService::WithRawCallbackMethod_ListAgents<RegistryService::WithRawCallbackMethod_ListCapabilities<
        RegistryService::WithRawCallbackMethod_Understand<RegistryService::Service>>>;

class RegistryServiceImpl final : public RawRegistryService {
 public:
  // `caller` is named in the journal; all may ask the same.
  RegistryServiceImpl(Core& core, std::shared_ptr<access::Caller> caller)
      : core_(core), caller_(std::move(caller)) {}

  grpc::ServerUnaryReactor* ListAgents(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListCapabilities(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Understand(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;

 private:
  Core& core_;
  std::shared_ptr<access::Caller> caller_;
};

}  // namespace maxos::rpc
