#include "rpc/health_service.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

#include "rpc/unary_message.h"

namespace maxos::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

bool is_known(std::string_view service) {
  static constexpr std::array<std::string_view, 4> kServices = {
      "", "maxos.MaxOSService", "maxos.RegistryService", "grpc.health.v1.Health"};
  return std::find(kServices.begin(), kServices.end(), service) != kServices.end();
}

grpc::ByteBuffer bytes_of(HealthCheckResponse::ServingStatus status) {
  HealthCheckResponse response;
  response.set_status(status);
  const grpc::Slice slice(response.SerializeAsString());
  return {&slice, 1};
}

// Sends the state, then NOT_SERVING when the stop begins, and ends with the stop. It does not count as in
// flight: it would hold up the stop that it waits for.
class WatchCall : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                  public std::enable_shared_from_this<WatchCall> {
 public:
  explicit WatchCall(CallGuard& guard) : guard_(guard) {}

  void start(const grpc::ByteBuffer& bytes) {
    self_ = shared_from_this();
    HealthCheckRequest request;
    if (!parse_message(bytes, request)) {
      return end(to_grpc(base::invalid_argument("The bytes are not a grpc.health.v1.HealthCheckRequest.")));
    }
    if (!is_known(request.service())) return send(HealthCheckResponse::SERVICE_UNKNOWN);
    if (guard_.stopping()) return stopped();
    send(HealthCheckResponse::SERVING);
    const std::size_t id = guard_.add_stop_listener([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->stopped();
    });
    const std::lock_guard lock(mutex_);
    listener_ = id;
  }

  ~WatchCall() override {
    if (listener_ != 0 && !guard_.stopping()) guard_.remove_stop_listener(listener_);
  }

 private:
  void stopped() {
    send(HealthCheckResponse::NOT_SERVING);
    end(stopping_status());
  }

  void send(HealthCheckResponse::ServingStatus status) {
    bool write = false;
    {
      const std::lock_guard lock(mutex_);
      if (end_) return;
      next_ = bytes_of(status);
      write = take_locked();
    }
    if (write) StartWrite(&writing_);
  }

  void end(grpc::Status status) {
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      if (end_) return;
      end_ = std::move(status);
      finish = !writing_now_ && !next_;
    }
    if (finish) Finish(*end_);
  }

  bool take_locked() {
    if (writing_now_ || !next_) return false;
    writing_ = *std::exchange(next_, std::nullopt);
    writing_now_ = true;
    return true;
  }

  void OnWriteDone(bool ok) override {
    bool write = false;
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      writing_now_ = false;
      if (!ok) next_.reset();
      write = take_locked();
      finish = !write && end_.has_value();
    }
    if (write) StartWrite(&writing_);
    if (finish) Finish(*end_);
  }

  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      next_.reset();
    }
    end({grpc::StatusCode::CANCELLED, "The client left or the deadline passed."});
  }
  void OnDone() override { self_.reset(); }

  CallGuard& guard_;
  std::shared_ptr<WatchCall> self_;
  std::mutex mutex_;
  std::size_t listener_ = 0;
  std::optional<grpc::ByteBuffer> next_;
  grpc::ByteBuffer writing_;
  bool writing_now_ = false;
  std::optional<grpc::Status> end_;
};

}  // namespace

grpc::ServerUnaryReactor* HealthServiceImpl::Check(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* bytes, grpc::ByteBuffer* out) {
  // Asked also while stopping: NOT_SERVING is an answer, and the reason that this does not go through the
  // guard.
  HealthCheckRequest request;
  if (!parse_message(*bytes, request)) {
    return finish_unary(context, to_grpc(base::invalid_argument("The bytes are not a HealthCheckRequest.")));
  }
  if (!is_known(request.service())) {
    return finish_unary(context, to_grpc(base::not_found("There is no service of that name.")));
  }
  *out = bytes_of(core_.guard.stopping() ? HealthCheckResponse::NOT_SERVING : HealthCheckResponse::SERVING);
  return finish_unary(context, grpc::Status::OK);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* HealthServiceImpl::Watch(grpc::CallbackServerContext* /*context*/,
                                                                     const grpc::ByteBuffer* request) {
  const auto call = std::make_shared<WatchCall>(core_.guard);
  call->start(*request);
  return call.get();
}

}  // namespace maxos::rpc
