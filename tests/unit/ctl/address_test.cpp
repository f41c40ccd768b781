#include "ctl/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/status.h"

namespace maxos::ctl {
namespace {

using ::testing::HasSubstr;

std::string refused(std::string_view text) {
  const auto address = parse_address(text);
  EXPECT_FALSE(address.ok()) << text;
  return std::string(base::message_of(address.status()));
}

TEST(Address, TakesAUnixSocketInItsThreeForms) {
  for (const auto* text :
       {"unix:/run/maxos/grpc.sock", "unix:///run/maxos/grpc.sock", "/run/maxos/grpc.sock"}) {
    const auto address = parse_address(text);
    ASSERT_TRUE(address.ok()) << text;
    EXPECT_EQ(address->path, "/run/maxos/grpc.sock");
    EXPECT_EQ(address->text(), "unix:/run/maxos/grpc.sock");
    EXPECT_TRUE(address->is_local());
  }
}

TEST(Address, TakesHostAndPortAndBracketedIpv6) {
  const auto name = parse_address("server.example:50051");
  ASSERT_TRUE(name.ok());
  EXPECT_EQ(name->host, "server.example");
  EXPECT_EQ(name->port, "50051");
  EXPECT_FALSE(name->is_local());

  const auto six = parse_address("[::1]:50051");
  ASSERT_TRUE(six.ok());
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->text(), "[::1]:50051");
  EXPECT_TRUE(six->is_local());
}

TEST(Address, SaysWhatIsWrongAndWhatFormsThereAre) {
  EXPECT_THAT(refused(""), HasSubstr("empty"));
  EXPECT_THAT(refused("localhost"), HasSubstr("no port"));
  EXPECT_THAT(refused(":50051"), HasSubstr("no host"));
  EXPECT_THAT(refused("localhost:"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refused("localhost:0"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refused("localhost:65536"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refused("localhost:80x"), HasSubstr("1 to 65535"));
  EXPECT_THAT(refused("::1:50051"), HasSubstr("brackets"));
  EXPECT_THAT(refused("unix:grpc.sock"), HasSubstr("not absolute"));
  EXPECT_THAT(refused("unix:/" + std::string(200, 'a')), HasSubstr("107 bytes"));
  EXPECT_THAT(refused("localhost"), HasSubstr("HOST:PORT"));
}

}  // namespace
}  // namespace maxos::ctl
