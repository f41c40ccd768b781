#include "scene.h"

namespace maxos::orchestrator {
namespace {

TEST_F(OrchestratorTest, AHandledAnswerCarriesTheCommonPayload) {
  const auto answer = ask("test.read");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->agent, "system");
  EXPECT_EQ(answer->status, AnswerStatus::success);
  EXPECT_EQ(value(*answer, "intent"), "test.read");
  EXPECT_EQ(value(*answer, "slots"), "{}");
  EXPECT_EQ(value(*answer, "summary"), "done");
  EXPECT_EQ(value(*answer, "confidence"), "1");
  EXPECT_EQ(value(*answer, "operation_id"), answer->operation_id);
  EXPECT_EQ(value(*answer, "acting_as"), "maxos-grpc");
  EXPECT_EQ(value(*answer, "value"), "42");
  EXPECT_EQ(conversations_.buffered(), 1U);
}

TEST_F(OrchestratorTest, OnlyWhatWasDoneChangesWhatItIs) {
  const auto it = [this] { return value(*ask("it test.path"), "refers_to"); };
  EXPECT_EQ(ask("test.path", {{"path", "/srv/a"}})->status, AnswerStatus::success);
  EXPECT_EQ(it(), R"({"path":"/srv/a"})");
  path_->planned = base::denied("outside");
  EXPECT_EQ(ask("test.path", {{"path", "/srv/denied"}})->status, AnswerStatus::denied);
  path_->planned = absl::OkStatus();
  path_->confirm = true;
  EXPECT_EQ(ask("test.path", {{"path", "/srv/asked"}})->status, AnswerStatus::confirmation_required);
  path_->confirm = false;
  EXPECT_EQ(ask("test.path", {{"path", "/srv/shown"}, {"dry_run", "true"}})->status, AnswerStatus::success);
  EXPECT_EQ(it(), R"({"path":"/srv/a"})");
  // All of it stays in the history.
  EXPECT_EQ(conversations_.buffered(), 6U);
}

TEST_F(OrchestratorTest, ErrorsOfThePlanBecomeTheirStatus) {
  const std::vector<std::pair<absl::Status, AnswerStatus>> cases = {
      {base::denied("outside"), AnswerStatus::denied},
      {base::not_found("no such"), AnswerStatus::not_found},
      {base::unavailable("no bus"), AnswerStatus::unavailable},
      {base::invalid_argument("what"), AnswerStatus::error},
      {base::internal("oops"), AnswerStatus::error}};
  for (const auto& [status, expected] : cases) {
    read_->planned = status;
    const auto answer = ask("test.read");
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, expected);
    EXPECT_EQ(answer->message, base::message_of(status));
  }
  EXPECT_EQ(read_->executions, 0);
}

TEST_F(OrchestratorTest, WhatARoleCanNeverHaveIsRefusedBeforeItIsPlanned) {
  const auto answer = ask("system.power");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, AnswerStatus::denied);
  EXPECT_EQ(power_->executions, 0);
}

TEST_F(OrchestratorTest, ConfirmationExecutesTheStoredPlanOnceAndForItsOwnerAlone) {
  change_->confirm = true;
  const auto asked = ask("test.change");
  ASSERT_TRUE(asked.ok());
  EXPECT_EQ(asked->status, AnswerStatus::confirmation_required);
  EXPECT_EQ(value(*asked, "preview"), "would change it");
  EXPECT_EQ(value(*asked, "expires_in_seconds"), "300");
  EXPECT_EQ(change_->executions, 0);
  const std::string token = value(*asked, "confirmation_token");

  const auto owner = principal_;
  principal_ = std::make_shared<access::Principal>(access::principal_of(4243));
  EXPECT_EQ(ask("yes", {{"confirmation_token", token}})->status, AnswerStatus::denied);
  principal_ = owner;
  EXPECT_EQ(ask("yes", {{"confirmation_token", token}})->status, AnswerStatus::success);
  EXPECT_EQ(ask("yes", {{"confirmation_token", token}})->status, AnswerStatus::denied);
  EXPECT_EQ(change_->executions, 1);
}

TEST_F(OrchestratorTest, ADryRunPlansAndNothingElse) {
  const auto answer = ask("test.change", {{"dry_run", "true"}});
  EXPECT_EQ(answer->status, AnswerStatus::success);
  EXPECT_EQ(value(*answer, "dry_run"), "true");
  EXPECT_EQ(change_->executions, 0);
}

TEST_F(OrchestratorTest, ADryRunMayBeSpeltInEveryWayOfAFlagAndInNoOther) {
  for (const char* yes : {"True", "TRUE", "1", "yes", "on"}) {
    EXPECT_EQ(value(*ask("test.change", {{"dry_run", yes}}), "dry_run"), "true") << yes;
  }
  for (const char* neither : {"maybe", "", "tru"}) {
    EXPECT_EQ(ask("test.change", {{"dry_run", neither}})->status, AnswerStatus::error) << neither;
  }
  EXPECT_EQ(ask("test.change", {{"detach", "perhaps"}})->status, AnswerStatus::error);
  EXPECT_EQ(change_->executions, 0);
  EXPECT_EQ(ask("test.change", {{"dry_run", "False"}})->status, AnswerStatus::success);
  EXPECT_EQ(change_->executions, 1);
}

TEST_F(OrchestratorTest, ARetryWithTheSameRequestIdDoesNotActTwice) {
  const auto first = ask("test.change", {{"request_id", "r1"}});
  const auto second = ask("test.change", {{"request_id", "r1"}});
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->operation_id, second->operation_id);
  EXPECT_EQ(second->payload, first->payload);
  EXPECT_EQ(change_->executions, 1);
  EXPECT_EQ(ask("test.read", {{"request_id", "r1"}}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ask("test.read", {{"request_id", std::string(65, 'x')}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(OrchestratorTest, StepsRiseFromTheRequestToTheResult) {
  std::vector<int> progress;
  const auto answer = ask(request("test.read"), [&](const std::string& id, const Step& step) {
    EXPECT_EQ(id.size(), 32U);
    progress.push_back(step.progress);
  });
  ASSERT_TRUE(answer.ok());
  EXPECT_GE(progress.size(), 4U);
  EXPECT_TRUE(std::is_sorted(progress.begin(), progress.end()));
  EXPECT_GT(progress.front(), 0);
  EXPECT_LT(progress.back(), 100);
}

TEST_F(OrchestratorTest, AStopReachesTheAgentAndADetachedOperationIsLeftAlone) {
  read_->wait_for_stop = true;
  std::stop_source stop;
  Request stopped = request("test.read");
  stopped.stop = stop.get_token();
  auto answer = std::async(std::launch::async, [&] { return ask(std::move(stopped)); });
  while (read_->executions == 0) std::this_thread::yield();
  stop.request_stop();
  EXPECT_EQ(answer.get()->status, AnswerStatus::cancelled);

  Request detached = request("test.read", {{"detach", "true"}});
  detached.stop = stop.get_token();
  detached.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  EXPECT_EQ(ask(std::move(detached)).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(OrchestratorTest, ItemsGoToTheStreamOfWhoFollowsAsTheyAre) {
  std::vector<Step> items;
  const Steps steps = [&](const std::string&, Step step) {
    if (step.taken) items.push_back(std::move(step));
  };
  // As it was said, as the client says it, and not where the client says otherwise.
  ASSERT_TRUE(ask(request("follow test.read"), steps).ok());
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].message, "a line");
  EXPECT_EQ(items[0].values.at(0).second, "1");
  EXPECT_LT(items[0].progress, 50);
  ASSERT_TRUE(ask(request("test.read", {{"follow", "true"}}), steps).ok());
  EXPECT_EQ(items.size(), 2U);
  ASSERT_TRUE(ask(request("follow test.read", {{"follow", "false"}}), steps).ok());
  ASSERT_TRUE(ask(request("test.read"), steps).ok());
  EXPECT_EQ(items.size(), 2U);
  // Nobody reads them where nothing is streamed.
  ASSERT_TRUE(ask("follow test.read").ok());
  EXPECT_FALSE(read_->took_items);
}

TEST_F(OrchestratorTest, WhoFollowsIsEndedByItsClientThoughDetachedAndByTheServicesStop) {
  read_->wait_for_stop = true;
  const Steps steps = [](const std::string&, const Step&) {};
  std::stop_source client;
  Request detached = request("follow test.read", {{"detach", "true"}});
  detached.stop = client.get_token();
  auto left = std::async(std::launch::async, [&] { return ask(std::move(detached), steps); });
  auto stopped = std::async(std::launch::async, [&] { return ask(request("follow test.read"), steps); });
  while (read_->executions < 2) std::this_thread::yield();
  client.request_stop();
  EXPECT_EQ(left.get()->status, AnswerStatus::cancelled);
  ending_.request_stop();
  const auto answer = stopped.get();
  EXPECT_EQ(answer->status, AnswerStatus::cancelled);
  EXPECT_THAT(answer->message, HasSubstr("The service stops"));
}

TEST_F(OrchestratorTest, AnImmediateReadIsAnsweredOnTheCallersThread) {
  read_->run_at_once = true;
  std::thread::id thread;
  orchestrator_->handle(request("test.read"), {},
                        [&](const absl::StatusOr<Answer>&) { thread = std::this_thread::get_id(); });
  EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST_F(OrchestratorTest, AFullQueueIsAnErrorOfTheCall) {
  read_->wait_for_stop = true;
  std::stop_source stop;
  std::vector<std::future<absl::StatusOr<Answer>>> running;
  for (int i = 0; i < 2; ++i) {
    Request blocking = request("test.read");
    blocking.stop = stop.get_token();
    running.push_back(
        std::async(std::launch::async, [this, blocking]() mutable { return ask(std::move(blocking)); }));
  }
  while (read_->executions < 2) std::this_thread::yield();
  // Both workers are taken; four requests fit into the queue, the fifth does not.
  std::vector<std::future<absl::StatusOr<Answer>>> queued;
  for (int i = 0; i < 4; ++i) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Answer>>>();
    queued.push_back(promise->get_future());
    Request waiting = request("test.path", {{"path", "/srv"}});
    orchestrator_->handle(std::move(waiting), {},
                          [promise](absl::StatusOr<Answer> done) { promise->set_value(std::move(done)); });
  }
  EXPECT_EQ(ask("test.path", {{"path", "/srv"}}).status().code(), absl::StatusCode::kResourceExhausted);
  stop.request_stop();
  for (auto& future : queued) EXPECT_EQ(future.get()->status, AnswerStatus::success);
}

}  // namespace
}  // namespace maxos::orchestrator
