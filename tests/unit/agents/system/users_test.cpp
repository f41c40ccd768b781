#include "scene.h"

namespace maxos::agents {
namespace {

class UsersTest : public SystemScene {};

TEST_F(UsersTest, SessionsAreToldWithWhereTheyComeFrom) {
  tell("session 1 alice tty1 -");
  tell("session 2 alice pts/0 192.0.2.7");
  tell("session 3 bob pts/1 -");
  const auto outcome = run("system.users", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message,
            "2 users are logged in, in 3 sessions: alice on tty1 since 2023-11-14 22:13:20 UTC; alice on "
            "pts/0 from "
            "192.0.2.7 since 2023-11-14 22:13:20 UTC; bob on pts/1 since 2023-11-14 22:13:20 UTC.");
  EXPECT_EQ(value(*outcome, "user_count"), "2");
  EXPECT_EQ(value(*outcome, "total_count"), "3");
}

TEST_F(UsersTest, NobodyIsNobody) {
  const auto outcome = run("system.users", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "Nobody is logged in.");
}

TEST_F(UsersTest, AGreeterAndASessionThatEndsMeanwhileAreNotUsers) {
  tell("session 1 greeter tty7 -");
  tell("session 2 bob tty2 -");
  tell("gone 2");
  const auto outcome = run("system.users", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "0");
}

TEST_F(UsersTest, WithoutLogindItIsUnavailableAndNamesThePackage) {
  systemd_.reset();
  const auto outcome = run("system.users", {});
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(message(outcome.status()).find("libpam-systemd"), std::string::npos);
}

}  // namespace
}  // namespace maxos::agents
