#include "rpc/refused_services.h"

#include "rpc/status_map.h"

namespace maxos::rpc {
namespace {

class RefusedCall : public grpc::ServerGenericBidiReactor {
 public:
  explicit RefusedCall(const grpc::Status& why) { Finish(why); }
  void OnDone() override { delete this; }
};

}  // namespace

RefusedServices::RefusedServices(const absl::Status& why) : why_(to_grpc(why)) {}

grpc::ServerGenericBidiReactor* RefusedServices::CreateReactor(
    grpc::GenericCallbackServerContext* /*context*/) {
  return new RefusedCall(why_);
}

}  // namespace maxos::rpc
