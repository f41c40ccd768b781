#include "hosts/remote/remote_host.h"

#include <gmock/gmock.h>

#include "two_ends.h"

namespace maxos::hosts {
namespace {

using agents::Risk;
using ::testing::HasSubstr;

std::string message(const absl::Status& status) {
  return std::string(base::message_of(status));
}

class RemoteHostTest : public TwoEnds {
 protected:
  RemoteHostTest() {
    make_server();
    make_remote();
  }
};

TEST_F(RemoteHostTest, PlansAndExecutesInTheOtherProcess) {
  agents_.next.risk = Risk::modify;
  agents_.next.targets = {"/srv/a"};
  agents_.next.preview = "Would list.";
  const auto plan = this->plan(call());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->intent, "file.list");
  EXPECT_EQ(plan->risk, Risk::modify);
  EXPECT_EQ(plan->targets, std::vector<std::string>{"/srv/a"});
  EXPECT_EQ(plan->slots, request().slots);
  EXPECT_EQ(plan->context, request().context);
  EXPECT_EQ(plan->caller.name, "alice");
  EXPECT_EQ(plan->acting_as, "maxos");
  const auto outcome = execute(call(), *plan);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->message, "done");
  EXPECT_EQ(outcome->values, agents_.values);
  EXPECT_EQ(agents_.executed_plan.caller.uid, 1000U);
}

TEST_F(RemoteHostTest, AReadComesInOneExchangeAndIsSeenOnlyWhenItIsExecuted) {
  Call call = this->call();
  call.execute_reads = true;
  std::promise<absl::StatusOr<agents::Outcome>> promise;
  remote_->plan(call, request(), [&](absl::StatusOr<agents::Plan> plan) {
    EXPECT_EQ(agents_.executed, 1);
    remote_->execute(call, *std::move(plan),
                     [&](absl::StatusOr<agents::Outcome> outcome) { promise.set_value(std::move(outcome)); });
  });
  const auto outcome = testing::value_of(promise.get_future());
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->message, "done");
  EXPECT_EQ(agents_.executed, 1);
}

TEST_F(RemoteHostTest, AReadThatIsExecutedLaterIsReadAnew) {
  Call call = this->call();
  call.execute_reads = true;
  const auto plan = this->plan(call);
  ASSERT_TRUE(plan.ok());
  ASSERT_TRUE(execute(call, *plan).ok());
  EXPECT_EQ(agents_.executed, 2);
}

TEST_F(RemoteHostTest, WhatChangesSomethingWaitsForItsExecution) {
  agents_.next.risk = Risk::modify;
  Call call = this->call();
  call.execute_reads = true;
  ASSERT_TRUE(plan(call).ok());
  EXPECT_EQ(agents_.executed, 0);
}

TEST_F(RemoteHostTest, APlanIsExecutedOnce) {
  agents_.next.risk = Risk::modify;
  const auto plan = this->plan(call());
  ASSERT_TRUE(execute(call(), *plan).ok());
  const auto again = execute(call("op-2"), *plan);
  EXPECT_THAT(message(again.status()), HasSubstr("not known here any more"));
  EXPECT_EQ(agents_.executed, 1);
}

TEST_F(RemoteHostTest, APlanThatWasAlteredIsNotExecuted) {
  agents_.next.risk = Risk::modify;
  agents_.next.targets = {"/srv/a"};
  auto plan = this->plan(call());
  plan->targets = {"/srv/b"};
  EXPECT_THAT(message(execute(call(), *plan).status()), HasSubstr("not the one that was made"));
  EXPECT_EQ(agents_.executed, 0);
}

TEST_F(RemoteHostTest, TheCeilingHoldsWhateverTheFrontEndSays) {
  *ceiling_ = {{"file.list"}, "read", {"/srv"}, {}};
  agents_.next.risk = Risk::modify;
  EXPECT_THAT(message(plan(call()).status()), HasSubstr("files_host.max_risk"));
  agents_.next.risk = Risk::read;
  agents_.next.targets = {"/srvother/a"};
  EXPECT_THAT(message(plan(call()).status()), HasSubstr("files_host.roots"));
  agents_.next.targets = {"/srv/a"};
  EXPECT_TRUE(plan(call()).ok());
  ceiling_->intents = {"dev.*"};
  EXPECT_THAT(message(plan(call()).status()), HasSubstr("files_host.intents"));
}

TEST_F(RemoteHostTest, ProgressAndCancellationCrossTheSocket) {
  agents_.next.risk = Risk::modify;
  agents_.hold = true;
  const auto plan = this->plan(call());
  std::promise<int> progressed;
  std::stop_source stop;
  Call call = this->call();
  call.stop = stop.get_token();
  call.progress = [&](int percent, std::string_view) { progressed.set_value(percent); };
  auto outcome = begin_execute(call, *plan);
  EXPECT_EQ(testing::value_of(progressed.get_future()), 40);
  std::promise<void> stopped;
  const std::stop_callback on_stop(agents_.last_call.stop, [&] { stopped.set_value(); });
  stop.request_stop();
  testing::value_of(stopped.get_future());
  agents_.held.at(0)(base::cancelled("stopped"));
  EXPECT_TRUE(absl::IsCancelled(testing::value_of(std::move(outcome)).status()));
}

TEST_F(RemoteHostTest, ItemsCrossTheSocketInTheirOrderAndThatTheyWereTakenCrossesBack) {
  agents_.hold = true;
  const auto plan = this->plan(call());
  std::vector<std::function<void()>> takers;
  std::promise<std::string> came;
  Call call = this->call();
  call.items = [&](agents::Item item, std::function<void()> taken) {
    takers.push_back(std::move(taken));
    if (takers.size() == 2) came.set_value(item.message + " " + item.values.at(0).second);
  };
  auto outcome = begin_execute(call, *plan);
  settle();
  ASSERT_TRUE(agents_.last_call.items);
  std::promise<void> first;
  agents_.last_call.items({"one", {{"entry", "1"}}}, [&] { first.set_value(); });
  agents_.last_call.items({"two", {{"entry", "2"}}}, [] { FAIL() << "it was not taken"; });
  EXPECT_EQ(testing::value_of(came.get_future()), "two 2");
  takers.at(0)();
  testing::value_of(first.get_future());
  agents_.held.at(0)(agents::Outcome{});
  EXPECT_TRUE(testing::value_of(std::move(outcome)).ok());
}

TEST_F(RemoteHostTest, AnItemThatIsNoneEndsTheCall) {
  agents_.hold = true;
  const auto plan = this->plan(call());
  Call call = this->call();
  call.items = [](const agents::Item&, const std::function<void()>&) { FAIL() << "it came through"; };
  auto outcome = begin_execute(call, *plan);
  settle();
  agents_.last_call.items({std::string(agents::kMaxItemBytes + 1, 'x'), {}}, [] {});
  EXPECT_EQ(testing::value_of(std::move(outcome)).status().code(), absl::StatusCode::kInternal);
  agents_.held.at(0)(agents::Outcome{});
}

TEST_F(RemoteHostTest, WhoFollowsEndsWhenTheFrontEndIsGone) {
  agents_.hold = true;
  const auto plan = this->plan(call());
  Call call = this->call();
  call.items = [](const agents::Item&, const std::function<void()>&) {};
  auto outcome = begin_execute(call, *plan);
  settle();
  std::promise<void> stopped;
  const std::stop_callback on_stop(agents_.last_call.stop, [&] { stopped.set_value(); });
  front_.on_loop([&] { remote_->close(); });
  testing::value_of(stopped.get_future());
  agents_.held.at(0)(base::cancelled("stopped"));
  EXPECT_FALSE(testing::value_of(std::move(outcome)).ok());
}

TEST_F(RemoteHostTest, ErrorsKeepTheirCodeAndTheirWords) {
  agents_.result = base::not_found("/srv/a does not exist.");
  agents_.next.risk = Risk::modify;
  const auto outcome = execute(call(), *plan(call()));
  EXPECT_EQ(outcome.status(), base::not_found("/srv/a does not exist."));
}

TEST_F(RemoteHostTest, AHostThatEndsInMidOperationIsToldTruly) {
  agents_.next.risk = Risk::modify;
  agents_.hold = true;
  auto outcome = begin_execute(call(), *plan(call()));
  settle();
  make_server(2);
  const auto ended = testing::value_of(std::move(outcome));
  EXPECT_EQ(ended.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(message(ended.status()), HasSubstr("Interrupted: the files host ended"));
  // And the next one is served by the new host.
  agents_.hold = false;
  EXPECT_TRUE(plan(call("op-2")).ok());
  EXPECT_EQ(remote_->trouble(), std::nullopt);
}

TEST_F(RemoteHostTest, WhatRunsIsTakenUpAgainWhenOnlyTheConnectionWasLost) {
  agents_.next.risk = Risk::modify;
  agents_.hold = true;
  auto outcome = begin_execute(call(), *plan(call()));
  settle();
  // A second connection takes over from the first, which ends.
  auto [ours, theirs] = socket_pair();
  back_.on_loop([&, end = &theirs] { server_->serve(std::move(*end)); });
  agents::Outcome through;
  through.message = "carried through";
  agents_.held.at(0)(std::move(through));
  const auto ended = testing::value_of(std::move(outcome));
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->message, "carried through");
}

TEST_F(RemoteHostTest, WhatChangesNothingIsAskedAgain) {
  agents_.hold_plans = true;
  auto promise = std::make_shared<std::promise<absl::StatusOr<agents::Plan>>>();
  remote_->plan(call(), request(),
                [promise](absl::StatusOr<agents::Plan> plan) { promise->set_value(std::move(plan)); });
  while (agents_.planned == 0) settle();
  agents_.hold_plans = false;
  make_server(2);
  EXPECT_TRUE(testing::value_of(promise->get_future()).ok());
  EXPECT_EQ(agents_.planned, 2);
}

TEST_F(RemoteHostTest, AHostThatCannotBeReachedIsUnavailableAndNamed) {
  refuse_ = true;
  const auto began = std::chrono::steady_clock::now();
  const auto plan = this->plan(call());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
  EXPECT_TRUE(absl::IsUnavailable(plan.status()));
  EXPECT_THAT(message(plan.status()), HasSubstr("The files host does not answer (connection refused)"));
  EXPECT_THAT(message(plan.status()), HasSubstr("systemctl status maxos-agents"));
  EXPECT_TRUE(remote_->trouble().has_value());
  // It is tried on, and found without being asked.
  refuse_ = false;
  const auto end = std::chrono::steady_clock::now() + testing::kPatience;
  while (remote_->trouble() && std::chrono::steady_clock::now() < end) settle();
  EXPECT_TRUE(this->plan(call()).ok());
}

TEST_F(RemoteHostTest, AHostThatSaysNothingIsGivenUpInTime) {
  silent_ = true;
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(absl::IsUnavailable(plan(call()).status()));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
}

TEST_F(RemoteHostTest, AHostOfAnotherBuildIsRefusedAndSaidSo) {
  catalogue_ = 1;
  make_server(2);
  EXPECT_THAT(message(plan(call()).status()), HasSubstr("another catalogue"));
}

}  // namespace
}  // namespace maxos::hosts
