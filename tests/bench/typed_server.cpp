// The bare server that ratios are measured against: generated callback API, every field filled in every call.
#include <grpcpp/grpcpp.h>

#include <utility>

#include "bare_server.h"
#include "maxos.grpc.pb.h"

namespace maxos::bench {
namespace {

class TypedService final : public MaxOSService::CallbackService {
 public:
  explicit TypedService(AnswerShape shape) : shape_(std::move(shape)) {}

  grpc::ServerUnaryReactor* GetSystemHealth(grpc::CallbackServerContext* context, const HealthRequest*,
                                            HealthResponse* response) override {
    fill(shape_, *response);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* HandleText(grpc::CallbackServerContext* context, const TextRequest*,
                                       AgentResponse* response) override {
    fill(shape_, *response);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const AnswerShape shape_;
};

}  // namespace
}  // namespace maxos::bench

int main(int argc, char** argv) {
  return maxos::bench::serve(argc, argv, [](const maxos::bench::AnswerShape& shape) {
    return std::make_unique<maxos::bench::TypedService>(shape);
  });
}
