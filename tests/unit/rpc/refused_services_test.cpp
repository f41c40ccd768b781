#include "rpc/refused_services.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "base/status.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "maxos.grpc.pb.h"

namespace maxos::rpc {
namespace {

using ::testing::HasSubstr;

TEST(RefusedServices, EveryCallEndsWithTheReason) {
  RefusedServices refused(base::denied("maxos-run is never served"));
  EXPECT_TRUE(refused.services().empty());
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(refused.other_methods());
  const auto server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);
  const auto channel = server->InProcessChannel({});

  const auto expect_denied = [](const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_THAT(status.error_message(), HasSubstr("never served"));
  };
  {
    grpc::ClientContext context;
    AgentResponse response;
    expect_denied(MaxOSService::NewStub(channel)->HandleText(&context, {}, &response));
  }
  {
    grpc::ClientContext context;
    OperationUpdate update;
    const auto stream = MaxOSService::NewStub(channel)->StreamOperations(&context, {});
    EXPECT_FALSE(stream->Read(&update));
    expect_denied(stream->Finish());
  }
  {
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckResponse response;
    expect_denied(grpc::health::v1::Health::NewStub(channel)->Check(&context, {}, &response));
  }
  server->Shutdown();
}

}  // namespace
}  // namespace maxos::rpc
