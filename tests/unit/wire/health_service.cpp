#include "health_service.h"

#include <string>
#include <utility>

namespace maxos::wire {
namespace {

class CheckReactor : public grpc::ServerUnaryReactor {
 public:
  explicit CheckReactor(HealthState& state) : state_(state) {
    state_.in_flight.change([](int& count) { ++count; });
  }
  void OnDone() override {
    HealthState& state = state_;
    delete this;
    state.in_flight.change([](int& count) { --count; });
  }

 private:
  HealthState& state_;
};

class HealthServices : public ServiceSet, public grpc::health::v1::Health::CallbackService {
 public:
  HealthServices(HealthState& state, std::optional<std::uint32_t> uid)
      : state_(state), uid_(uid ? std::to_string(*uid) : "unknown") {}

  std::vector<grpc::Service*> services() override { return {this}; }

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const grpc::health::v1::HealthCheckRequest* request,
                                  grpc::health::v1::HealthCheckResponse* response) override {
    auto* reactor = new CheckReactor(state_);
    if (state_.stopping) {
      reactor->Finish({grpc::StatusCode::UNAVAILABLE, "stopping"});
      return reactor;
    }
    context->AddTrailingMetadata("uid", uid_);
    response->set_status(grpc::health::v1::HealthCheckResponse::SERVING);
    if (request->service() == "slow") {
      state_.slow.change(
          [reactor](auto& slow) { slow.push_back([reactor] { reactor->Finish(grpc::Status::OK); }); });
    } else {
      reactor->Finish(grpc::Status::OK);
    }
    return reactor;
  }

 private:
  HealthState& state_;
  const std::string uid_;
};

}  // namespace

void HealthState::release_slow() {
  std::vector<std::function<void()>> waiting;
  slow.change([&](auto& now) { waiting.swap(now); });
  for (const auto& finish : waiting) finish();
}

std::unique_ptr<ServiceSet> make_health_services(HealthState& state, std::optional<std::uint32_t> uid) {
  return std::make_unique<HealthServices>(state, uid);
}

}  // namespace maxos::wire
