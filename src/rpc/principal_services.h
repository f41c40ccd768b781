// All services of one principal.
#pragma once

#include <memory>
#include <vector>

#include "access/principal.h"
#include "rpc/core.h"
#include "rpc/health_service.h"
#include "rpc/maxos_service.h"
#include "rpc/registry_service.h"
#include "wire/front.h"

namespace maxos::rpc {

class PrincipalServices final : public wire::ServiceSet {
 public:
  PrincipalServices(Core& core, access::Principal principal)
      : PrincipalServices(core, std::make_shared<const access::Principal>(std::move(principal))) {}

  std::vector<grpc::Service*> services() override { return {&maxos_, &registry_, &health_}; }

 private:
  PrincipalServices(Core& core, const std::shared_ptr<const access::Principal>& principal)
      : maxos_(core, principal), registry_(core, principal), health_(core) {}

  MaxOSServiceImpl maxos_;
  RegistryServiceImpl registry_;
  HealthServiceImpl health_;
};

}  // namespace maxos::rpc
