// The fastest that gRPC's callback API can be: raw methods that hand out one answer serialized at the start.
// It shows how much of the daemon's own time is gRPC's.
#include <grpcpp/grpcpp.h>

#include "bare_server.h"
#include "maxos.grpc.pb.h"

namespace maxos::bench {
namespace {

using RawHealth = MaxOSService::WithRawCallbackMethod_GetSystemHealth<MaxOSService::Service>;
using RawBoth = MaxOSService::WithRawCallbackMethod_HandleText<RawHealth>;

template <class Message>
grpc::ByteBuffer serialized(const AnswerShape& shape) {
  Message message;
  fill(shape, message);
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

class RawService final : public RawBoth {
 public:
  explicit RawService(const AnswerShape& shape)
      : health_(serialized<HealthResponse>(shape)), text_(serialized<AgentResponse>(shape)) {}

  grpc::ServerUnaryReactor* GetSystemHealth(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                            grpc::ByteBuffer* response) override {
    return answer(context, health_, response);
  }

  grpc::ServerUnaryReactor* HandleText(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                       grpc::ByteBuffer* response) override {
    return answer(context, text_, response);
  }

 private:
  static grpc::ServerUnaryReactor* answer(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes,
                                          grpc::ByteBuffer* response) {
    *response = bytes;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  const grpc::ByteBuffer health_;
  const grpc::ByteBuffer text_;
};

}  // namespace
}  // namespace maxos::bench

int main(int argc, char** argv) {
  return maxos::bench::serve(argc, argv, [](const maxos::bench::AnswerShape& shape) {
    return std::make_unique<maxos::bench::RawService>(shape);
  });
}
