// StreamOperations: one operation with its progress.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "access/principal.h"
#include "rpc/core.h"

namespace maxos::rpc {

// Held by gRPC and the operation together, like HandleTextCall. Updates wait in a short queue while the
// client is slow; then the newest replaces the one before it, so that a slow reader costs no memory and never
// holds up the work. Items are not replaced: who sends them waits until they are taken, and has no more than
// agents::kMaxItemsUnderWay of them here.
class StreamOperationsCall : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                             public std::enable_shared_from_this<StreamOperationsCall> {
 public:
  // Updates that wait at most, items, the first and the last not counted.
  static constexpr std::size_t kMaxWaiting = 16;

  static grpc::ServerWriteReactor<grpc::ByteBuffer>* start(Core& core,
                                                           std::shared_ptr<const access::Principal> principal,
                                                           grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request);

  explicit StreamOperationsCall(CallGuard::Token token) : token_(std::move(token)) {}

 private:
  void run(Core& core, std::shared_ptr<const access::Principal> principal,
           grpc::CallbackServerContext* context, const grpc::ByteBuffer* request);
  void step(const std::string& operation_id, orchestrator::Step step);
  void answer(absl::StatusOr<orchestrator::Answer> answer);
  // One that waits, and for an item who wants to know when it is written.
  struct Waiting {
    grpc::ByteBuffer update;
    std::function<void()> taken;
  };
  // Puts an update into the queue and writes it if nothing is being written.
  void push(const grpc::ByteBuffer& update, std::function<void()> taken = nullptr);
  // Ends the call with `status` after what is being written.
  void end(grpc::Status status);
  // What to do next, decided under the lock and done outside of it, for gRPC may call back at once.
  enum class Next { nothing, write, finish };
  Next next_locked();
  void act(Next next);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { self_.reset(); }

  CallGuard::Token token_;
  std::stop_source stop_;
  std::shared_ptr<StreamOperationsCall> self_;

  std::mutex mutex_;
  std::deque<Waiting> waiting_;
  Waiting writing_;
  bool write_under_way_ = false;
  bool started_ = false;
  bool finished_ = false;
  std::optional<grpc::Status> end_;
};

}  // namespace maxos::rpc
