// All services of one caller.
#pragma once

#include <memory>
#include <vector>

#include "access/callers.h"
#include "rpc/core.h"
#include "rpc/health_service.h"
#include "rpc/maxos_service.h"
#include "rpc/registry_service.h"
#include "wire/front.h"

namespace maxos::rpc {

class CallerServices final : public wire::ServiceSet {
 public:
  CallerServices(Core& core, const std::shared_ptr<access::Caller>& caller)
      : maxos_(core, caller), registry_(core, caller), health_(core) {}

  std::vector<grpc::Service*> services() override { return {&maxos_, &registry_, &health_}; }

 private:
  MaxOSServiceImpl maxos_;
  RegistryServiceImpl registry_;
  HealthServiceImpl health_;
};

}  // namespace maxos::rpc
