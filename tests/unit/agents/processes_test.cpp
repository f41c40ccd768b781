#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>

#include "agents/system/process_table.h"
#include "scene.h"

namespace maxos::agents {
namespace {

// A /proc of its own and a clock that tests move.
class Processes : public ::testing::Test {
 protected:
  Processes() {
    tree_.write("uptime", "1000.00 900.00\n");
    environment_.proc_root = tree_.path();
    environment_.clock.steady = [this] { return now_; };
  }

  void add(int pid, const std::string& name, unsigned long long ticks, unsigned long long start,
           unsigned long long pages, const std::string& command = "", char state = 'S') const {
    const std::string folder = std::to_string(pid);
    tree_.write(folder + "/stat", folder + " (" + name + ") " + state + " 1 1 1 0 -1 4194560 100 0 0 0 " +
                                      std::to_string(ticks) + " 0 0 0 20 0 3 0 " + std::to_string(start) +
                                      " 1000000 " + std::to_string(pages) +
                                      " 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n");
    tree_.write(folder + "/status", "Name:\t" + name + "\nUid:\t0\t0\t0\t0\n");
    tree_.write(folder + "/cmdline", command);
  }

  const TempTree tree_;
  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
  HandlerEnvironment environment_;
};

TEST_F(Processes, AreSortedByMemoryWithTrueFigures) {
  add(1, "init", 10, 0, 100, std::string("/sbin/init\0splash\0", 18));
  add(20, "big (one) x", 5, 0, 5000, std::string("big\0--password=geheim\0", 22));
  add(30, "kworker/0:1", 0, 0, 0);
  const auto outcome = Bench(environment_).run("system.processes", {{"sort", "memory"}, {"limit", "2"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "3");
  EXPECT_EQ(value(*outcome, "shown_count"), "2");
  EXPECT_EQ(value(*outcome, "truncated"), "true");
  const std::string json = value(*outcome, "processes");
  EXPECT_TRUE(json.starts_with("[{\"pid\":20,\"parent\":1,\"name\":\"big (one) x\",\"user\":\"root\""))
      << json;
  EXPECT_NE(json.find("\"memory_bytes\":" + std::to_string(5000 * ::sysconf(_SC_PAGESIZE))),
            std::string::npos)
      << json;
  EXPECT_NE(json.find("\"command\":\"big --password=***\""), std::string::npos) << json;
  EXPECT_EQ(json.find("geheim"), std::string::npos);
}

TEST_F(Processes, FirstShareIsSinceTheBeginningThenSinceTheLastPass) {
  const auto per_second = static_cast<unsigned long long>(::sysconf(_SC_CLK_TCK));
  // Half of its 100 seconds of life.
  add(7, "worker", 50 * per_second, 900 * per_second, 10, "worker");
  const Bench bench(environment_);
  const auto first = bench.run("system.processes", {});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_NE(value(*first, "processes").find("\"cpu_percent\":50,"), std::string::npos)
      << value(*first, "processes");
  EXPECT_EQ(value(*first, "cpu_window_seconds"), "(no cpu_window_seconds)");
  // One second of CPU in the next ten.
  now_ += std::chrono::seconds(10);
  add(7, "worker", 51 * per_second, 900 * per_second, 10, "worker");
  const auto second = bench.run("system.processes", {});
  EXPECT_NE(value(*second, "processes").find("\"cpu_percent\":10,"), std::string::npos)
      << value(*second, "processes");
  EXPECT_EQ(value(*second, "cpu_window_seconds"), "10");
  // Another process with the same number begins anew.
  now_ += std::chrono::seconds(10);
  add(7, "other", 2 * per_second, 990 * per_second, 10, "other");
  const auto third = bench.run("system.processes", {});
  EXPECT_NE(value(*third, "processes").find("\"cpu_percent\":20,"), std::string::npos)
      << value(*third, "processes");
}

TEST_F(Processes, NamesMatchProgramsAndScriptsButNotArguments) {
  add(1, "python3", 0, 0, 1, std::string("python3\0/srv/backup.py\0", 23));
  add(2, "nginx", 0, 0, 1, std::string("nginx: worker\0", 14));
  add(3, "app", 0, 0, 1, std::string("app\0nginx\0", 10));
  const Bench bench(environment_);
  EXPECT_EQ(value(*bench.run("system.processes", {{"name", "backup"}}), "total_count"), "1");
  EXPECT_EQ(value(*bench.run("system.processes", {{"name", "NGINX"}}), "total_count"), "1");
  const auto none = bench.run("system.processes", {{"name", "apache"}});
  EXPECT_EQ(none->message, "No process named apache is running.");
  EXPECT_EQ(value(*none, "all_count"), "3");
}

TEST_F(Processes, AYoungOneHasNoMoreThanAllCpusAndItsOwnSpan) {
  const auto per_second = static_cast<unsigned long long>(::sysconf(_SC_CLK_TCK));
  tree_.write("stat", "cpu  1 1\ncpu0 1 1\ncpu1 1 1\nintr 5\n");
  add(1, "init", 0, 0, 1, "init");
  const Bench bench(environment_);
  ASSERT_TRUE(bench.run("system.processes", {}).ok());
  now_ += std::chrono::seconds(94);
  tree_.write("uptime", "1094.80 900.00\n");
  // 0.4 seconds of CPU in 0.8, and more than two CPUs can give within a tick or two.
  add(7, "half", 4 * per_second / 10, 1094 * per_second, 1, "half");
  add(8, "burst", 29 * per_second / 100, 109'479 * per_second / 100, 1, "burst");
  const auto outcome = bench.run("system.processes", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message,
            "3 processes. Most CPU over the last 94 s: burst (8, 200% of a CPU in its 0.1 s of life), half "
            "(7, 50% of a CPU in its 0.8 s of life), init (1, 0% of a CPU).");
  EXPECT_NE(value(*outcome, "processes").find("\"cpu_percent\":50,\"cpu_window_seconds\":0.8,"),
            std::string::npos)
      << value(*outcome, "processes");
}

TEST_F(Processes, ANumberAUserAndZombiesAreUnderstoodWhenNothingIsCalledSo) {
  add(1, "init", 0, 0, 1, "init");
  add(12, "python3.11", 0, 0, 1, "python3.11");
  add(11, "dead", 0, 0, 0, "", 'Z');
  add(13, "7", 0, 0, 1, "7");
  add(7, "seven", 0, 0, 1, "seven");
  tree_.write("12/status", "Name:\tx\nUid:\t1\t1\t1\t1\n");
  tree_.write("13/status", "Name:\tx\nUid:\t1\t1\t1\t1\n");
  const Bench bench(environment_);
  const auto run = [&](const char* name) { return *bench.run("system.processes", {{"name", name}}); };
  // As the number, though "python3.11" contains it.
  EXPECT_EQ(value(run("11"), "total_count"), "1");
  EXPECT_THAT(run("11").message, ::testing::StartsWith("1 process with the number 11. "));
  EXPECT_THAT(run("7").message, ::testing::StartsWith("1 process named 7. "));
  EXPECT_EQ(value(run("root"), "total_count"), "3");
  EXPECT_THAT(run("root").message, ::testing::StartsWith("3 processes of the user root. "));
  // uid 1 is daemon everywhere.
  add(20, "dbus-daemon", 0, 0, 1, "dbus-daemon");
  EXPECT_THAT(run("daemon").message,
              ::testing::StartsWith("3 processes named daemon or of the user daemon. "));
  EXPECT_THAT(run("zombies").message, ::testing::StartsWith("1 zombie "));
  EXPECT_EQ(value(run("zombie"), "total_count"), "1");
  add(11, "alive", 0, 0, 1, "alive");
  EXPECT_EQ(run("zombies").message, "No process is a zombie.");
  EXPECT_EQ(run("99999").message, "No process named 99999 is running.");
}

TEST_F(Processes, VanishedAndTornOnesAreLeftOut) {
  add(1, "init", 0, 0, 1, "init");
  tree_.mkdir("99");
  tree_.write("98/stat", "98 (torn");
  tree_.write("97/stat", "");
  const auto outcome = Bench(environment_).run("system.processes", {});
  EXPECT_EQ(value(*outcome, "total_count"), "1");
}

TEST_F(Processes, ThousandsAreCutWithinTheAnswer) {
  for (int pid = 1; pid <= 5'000; ++pid)
    add(pid, "p" + std::to_string(pid), 0, 0, static_cast<unsigned long long>(pid), "p");
  const Bench bench(environment_);
  const auto outcome = bench.run("system.processes", {{"sort", "memory"}, {"limit", "5000"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "5000");
  EXPECT_LT(value(*outcome, "processes").size(), 1024U * 1024U);
}

TEST_F(Processes, WithoutProcTheyAreUnavailable) {
  environment_.proc_root = tree_ / "none";
  EXPECT_EQ(Bench(environment_).run("system.processes", {}).status().code(), absl::StatusCode::kUnavailable);
}

TEST(RealProcesses, ThisOneIsAmongThem) {
  const auto processes = read_processes("/proc", quiet_context());
  ASSERT_TRUE(processes.ok());
  bool found = false;
  for (const Process& process : *processes) found |= process.pid == ::getpid() && process.resident_bytes > 0;
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace maxos::agents
