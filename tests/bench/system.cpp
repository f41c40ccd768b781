// What scripts/bench measures of the system agent, on this machine and without a daemon.
//
//   bench_system health ROUNDS BUS          full samples, each with the answer of system.health made from it;
//                                           prints the mean CPU time of this process in microseconds
//   bench_system processes ROUNDS           system.processes; the same
//   bench_system service ROUNDS BUS UNIT    prints medians in microseconds: of system.service on a worker of
//   this
//                                           process, of the same unit's state asked for once as a bare
//                                           property, and of all its properties asked for once, both over a
//                                           kept connection
//
// BUS: the address of a D-Bus with systemd on it.
#include <systemd/sd-bus.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "agents/handlers.h"
#include "agents/system/systemd.h"
#include "base/status.h"
#include "health/monitor.h"
#include "hosts/local/local_host.h"
#include "platform/bus.h"
#include "platform/event_loop.h"

namespace {

namespace agents = maxos::agents;
namespace hosts = maxos::hosts;
using Clock = std::chrono::steady_clock;

// An event loop on a thread of its own, as a host has it.
class Loop {
 public:
  Loop() : thread_([this] { loop.run(); }) {}
  ~Loop() {
    loop.stop();
    thread_.join();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs `function` on the loop and waits for its end.
  void on_loop(const std::function<void()>& function) {
    std::promise<void> done;
    loop.post([&] {
      function();
      done.set_value();
    });
    done.get_future().wait();
  }

  maxos::platform::EventLoop loop;

 private:
  std::thread thread_;
};

// Of all threads of this process.
double cpu_microseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

agents::ExecutionContext minute() {
  return {std::stop_token(), Clock::now() + std::chrono::minutes(1), nullptr};
}

// Plans and executes; the status of what failed.
absl::Status ask(agents::Handler& handler, agents::Values slots) {
  const auto context = minute();
  const agents::PlanRequest request{.intent = std::string(handler.declaration().intent),
                                    .slots = std::move(slots),
                                    .context = {},
                                    .caller = {}};
  const auto plan = handler.plan(request, context);
  if (!plan.ok()) return plan.status();
  return handler.execute(*plan, context).status();
}

agents::Handler* find(const agents::Handlers& handlers, std::string_view intent) {
  for (const auto& handler : handlers) {
    if (handler->declaration().intent == intent) return handler.get();
  }
  return nullptr;
}

int health(int rounds, const std::string& address) {
  Loop loop;
  maxos::health::MonitorOptions options;
  options.bus_address = address;
  maxos::health::Monitor monitor(loop.loop, {}, std::move(options));
  agents::HandlerEnvironment environment;
  environment.monitor = &monitor;
  const auto handlers = agents::make_snapshot_handlers(environment);
  agents::Handler* const handler = find(handlers, "system.health");
  double begin = 0;
  // The first opens files and connects.
  for (int round = -1; round < rounds; ++round) {
    if (round == 0) begin = cpu_microseconds();
    monitor.expire();
    if (const auto sample = monitor.wait(Clock::now() + std::chrono::seconds(10));
        sample == nullptr || !sample->snapshot->bus.reachable)
      return std::cerr << "systemd is not in the sample\n", 1;
    if (const auto status = ask(*handler, {}); !status.ok()) return std::cerr << status << "\n", 1;
  }
  std::cout << (cpu_microseconds() - begin) / rounds << "\n";
  return 0;
}

int processes(int rounds) {
  const auto handlers = agents::make_system_handlers({});
  agents::Handler* const handler = find(handlers, "system.processes");
  double begin = 0;
  for (int round = -1; round < rounds; ++round) {
    if (round == 0) begin = cpu_microseconds();
    if (const auto status = ask(*handler, {}); !status.ok()) return std::cerr << status << "\n", 1;
  }
  std::cout << (cpu_microseconds() - begin) / rounds << "\n";
  return 0;
}

// One round trip on a worker of this process.
absl::Status ask_host(hosts::LocalHost& host, const agents::PlanRequest& request) {
  hosts::Call call;
  call.deadline = Clock::now() + std::chrono::minutes(1);
  std::binary_semaphore done(0);
  absl::Status status;
  host.plan(call, request, [&](absl::StatusOr<agents::Plan> plan) {
    if (!plan.ok()) {
      status = plan.status();
      return done.release();
    }
    host.execute(call, *std::move(plan), [&](const absl::StatusOr<agents::Outcome>& outcome) {
      status = outcome.status();
      done.release();
    });
  });
  done.acquire();
  return status;
}

int service(int rounds, const std::string& address, const std::string& unit) {
  Loop loop;
  std::unique_ptr<maxos::platform::Bus> bus;
  loop.on_loop([&] { bus = std::make_unique<maxos::platform::Bus>(loop.loop, address); });
  agents::HandlerEnvironment environment;
  environment.bus = bus.get();
  environment.loop = &loop.loop;
  absl::Status failed;
  std::vector<double> handled;
  std::vector<double> one;
  std::vector<double> all;
  {
    hosts::LocalHost host(agents::make_system_handlers(environment), 4, 16);
    const agents::PlanRequest request{
        .intent = "system.service", .slots = {{"unit", unit}}, .context = {}, .caller = {}};
    sd_bus* bare = nullptr;
    if (sd_bus_new(&bare) < 0 || sd_bus_set_address(bare, address.c_str()) < 0 ||
        sd_bus_set_bus_client(bare, 1) < 0 || sd_bus_start(bare) < 0)
      return std::cerr << "no connection to " << address << "\n", 1;
    const std::string path = agents::unit_path(unit);
    const auto timed = [&](std::vector<double>& into, const auto& call) {
      const auto begin = Clock::now();
      if (!call()) failed = maxos::base::internal("the bare call failed");
      into.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    };
    // In turn, so that nobody has the quieter machine. The first connects.
    for (int round = 0; round <= rounds && failed.ok(); ++round) {
      timed(handled, [&] {
        failed = ask_host(host, request);
        return true;
      });
      timed(one, [&] {
        char* state = nullptr;
        const int result =
            sd_bus_get_property_string(bare, "org.freedesktop.systemd1", path.c_str(),
                                       "org.freedesktop.systemd1.Unit", "ActiveState", nullptr, &state);
        std::free(state);
        return result >= 0;
      });
      timed(all, [&] {
        sd_bus_message* reply = nullptr;
        const int result =
            sd_bus_call_method(bare, "org.freedesktop.systemd1", path.c_str(),
                               "org.freedesktop.DBus.Properties", "GetAll", nullptr, &reply, "s", "");
        sd_bus_message_unref(reply);
        return result >= 0;
      });
    }
    sd_bus_close_unref(bare);
  }
  loop.on_loop([&] { bus.reset(); });
  if (!failed.ok()) return std::cerr << failed << "\n", 1;
  std::cout << median(handled) << " " << median(one) << " " << median(all) << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const int rounds = words.size() > 1 ? std::atoi(words[1].c_str()) : 0;
  if (rounds > 0 && words.size() == 3 && words[0] == "health") return health(rounds, words[2]);
  if (rounds > 0 && words.size() == 2 && words[0] == "processes") return processes(rounds);
  if (rounds > 0 && words.size() == 4 && words[0] == "service") return service(rounds, words[2], words[3]);
  std::cerr << "usage: bench_system health ROUNDS BUS | processes ROUNDS | service ROUNDS BUS UNIT\n";
  return 2;
}
