// One connection to the daemon and the calls over it.
#pragma once

#include <maxos.grpc.pb.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "ctl/address.h"
#include "ctl/interrupt.h"
#include "ctl/trouble.h"

namespace maxos::ctl {

template <typename T>
using Result = std::variant<T, Trouble>;

// Connects when first needed and again after a failure. A call that the daemon refused as UNAVAILABLE (it
// stops, and has not executed it) is tried again a few times within the timeout; requests carry a request_id
// for it, so that nothing is done twice. For one thread; an interrupt cancels the running call.
class Client {
 public:
  // `timeout` bounds each call, connecting and trying again included.
  Client(Address address, std::chrono::milliseconds timeout, const Interrupt& interrupt);

  Result<AgentResponse> ask(TextRequest request);
  // Calls `each` for every update and returns the last one, whose progress is 100.
  Result<OperationUpdate> stream(TextRequest request,
                                 const std::function<void(const OperationUpdate&)>& each);
  Result<HealthResponse> health();
  Result<ListAgentsResponse> agents();
  // All capabilities when `agent` is empty.
  Result<ListCapabilitiesResponse> capabilities(std::string_view agent);

  Result<UnderstandResponse> understand(const TextRequest& request);

  const Address& address() const { return address_; }

 private:
  using Clock = std::chrono::steady_clock;

  // Runs `rpc(context, again)`, which makes the call and returns its status; it sets `again` to false when
  // the call must not be repeated. Nothing when it went well.
  using Rpc = std::function<grpc::Status(grpc::ClientContext& context, bool& again)>;
  std::optional<Trouble> call(const Rpc& rpc);

  const Address address_;
  const std::chrono::milliseconds timeout_;
  const Interrupt& interrupt_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace maxos::ctl
