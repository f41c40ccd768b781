// What a caller gets who is not served at all.
#pragma once

#include <absl/status/status.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/support/status.h>

#include <vector>

#include "wire/front.h"

namespace maxos::rpc {

// Ends every call of every method with one status: the caller reads why, where a closed connection would only
// make it try again. Reflection, which tells what is the same for all, is not ours to refuse.
class RefusedServices final : public wire::ServiceSet, private grpc::CallbackGenericService {
 public:
  explicit RefusedServices(const absl::Status& why);

  std::vector<grpc::Service*> services() override { return {}; }
  grpc::CallbackGenericService* other_methods() override { return this; }

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override;

  const grpc::Status why_;
};

}  // namespace maxos::rpc
