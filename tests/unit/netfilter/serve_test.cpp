#include "netfilter/serve.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "commands.h"
#include "platform/packets.h"

namespace maxos::netfilter {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kPatience = std::chrono::milliseconds(5000);

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    here.reset(ends[0]);
    there.reset(ends[1]);
  }
  base::UniqueFd here, there;
};

// What the other end is told.
std::string asked(const std::string& request, uid_t allowed) {
  Pair pair;
  EXPECT_TRUE(platform::send_text(pair.here.get(), request, kPatience).ok());
  std::thread server([&] { (void)serve_one(pair.there.get(), allowed); });
  const auto answer = platform::receive_text(pair.here.get(), 8U << 20, kPatience);
  server.join();
  return answer.ok() ? *answer : "";
}

TEST(ServeOne, AnswersTheSystemHostAlone) {
  EXPECT_THAT(asked("rules", ::geteuid()), StartsWith("ok\n{\"nftables\""));
  const std::string refused = asked("rules", ::geteuid() + 1);
  EXPECT_THAT(refused, StartsWith("error 7 "));
  EXPECT_THAT(refused, HasSubstr("may not ask here"));
}

TEST(ServeOne, WhatIsNoRequestIsRefused) {
  EXPECT_THAT(asked("flush ruleset", ::geteuid()), StartsWith("error 3 "));
  EXPECT_THAT(asked(std::string(1000, 'x'), ::geteuid()), StartsWith("error 8 "));
}

TEST(ServeOne, ACallerWhoLeavesIsNoTrouble) {
  Pair pair;
  pair.here.reset();
  EXPECT_FALSE(serve_one(pair.there.get(), ::geteuid()).ok());
}

TEST(Packets, LongTextsComeInPiecesAndTooLongOnesNotAtAll) {
  Pair pair;
  const std::string text(1'000'000, 't');
  std::thread sender([&] { EXPECT_TRUE(platform::send_text(pair.there.get(), text, kPatience).ok()); });
  EXPECT_EQ(*platform::receive_text(pair.here.get(), text.size(), kPatience), text);
  sender.join();
  EXPECT_TRUE(platform::send_text(pair.there.get(), std::string(100, 't'), kPatience).ok());
  EXPECT_EQ(platform::receive_text(pair.here.get(), 99, kPatience).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(platform::receive_text(pair.here.get(), 99, std::chrono::milliseconds(20)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(Packets, NobodyThereIsUnavailable) {
  EXPECT_EQ(platform::connect_packets("/nowhere/s").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(platform::connect_packets(std::string(200, 'x')).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace maxos::netfilter
