#include "config/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maxos::config {
namespace {

using testing::HasSubstr;

TEST(Checks, LoopbackAndUnixAddressesAreListenedOn) {
  for (const char* text :
       {"127.0.0.1:50051", "127.1.2.3:1", "[::1]:50051", "unix:/run/maxos/grpc.sock", "127.0.0.1:0"}) {
    EXPECT_EQ(check_listen_address(text), "") << text;
  }
}

TEST(Checks, OtherAddressesSayThatPlainTcpIsForLoopback) {
  for (const char* text :
       {"0.0.0.0:50051", "[::]:50051", "192.168.1.2:80", "[::ffff:127.0.0.1]:80", "[fe80::1]:80"}) {
    EXPECT_THAT(check_listen_address(text), HasSubstr("loopback")) << text;
  }
}

TEST(Checks, MalformedAddressesAreRefused) {
  for (const char* text : {"", "50051", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                           "127.0.0.1:1x", "::1:50051", "localhost:50051", "unix:", "unix:relative", ":50051",
                           "[::1]50051", "[]:1", "example.org:1"}) {
    EXPECT_NE(check_listen_address(text), "") << text;
  }
  EXPECT_THAT(check_listen_address("unix:/" + std::string(200, 'x')), HasSubstr("too long"));
}

TEST(Checks, PathsAreAbsoluteAndNormal) {
  EXPECT_EQ(check_absolute_path("/"), "");
  EXPECT_EQ(check_absolute_path("/srv/maxos"), "");
  for (const char* text : {"", "srv", "~/x", "/srv/", "/srv/../etc", "/srv//x", "/./srv"}) {
    EXPECT_NE(check_absolute_path(text), "") << text;
  }
  EXPECT_EQ(check_optional_path(""), "");
  EXPECT_NE(check_optional_path("x"), "");
}

TEST(Checks, UnitNamesHaveTheirSuffix) {
  for (const char* text : {"nginx.service", "getty@tty1.service", "dev-sda1.swap", R"(srv-a\x2db.mount)"}) {
    EXPECT_EQ(check_unit_name(text), "") << text;
  }
  for (const char* text :
       {"", "nginx", ".service", "a/b.service", "a b.service", "getty@.service", "@x.service", "x.conf"}) {
    EXPECT_NE(check_unit_name(text), "") << text;
  }
}

TEST(Checks, UnitGlobsMatchWholeNames) {
  for (const char* text : {"nginx.service", "app-*.service", "getty@*.service", "backup.*", "web?.socket"}) {
    EXPECT_EQ(check_unit_glob(text), "") << text;
  }
  for (const char* text : {"", "*", "nginx", "a/b*", "a b.service", "x\"].service", "[ab].service"}) {
    EXPECT_NE(check_unit_glob(text), "") << text;
  }
}

TEST(Checks, BelowMeansWholePathParts) {
  EXPECT_TRUE(is_below("/srv", "/srv"));
  EXPECT_TRUE(is_below("/srv/maxos", "/srv"));
  EXPECT_TRUE(is_below("/srv/maxos", "/"));
  EXPECT_FALSE(is_below("/srvx", "/srv"));
  EXPECT_FALSE(is_below("/", "/srv"));
}

}  // namespace
}  // namespace maxos::config
