#include "ctl/trouble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rpc_status.pb.h>

#include <cerrno>
#include <string>
#include <utility>

namespace maxos::ctl {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const Address kLocal{.path = "/run/maxos/grpc.sock", .host = {}, .port = {}};
const Address kLoopback{.path = {}, .host = "localhost", .port = "50051"};
const Address kRemote{.path = {}, .host = "server.example", .port = "50051"};

SocketAccess stranger() {
  return {.account = "ada", .seen = true, .group_may_write = true, .group = "maxos-users"};
}

grpc::Status busy(std::int64_t seconds, std::int32_t nanos) {
  internal::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(seconds);
  info.mutable_retry_delay()->set_nanos(nanos);
  internal::RpcStatus details;
  auto* other = details.add_details();
  other->set_type_url("type.googleapis.com/google.rpc.Help");
  auto* detail = details.add_details();
  detail->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  info.SerializeToString(detail->mutable_value());
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "256 requests wait already", details.SerializeAsString()};
}

TEST(Access, WhoIsNotInTheGroupIsToldHowToJoinIt) {
  const Trouble trouble = explain_access(stranger(), kLocal.path);
  EXPECT_EQ(trouble.exit, ExitCode::denied);
  EXPECT_THAT(trouble.message, HasSubstr("ada may not connect to /run/maxos/grpc.sock"));
  EXPECT_EQ(trouble.advice, "run: sudo usermod -aG maxos-users ada, then log in again");
}

TEST(Access, WhoJoinedAfterTheLoginIsToldToLogInAgain) {
  SocketAccess access = stranger();
  access.account_has_group = true;
  EXPECT_EQ(explain_access(access, kLocal.path).advice, "log out and in again, or run: newgrp maxos-users");
}

TEST(Access, OtherCausesAreNotBlamedOnTheGroup) {
  SocketAccess access = stranger();
  access.login_has_group = true;
  EXPECT_THAT(explain_access(access, kLocal.path).advice, HasSubstr("ls -l"));
  EXPECT_THAT(explain_access({.account = "ada"}, kLocal.path).advice, HasSubstr("namei -l"));
  access = stranger();
  access.group = "root";
  EXPECT_THAT(explain_access(access, kLocal.path).advice, HasSubstr("sudo maxosctl"));
}

TEST(Connect, NothingThereSaysHowToStart) {
  const Trouble trouble = explain_connect(ENOENT, kLocal);
  EXPECT_EQ(trouble.exit, ExitCode::unreachable);
  EXPECT_THAT(trouble.message, HasSubstr("not running"));
  EXPECT_THAT(trouble.advice, HasSubstr("systemctl start maxos-grpc"));
  EXPECT_THAT(explain_connect(ECONNREFUSED, kLoopback).advice, HasSubstr("systemctl start maxos-grpc"));
  EXPECT_THAT(explain_connect(ECONNREFUSED, kRemote).advice, HasSubstr("ssh -L"));
  EXPECT_THAT(explain_connect(ENOENT, {.path = "/tmp/mine.sock", .host = {}, .port = {}}).advice,
              HasSubstr("server.listen"));
  EXPECT_THAT(explain_connect(ETIMEDOUT, kRemote).advice, HasSubstr("firewall"));
  EXPECT_EQ(explain_connect(EINTR, kLocal).exit, ExitCode::cancelled);
  EXPECT_THAT(explain_connect(EMFILE, kLocal).message, HasSubstr("Too many open files"));
}

TEST(Call, TheWaitThatTheDaemonAsksForIsTold) {
  EXPECT_EQ(retry_delay(busy(1, 500'000'000)), 1500ms);
  const Trouble trouble = explain(busy(0, 250'000'000), kLocal, 10s);
  EXPECT_EQ(trouble.exit, ExitCode::busy);
  EXPECT_EQ(trouble.message, "256 requests wait already");
  EXPECT_EQ(trouble.advice, "try again in 0.25 s");
}

TEST(Call, DetailsThatAreNonsenseAreIgnored) {
  EXPECT_EQ(retry_delay({grpc::StatusCode::RESOURCE_EXHAUSTED, "m", "\xff\xff\xff"}), std::nullopt);
  EXPECT_EQ(retry_delay(busy(-5, -1)), 0ms);
  EXPECT_EQ(explain({grpc::StatusCode::RESOURCE_EXHAUSTED, "m"}, kLocal, 10s).advice, "try again later");
}

TEST(Call, EachFailureSaysWhatToDo) {
  using grpc::StatusCode;
  EXPECT_THAT(explain({StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded"}, kLocal, 1500ms).message,
              HasSubstr("within 1.5 s"));
  EXPECT_THAT(explain({StatusCode::DEADLINE_EXCEEDED, ""}, kLocal, 1s).advice, HasSubstr("--timeout"));
  EXPECT_THAT(explain({StatusCode::UNAVAILABLE, "Socket closed"}, kLocal, 1s).message,
              HasSubstr("Socket closed"));
  EXPECT_THAT(explain({StatusCode::UNAVAILABLE, "x"}, kLocal, 1s).advice,
              HasSubstr("journalctl -u maxos-grpc"));
  EXPECT_THAT(explain({StatusCode::PERMISSION_DENIED, "no"}, kLocal, 1s).advice,
              HasSubstr("usermod -aG maxos-users"));
  EXPECT_THAT(explain({StatusCode::UNIMPLEMENTED, ""}, kLocal, 1s).message, HasSubstr("does not offer"));
  EXPECT_EQ(explain({StatusCode::INVALID_ARGUMENT, "text is empty"}, kLocal, 1s).message, "text is empty");
  EXPECT_EQ(explain({StatusCode::INTERNAL, ""}, kLocal, 1s).message, "the call failed with INTERNAL");
}

}  // namespace
}  // namespace maxos::ctl
