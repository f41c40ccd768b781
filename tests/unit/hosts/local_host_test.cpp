#include "hosts/local/local_host.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/status.h"

namespace maxos::hosts {
namespace {

using agents::Outcome;
using agents::Plan;

const agents::CapabilityDecl kThing{
    "test.thing", "system", "do a thing", agents::Risk::modify, agents::HostClass::system, {}, {}};

class StubHandler : public agents::Handler {
 public:
  const agents::CapabilityDecl& declaration() const override { return kThing; }
  absl::StatusOr<Plan> plan(const agents::PlanRequest&, const agents::ExecutionContext&) override {
    planned_on = std::this_thread::get_id();
    if (throws) throw std::runtime_error("the library gave up");
    return Plan{};
  }
  absl::StatusOr<Outcome> execute(const Plan&, const agents::ExecutionContext&) override {
    executed_on = std::this_thread::get_id();
    return Outcome{};
  }
  bool immediate() const override { return at_once; }

  bool throws = false;
  bool at_once = false;
  std::thread::id planned_on;
  std::thread::id executed_on;
};

const agents::CapabilityDecl kFiling{
    "test.filing", "filesystem", "file a thing", agents::Risk::read, agents::HostClass::files, {}, {}};

// Says on which thread it planned.
class FilingHandler : public agents::Handler {
 public:
  explicit FilingHandler(const agents::CapabilityDecl& declaration) : declaration_(declaration) {}
  const agents::CapabilityDecl& declaration() const override { return declaration_; }
  absl::StatusOr<Plan> plan(const agents::PlanRequest&, const agents::ExecutionContext&) override {
    planned_on.set_value(std::this_thread::get_id());
    return Plan{};
  }
  absl::StatusOr<Outcome> execute(const Plan&, const agents::ExecutionContext&) override { return Outcome{}; }

  std::promise<std::thread::id> planned_on;

 private:
  const agents::CapabilityDecl& declaration_;
};

constexpr std::array<std::string_view, 2> kSwitchActions = {"status", "on"};
constexpr std::array<std::string_view, 1> kSwitchPrivileged = {"on"};
constexpr std::array<agents::SlotDecl, 1> kSwitchSlots = {
    {{"action", agents::SlotType::choice, false, "what to do", "on", kSwitchActions}}};
const agents::CapabilityDecl kSwitch{.intent = "test.switch",
                                     .agent = "system",
                                     .summary = "switch a thing",
                                     .risk = agents::Risk::read,
                                     .host = agents::HostClass::files,
                                     .slots = kSwitchSlots,
                                     .privileged_actions = kSwitchPrivileged};

// Settles what was left open, as handlers do.
class SwitchHandler : public agents::Handler {
 public:
  const agents::CapabilityDecl& declaration() const override { return kSwitch; }
  absl::StatusOr<Plan> plan(const agents::PlanRequest& request, const agents::ExecutionContext&) override {
    Plan plan;
    if (request.context.contains("settled")) plan.slots = {{"action", "on"}};
    return plan;
  }
  absl::StatusOr<Outcome> execute(const Plan&, const agents::ExecutionContext&) override { return Outcome{}; }
};

class LocalHostTest : public ::testing::Test {
 protected:
  LocalHostTest() {
    std::vector<std::unique_ptr<agents::Handler>> handlers;
    handlers.push_back(std::make_unique<StubHandler>());
    handler_ = static_cast<StubHandler*>(handlers.front().get());
    host_ = std::make_unique<LocalHost>(std::move(handlers), 1, 4);
    call_.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    request_.intent = "test.thing";
    request_.caller = {7, "seven"};
    request_.context = {{"cwd", "/srv"}};
  }
  absl::StatusOr<Plan> plan() {
    std::promise<absl::StatusOr<Plan>> promise;
    host_->plan(call_, request_, [&](absl::StatusOr<Plan> plan) { promise.set_value(std::move(plan)); });
    return promise.get_future().get();
  }

  StubHandler* handler_;
  std::unique_ptr<LocalHost> host_;
  Call call_;
  agents::PlanRequest request_;
};

TEST(LocalHostOfASwitch, APrivilegedActionIsNoReadWhateverItsCapabilityIs) {
  std::vector<std::unique_ptr<agents::Handler>> handlers;
  handlers.push_back(std::make_unique<SwitchHandler>());
  LocalHost host(std::move(handlers), 1, 4);
  Call call;
  call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const auto risk = [&](agents::Values slots, agents::Values context = {}) {
    std::promise<absl::StatusOr<Plan>> promise;
    host.plan(
        call,
        {.intent = "test.switch", .slots = std::move(slots), .context = std::move(context), .caller = {}},
        [&](absl::StatusOr<Plan> plan) { promise.set_value(std::move(plan)); });
    return promise.get_future().get()->risk;
  };
  EXPECT_EQ(risk({}), agents::Risk::read);
  EXPECT_EQ(risk({{"action", "status"}}), agents::Risk::read);
  EXPECT_EQ(risk({{"action", "on"}}), agents::Risk::privileged);
  EXPECT_EQ(risk({}, {{"settled", "true"}}), agents::Risk::privileged);
}

TEST_F(LocalHostTest, FillsWhatTheHandlerDoesNotDecide) {
  const auto plan = this->plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->intent, "test.thing");
  EXPECT_EQ(plan->risk, agents::Risk::modify);
  EXPECT_EQ(plan->caller.uid, 7U);
  EXPECT_EQ(plan->context, request_.context);
}

TEST_F(LocalHostTest, ExecutesAtItsPlaceInTheQueueWhenAskedFromWithinThePlan) {
  std::promise<void> done;
  host_->plan(call_, request_, [&](absl::StatusOr<Plan> plan) {
    host_->execute(call_, *std::move(plan), [&](const absl::StatusOr<Outcome>&) { done.set_value(); });
  });
  done.get_future().wait();
  EXPECT_EQ(handler_->planned_on, handler_->executed_on);
  EXPECT_NE(handler_->planned_on, std::this_thread::get_id());
}

TEST_F(LocalHostTest, WhatIsImmediateRunsOnTheCallersThread) {
  handler_->at_once = true;
  ASSERT_TRUE(plan().ok());
  EXPECT_EQ(handler_->planned_on, std::this_thread::get_id());
}

TEST_F(LocalHostTest, WhatFollowsSomethingRunsOnAWorkerHoweverImmediateTheHandler) {
  handler_->at_once = true;
  call_.items = [](const agents::Item&, const std::function<void()>&) {};
  ASSERT_TRUE(plan().ok());
  EXPECT_NE(handler_->planned_on, std::this_thread::get_id());
}

TEST_F(LocalHostTest, AnExceptionEndsItsOwnCallAlone) {
  handler_->throws = true;
  EXPECT_EQ(plan().status().code(), absl::StatusCode::kInternal);
  handler_->throws = false;
  EXPECT_TRUE(plan().ok());
}

TEST_F(LocalHostTest, WhatWasCancelledOrCameTooLateIsNotStarted) {
  std::stop_source stop;
  stop.request_stop();
  call_.stop = stop.get_token();
  EXPECT_EQ(plan().status().code(), absl::StatusCode::kCancelled);
  call_.stop = {};
  call_.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(plan().status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(handler_->planned_on, std::thread::id());
}

TEST_F(LocalHostTest, AnIntentWithoutHandlerIsUnimplemented) {
  request_.intent = "test.other";
  EXPECT_EQ(plan().status().code(), absl::StatusCode::kUnimplemented);
}

// Those of files on the thread that asks; those of the system may need the loop while they work.
TEST(LocalHostAtALoop, LetsTheLoopsThreadWork) {
  for (const agents::CapabilityDecl* declaration : {&kFiling, &kThing}) {
    std::vector<std::unique_ptr<agents::Handler>> handlers;
    handlers.push_back(std::make_unique<FilingHandler>(*declaration));
    auto planned_on = static_cast<FilingHandler&>(*handlers.front()).planned_on.get_future();
    platform::EventLoop loop;
    platform::LoopTurns turns(loop);
    LocalHost host(std::move(handlers), 2, 4, &turns);
    std::thread thread([&] { turns.run(); });
    Call call;
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    agents::PlanRequest request;
    request.intent = declaration->intent;
    std::promise<void> answered;
    std::thread::id asked_on;
    // Until the thread that stands by has come.
    const std::function<void()> ask = [&] {
      if (!turns.may_run_between()) return loop.post(ask);
      asked_on = std::this_thread::get_id();
      host.plan(call, request, [&](const absl::StatusOr<Plan>&) { answered.set_value(); });
    };
    loop.post(ask);
    answered.get_future().wait();
    EXPECT_EQ(planned_on.get() == asked_on, declaration == &kFiling) << declaration->intent;
    loop.stop();
    thread.join();
  }
}

}  // namespace
}  // namespace maxos::hosts
