#include "ctl/exit_code.h"

#include <gtest/gtest.h>

namespace maxos::ctl {
namespace {

TEST(ExitCode, EveryStatusOfAnAnswerHasTheDocumentedCode) {
  EXPECT_EQ(static_cast<int>(exit_code_of("success")), 0);
  EXPECT_EQ(static_cast<int>(exit_code_of("error")), 1);
  EXPECT_EQ(static_cast<int>(exit_code_of("not_found")), 1);
  EXPECT_EQ(static_cast<int>(exit_code_of("unavailable")), 1);
  EXPECT_EQ(static_cast<int>(exit_code_of("denied")), 3);
  EXPECT_EQ(static_cast<int>(exit_code_of("unhandled")), 5);
  EXPECT_EQ(static_cast<int>(exit_code_of("confirmation_required")), 6);
  EXPECT_EQ(static_cast<int>(exit_code_of("cancelled")), 7);
  EXPECT_EQ(static_cast<int>(exit_code_of("a status of a later version")), 1);
}

TEST(ExitCode, EveryFailureOfACallHasTheDocumentedCode) {
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::OK)), 0);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::INTERNAL)), 1);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::INVALID_ARGUMENT)), 2);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::PERMISSION_DENIED)), 3);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::UNAUTHENTICATED)), 3);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::UNAVAILABLE)), 4);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::CANCELLED)), 7);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::DEADLINE_EXCEEDED)), 9);
  EXPECT_EQ(static_cast<int>(exit_code_of(grpc::StatusCode::RESOURCE_EXHAUSTED)), 10);
}

TEST(ExitCode, CodesAreNamedAsGrpcNamesThem) {
  EXPECT_EQ(name_of(grpc::StatusCode::RESOURCE_EXHAUSTED), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(name_of(grpc::StatusCode::DO_NOT_USE), "UNKNOWN");
}

}  // namespace
}  // namespace maxos::ctl
