#include "daemon/reload.h"

#include <gtest/gtest.h>

namespace maxos::daemon {
namespace {

TEST(Reload, NamesWhatWaitsForARestart) {
  config::Config running;
  config::Config loaded;
  loaded.health.cpu_percent.warning = 1;
  loaded.language.modify_confidence = 1;
  EXPECT_TRUE(keys_that_need_restart(running, loaded).empty());
  loaded.server.listen = {"127.0.0.1:1"};
  loaded.redis.port = 1;
  loaded.language.model = "/srv/language.model";
  EXPECT_EQ(keys_that_need_restart(running, loaded),
            (std::vector<std::string>{"server.listen", "redis", "language.model"}));
}

}  // namespace
}  // namespace maxos::daemon
