// maxos.MaxOSService for one caller.
#pragma once

#include <memory>

#include "access/callers.h"
#include "maxos.grpc.pb.h"
#include "rpc/core.h"

namespace maxos::rpc {

// All methods are raw: we parse ourselves, so that bytes that cannot be parsed are INVALID_ARGUMENT, and
// answer from bytes that are ready where they are.
using RawMaxOSService =
    MaxOSService::WithRawCallbackMethod_HandleText<MaxOSService::WithRawCallbackMethod_StreamOperations<
        MaxOSService::WithRawCallbackMethod_GetSystemHealth<MaxOSService::Service>>>;

class MaxOSServiceImpl final : public RawMaxOSService {
 public:
  MaxOSServiceImpl(Core& core, std::shared_ptr<access::Caller> caller)
      : core_(core), caller_(std::move(caller)) {}

  grpc::ServerUnaryReactor* HandleText(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamOperations(grpc::CallbackServerContext* context,
                                                               const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* GetSystemHealth(grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) override;

 private:
  Core& core_;
  std::shared_ptr<access::Caller> caller_;
};

}  // namespace maxos::rpc
