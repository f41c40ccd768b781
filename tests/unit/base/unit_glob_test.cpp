#include "base/unit_glob.h"

#include <gtest/gtest.h>

namespace maxos::base {
namespace {

TEST(UnitGlob, AStarIsAnythingAndAQuestionMarkIsOne) {
  EXPECT_TRUE(matches_unit_glob("nginx.service", "nginx.service"));
  EXPECT_TRUE(matches_unit_glob("app-*.service", "app-a.b.service"));
  EXPECT_TRUE(matches_unit_glob("*", "x"));
  EXPECT_TRUE(matches_unit_glob("web?.service", "web1.service"));
  EXPECT_TRUE(matches_unit_glob("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(matches_unit_glob("backup.*", "backup.timer"));
}

TEST(UnitGlob, TheWholeNameMustMatch) {
  for (const char* unit : {"nginx.service.d", "xnginx.service", "nginxAservice", "NGINX.service", ""}) {
    EXPECT_FALSE(matches_unit_glob("nginx.service", unit)) << unit;
  }
  EXPECT_FALSE(matches_unit_glob("web?.service", "web.service"));
  EXPECT_FALSE(matches_unit_glob("app-*.service", "app-x.socket"));
  EXPECT_FALSE(matches_unit_glob("", "x"));
}

TEST(UnitGlob, BracketsAndBackslashesAreThemselves) {
  EXPECT_FALSE(matches_unit_glob("[ab].service", "a.service"));
  EXPECT_TRUE(matches_unit_glob(R"(srv-a\x2db.mount)", R"(srv-a\x2db.mount)"));
}

TEST(UnitGlob, ManyStarsStayCheap) {
  const std::string glob = "*a*a*a*a*a*a*a*a*a*a*a*b";
  EXPECT_FALSE(matches_unit_glob(glob, std::string(255, 'a')));
}

TEST(UnitGlob, AnEmptyListMeansNone) {
  EXPECT_FALSE(matches_any_unit_glob({}, "nginx.service"));
  EXPECT_TRUE(matches_any_unit_glob({"a.service", "n*.service"}, "nginx.service"));
}

}  // namespace
}  // namespace maxos::base
