#include "rpc/status_map.h"

#include <gtest/gtest.h>

#include "base/status.h"
#include "rpc_status.pb.h"

namespace maxos::rpc {
namespace {

TEST(StatusMap, CodesAndTextsGoThrough) {
  const grpc::Status status = to_grpc(base::invalid_argument("say it"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "say it");
  EXPECT_TRUE(to_grpc(absl::OkStatus()).ok());
}

TEST(StatusMap, InternalTextStaysInside) {
  const grpc::Status status = to_grpc(base::internal("pointer 0x1234 in /root/secret"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(status.error_message().find("secret"), std::string::npos);
}

TEST(StatusMap, WhoMayComeAgainIsToldWhen) {
  for (const grpc::Status& status : {to_grpc(base::exhausted("full")), stopping_status()}) {
    internal::RpcStatus details;
    ASSERT_TRUE(details.ParseFromString(status.error_details()));
    EXPECT_EQ(details.code(), status.error_code());
    ASSERT_EQ(details.details_size(), 1);
    EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.RetryInfo");
    internal::RetryInfo retry;
    ASSERT_TRUE(retry.ParseFromString(details.details(0).value()));
    EXPECT_GT(retry.retry_delay().nanos(), 0);
  }
}

}  // namespace
}  // namespace maxos::rpc
