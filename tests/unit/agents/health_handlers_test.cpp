#include <thread>

#include "health/monitor.h"
#include "platform/event_loop.h"
#include "scene.h"

namespace maxos::agents {
namespace {

// A monitor over files of its own; D-Bus has no address, so nothing answers there.
class HealthHandlers : public ::testing::Test {
 protected:
  HealthHandlers() {
    tree_.write("proc/uptime", "273605.40 500000.00\n");
    tree_.write("proc/stat",
                "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 100 0 100 800 0 0 0 0 0 0\nbtime 1700000000\n");
    tree_.write("proc/loadavg", "0.50 0.25 0.10 1/100 1234\n");
    tree_.write("proc/meminfo",
                "MemTotal:        8388608 kB\nMemFree:  1000 kB\nMemAvailable:    4194304 kB\nSwapTotal:   0 "
                "kB\nSwapFree:  0 kB\n");
    health::MonitorOptions options;
    options.proc_root = tree_ / "proc";
    options.sys_root = tree_ / "sys";
    options.bus_address = "unix:path=" + (tree_ / "no-bus");
    options.service_state = [] {
      health::ServiceState state;
      state.redis_up = true;
      return state;
    };
    monitor_ = std::make_unique<health::Monitor>(loop_, config_, options);
    thread_ = std::thread([this] { loop_.run(); });
    environment_.monitor = monitor_.get();
  }
  ~HealthHandlers() override {
    monitor_.reset();
    loop_.stop();
    thread_.join();
  }

  const TempTree tree_;
  config::Health config_;
  platform::EventLoop loop_;
  std::unique_ptr<health::Monitor> monitor_;
  std::thread thread_;
  HandlerEnvironment environment_;
};

TEST_F(HealthHandlers, UptimeIsThatOfTheMachine) {
  const auto outcome = Bench(environment_).run("system.uptime", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "Up 3 days, 4 hours, since 2023-11-14 22:13:20 UTC.");
  EXPECT_TRUE(value(*outcome, "uptime_seconds").starts_with("27360")) << value(*outcome, "uptime_seconds");
  EXPECT_EQ(value(*outcome, "boot_time"), "2023-11-14T22:13:20Z");
}

TEST_F(HealthHandlers, AreImmediateWhenASampleIsFresh) {
  const Bench bench(environment_);
  ASSERT_TRUE(bench.run("system.uptime", {}).ok());
  EXPECT_TRUE(bench.handler("system.uptime").immediate());
  EXPECT_FALSE(bench.handler("file.list").immediate());
}

TEST_F(HealthHandlers, HealthHasStatusLevelReasonsAndFigures) {
  const Bench bench(environment_);
  const auto outcome = bench.run("system.health", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "status"), "healthy");
  EXPECT_NE(value(*outcome, "level"), "(no level)");
  EXPECT_TRUE(value(*outcome, "reasons").starts_with("["));
  EXPECT_EQ(value(*outcome, "memory_total_bytes"), "8589934592");
  EXPECT_NE(outcome->message.find("memory 4 GiB of 8 GiB used"), std::string::npos) << outcome->message;
  const auto verbose = bench.run("system.health", {{"verbose", "true"}});
  EXPECT_GE(verbose->values.size(), outcome->values.size());
}

TEST_F(HealthHandlers, MetricsAreOfTheKindAskedFor) {
  const Bench bench(environment_);
  const auto memory = bench.run("system.metrics", {{"kind", "memory"}});
  ASSERT_TRUE(memory.ok()) << memory.status();
  EXPECT_EQ(value(*memory, "memory_available_bytes"), "4294967296");
  EXPECT_EQ(memory->message, "Memory 4 GiB of 8 GiB used (50%), 4 GiB available; no swap.");
  for (const auto& [key, text] : memory->values) {
    EXPECT_TRUE(key.find("memory") != std::string::npos || key.starts_with("swap_")) << key;
  }
  EXPECT_NE(bench.run("system.metrics", {{"kind", "load"}})->message.find("0.5, 0.25, 0.1"),
            std::string::npos);
  const auto all = bench.run("system.metrics", {});
  EXPECT_GT(all->values.size(), memory->values.size());
  // What the machine does not tell is said, not shown as zero.
  const auto temperature = bench.run("system.metrics", {{"kind", "temperature"}});
  EXPECT_EQ(temperature.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(bench.run("system.metrics", {{"kind", "mood"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(HealthHandlersAlone, WithoutAMonitorTheyAreUnavailable) {
  const Bench bench{HandlerEnvironment()};
  for (const char* intent : {"system.uptime", "system.health", "system.metrics"}) {
    EXPECT_EQ(bench.run(intent, {}).status().code(), absl::StatusCode::kUnavailable) << intent;
  }
}

}  // namespace
}  // namespace maxos::agents
