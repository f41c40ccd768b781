// HandleText: one call from its bytes to its answer.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <stop_token>

#include "access/principal.h"
#include "rpc/core.h"

namespace maxos::rpc {

// A reactor that gRPC and the operation hold together: it lives until gRPC is done with it and the operation
// has ended, whichever comes last, and so long the call counts as in flight.
class HandleTextCall : public grpc::ServerUnaryReactor, public std::enable_shared_from_this<HandleTextCall> {
 public:
  // Starts the call; the returned pointer is gRPC's until OnDone.
  static grpc::ServerUnaryReactor* start(Core& core, std::shared_ptr<const access::Principal> principal,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

  explicit HandleTextCall(CallGuard::Token token) : token_(std::move(token)) {}

 private:
  void run(Core& core, std::shared_ptr<const access::Principal> principal,
           grpc::CallbackServerContext* context, const grpc::ByteBuffer* request);
  void answer(absl::StatusOr<orchestrator::Answer> answer);
  // The first who comes ends the call.
  bool claim() { return !ended_.exchange(true, std::memory_order_acq_rel); }

  void OnCancel() override;
  void OnDone() override { self_.reset(); }
  // gRPC's own hint, private but virtual: what this reactor does at its end neither blocks nor takes long, so
  // it may run where the call ended. Without it each call is handed to another thread for its OnDone.
  bool InternalInlineable() override { return true; }

  CallGuard::Token token_;
  grpc::ByteBuffer* response_ = nullptr;
  std::atomic<bool> ended_{false};
  std::stop_source stop_;
  std::shared_ptr<HandleTextCall> self_;
};

}  // namespace maxos::rpc
