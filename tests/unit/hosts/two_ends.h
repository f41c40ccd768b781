// A front end's RemoteHost and a HostServer, each on a loop of its own, with a socket between them.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "hosts/remote/remote_host.h"
#include "hosts/server/host_server.h"
#include "loop_thread.h"

namespace maxos::hosts {

inline constexpr std::uint64_t kCatalogue = 4711;

inline std::pair<base::UniqueFd, base::UniqueFd> socket_pair() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

// Plans and executes what the test says, on the thread that asks.
class FakeAgents : public AgentHost {
 public:
  void plan(const Call& call, agents::PlanRequest request, Planned done) override {
    ++planned;
    if (hold_plans) return held_plans.push_back(std::move(done));
    agents::Plan plan = this->next;
    plan.intent = request.intent;
    plan.slots = request.slots;
    plan.caller = request.caller;
    plan.context = request.context;
    last_call = call;
    done(std::move(plan));
  }
  void execute(const Call& call, agents::Plan plan, Executed done) override {
    ++executed;
    last_call = call;
    executed_plan = std::move(plan);
    if (call.progress) call.progress(40, "half way");
    if (hold) return held.push_back(std::move(done));
    if (!result.ok()) return done(result);
    agents::Outcome outcome;
    outcome.message = "done";
    outcome.values = values;
    done(std::move(outcome));
  }
  bool alive(std::chrono::steady_clock::duration) const override { return true; }

  agents::Plan next;
  std::vector<std::pair<std::string, std::string>> values = {{"count", "3"}};
  absl::Status result;
  std::atomic<bool> hold{false};
  std::atomic<bool> hold_plans{false};
  std::atomic<int> planned{0};
  std::atomic<int> executed{0};
  std::vector<Executed> held;
  std::vector<Planned> held_plans;
  agents::Plan executed_plan;
  Call last_call;
};

class TwoEnds : public ::testing::Test {
 protected:
  ~TwoEnds() override {
    front_.stop();
    back_.stop();
    remote_.reset();
    server_.reset();
  }

  void make_server(std::uint64_t instance = 1) {
    HostServer::Options options;
    options.catalogue = catalogue_;
    options.instance = instance;
    options.account = "maxos";
    options.ceiling = [this](std::string_view) { return ceiling_; };
    options.ceiling_section = [](std::string_view) { return std::string("files_host"); };
    options.samples = samples_of_host_;
    back_.on_loop([&] {
      server_.reset();
      server_ = std::make_unique<HostServer>(back_.loop, agents_, std::move(options));
    });
  }

  void make_remote() {
    RemoteHost::Options options;
    options.name = "the files host";
    options.advice = "systemctl status maxos-agents";
    options.catalogue = kCatalogue;
    options.connect = [this]() -> absl::StatusOr<base::UniqueFd> {
      ++connects_;
      if (refuse_) return base::unavailable("connection refused");
      auto [ours, theirs] = socket_pair();
      if (silent_) {
        silent_ends_.push_back(std::move(theirs));
        return std::move(ours);
      }
      back_.on_loop([&, end = &theirs] { server_->serve(std::move(*end)); });
      return std::move(ours);
    };
    remote_ = std::make_unique<RemoteHost>(front_.loop, std::move(options));
  }

  static Call call(std::string id = "op-1") {
    Call call;
    call.operation_id = std::move(id);
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    return call;
  }
  static agents::PlanRequest request() {
    return {"file.list", {{"path", "/srv/a"}}, {{"cwd", "/srv"}}, {1000, "alice"}};
  }

  absl::StatusOr<agents::Plan> plan(const Call& call) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<agents::Plan>>>();
    remote_->plan(call, request(),
                  [promise](absl::StatusOr<agents::Plan> plan) { promise->set_value(std::move(plan)); });
    return testing::value_of(promise->get_future());
  }
  std::future<absl::StatusOr<agents::Outcome>> begin_execute(const Call& call, agents::Plan plan) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<agents::Outcome>>>();
    remote_->execute(call, std::move(plan), [promise](absl::StatusOr<agents::Outcome> outcome) {
      promise->set_value(std::move(outcome));
    });
    return promise->get_future();
  }
  absl::StatusOr<agents::Outcome> execute(const Call& call, agents::Plan plan) {
    return testing::value_of(begin_execute(call, std::move(plan)));
  }
  // What was sent before has arrived.
  void settle() {
    back_.on_loop([] {});
    front_.on_loop([] {});
  }

  testing::LoopThread front_;
  testing::LoopThread back_;
  FakeAgents agents_;
  std::uint64_t catalogue_ = kCatalogue;
  std::shared_ptr<config::Ceiling> ceiling_ =
      std::make_shared<config::Ceiling>(config::Ceiling{{"file.*"}, "execute", {}, {}});
  std::atomic<int> connects_{0};
  std::atomic<bool> refuse_{false};
  std::atomic<bool> silent_{false};
  std::vector<base::UniqueFd> silent_ends_;
  health::SampleSource* samples_of_host_ = nullptr;
  std::unique_ptr<HostServer> server_;
  std::unique_ptr<RemoteHost> remote_;
};

}  // namespace maxos::hosts
