#include "orchestrator/orchestrator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <optional>

#include "base/status.h"
#include "hosts/local/local_host.h"
#include "operations/message_ids.h"
#include "support/fake_local_store.h"
#include "support/recording_journal.h"

namespace maxos::orchestrator {
namespace {

using agents::AnswerStatus;
using agents::CapabilityDecl;
using agents::Outcome;
using agents::Plan;
using agents::Risk;
using agents::SlotDecl;
using agents::SlotType;
using testing::HasSubstr;

constexpr std::array<SlotDecl, 1> kPathSlot = {{{"path", SlotType::path, true, "which one", "/srv/a"}}};
constexpr std::array<std::string_view, 1> kReadPhrases = {"read it"};
const CapabilityDecl kRead{.intent = "test.read",
                           .agent = "system",
                           .summary = "read a thing",
                           .host = agents::HostClass::system,
                           .phrases = kReadPhrases};
const CapabilityDecl kNeedsPath{.intent = "test.path",
                                .agent = "system",
                                .summary = "look at a thing",
                                .host = agents::HostClass::system,
                                .slots = kPathSlot};
const CapabilityDecl kChange{.intent = "test.change",
                             .agent = "system",
                             .summary = "change a thing",
                             .risk = Risk::modify,
                             .host = agents::HostClass::system};
const CapabilityDecl kPower{.intent = "system.power",
                            .agent = "system",
                            .summary = "switch off",
                            .risk = Risk::privileged,
                            .host = agents::HostClass::system};
const CapabilityDecl kAnnounced{.intent = "test.announced",
                                .agent = "system",
                                .summary = "copy a thing",
                                .risk = Risk::modify,
                                .host = agents::HostClass::system,
                                .slots = kPathSlot,
                                .announced = true};
const CapabilityDecl kAnnouncedPrivileged{.intent = "test.mount",
                                          .agent = "network",
                                          .summary = "mount a thing",
                                          .risk = Risk::privileged,
                                          .announced = true};

// Does what the test sets; counts.
class StubHandler : public agents::Handler {
 public:
  explicit StubHandler(const CapabilityDecl& decl) : decl_(decl) {}
  const CapabilityDecl& declaration() const override { return decl_; }
  absl::StatusOr<Plan> plan(const agents::PlanRequest& request, const agents::ExecutionContext&) override {
    Plan plan;
    plan.slots = request.slots;
    plan.confirm = confirm;
    plan.preview = "would change it";
    if (!planned.ok()) return planned;
    return plan;
  }
  absl::StatusOr<Outcome> execute(const Plan&, const agents::ExecutionContext& context) override {
    ++executions;
    if (wait_for_stop) {
      while (context.check().ok()) std::this_thread::yield();
      return context.check();
    }
    context.progress(50, "half way");
    return outcome;
  }
  bool immediate() const override { return run_at_once; }

  bool confirm = false;
  bool run_at_once = false;
  bool wait_for_stop = false;
  absl::Status planned;
  absl::StatusOr<Outcome> outcome = Outcome{AnswerStatus::success, "Done.", "done", {{"value", "42"}}};
  std::atomic<int> executions{0};

 private:
  const CapabilityDecl& decl_;
};

// Understands the names of intents.
class StubUnderstander : public language::Understander {
 public:
  language::Understanding understand(std::string_view text, std::string_view) const override {
    language::Understanding result;
    if (text.starts_with("test.") || text.starts_with("system.")) {
      result.intent = text;
      result.confidence = confidence;
    }
    result.candidates = {{"test.read", 0.3}};
    if (text == "two") result.clauses = {{"read it", "test.read"}, {"change it", "test.change"}};
    if (text.starts_with("caution ")) result.caution = text.substr(sizeof("caution ") - 1);
    return result;
  }
  double confidence = 1;
};

class OrchestratorTest : public testing::Test {
 protected:
  OrchestratorTest() {
    auto add = [this](const CapabilityDecl& decl) {
      auto handler = std::make_unique<StubHandler>(decl);
      StubHandler* raw = handler.get();
      handlers_.push_back(std::move(handler));
      return raw;
    };
    read_ = add(kRead);
    path_ = add(kNeedsPath);
    change_ = add(kChange);
    power_ = add(kPower);
    host_.emplace(std::move(handlers_), 2, 4);
    orchestrator_.emplace(Parts{registry_,
                                understander_,
                                config_,
                                *host_,
                                confirmations_,
                                request_ids_,
                                request_log_,
                                conversations_,
                                {},
                                "maxos-grpc"});
  }

  Request request(std::string text, agents::Values context = {}) {
    Request request;
    request.rpc = "HandleText";
    request.principal = principal_;
    request.text = std::move(text);
    request.context = std::move(context);
    request.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    return request;
  }
  absl::StatusOr<Answer> ask(Request request, Steps steps = {}) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Answer>>>();
    auto future = promise->get_future();
    orchestrator_->handle(std::move(request), std::move(steps), [promise](absl::StatusOr<Answer> answer) {
      promise->set_value(std::move(answer));
    });
    return future.get();
  }
  absl::StatusOr<Answer> ask(std::string text, agents::Values context = {}) {
    return ask(request(std::move(text), std::move(context)));
  }
  static std::string value(const Answer& answer, std::string_view key) {
    for (const auto& [name, text] : answer.payload) {
      if (name == key) return text;
    }
    return "(none)";
  }

  agents::Registry registry_{{{"system", "the machine"}, {"network", "the network"}},
                             {&kRead, &kNeedsPath, &kChange, &kPower, &kAnnounced, &kAnnouncedPrivileged}};
  StubUnderstander understander_;
  base::Swapped<config::Config> config_{std::make_shared<const config::Config>()};
  std::vector<std::unique_ptr<agents::Handler>> handlers_;
  StubHandler* read_;
  StubHandler* path_;
  StubHandler* change_;
  StubHandler* power_;
  testing_support::RecordingJournal journal_;
  testing_support::FakeLocalStore store_;
  platform::EventLoop loop_;
  store::Conversations conversations_{loop_, nullptr, {}};
  access::Confirmations confirmations_{{}, {}};
  operations::RequestIds request_ids_{store_, {}};
  operations::RequestLog request_log_{journal_, loop_, {}};
  std::shared_ptr<access::Principal> principal_ =
      std::make_shared<access::Principal>(access::make_principal(4242, std::nullopt));
  std::optional<hosts::LocalHost> host_;
  std::optional<Orchestrator> orchestrator_;
};

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

TEST_F(OrchestratorTest, WhatIsNotUnderstoodIsUnhandledAndOffersTheNearest) {
  const auto answer = ask("sing a song");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->agent, "orchestrator");
  EXPECT_EQ(answer->status, AnswerStatus::unhandled);
  EXPECT_EQ(value(*answer, "intent"), "unknown");
  EXPECT_THAT(answer->message, HasSubstr("read it"));
}

TEST_F(OrchestratorTest, TwoRequestsInOneAreNamedAndNeitherIsDone) {
  for (const agents::Values& context : {agents::Values{}, agents::Values{{"domain", "network"}}}) {
    const auto answer = ask("two", context);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->agent, "orchestrator");
    EXPECT_EQ(answer->status, AnswerStatus::unhandled);
    EXPECT_EQ(value(*answer, "intent"), "unknown");
    EXPECT_EQ(answer->message,
              "These are two requests: \"read it\" (test.read) and \"change it\" (test.change). Nothing was "
              "done; ask them one by one.");
    EXPECT_EQ(value(*answer, "clauses"),
              R"([{"text":"read it","intent":"test.read"},{"text":"change it","intent":"test.change"}])");
  }
  EXPECT_EQ(read_->executions + change_->executions, 0);
}

TEST_F(OrchestratorTest, WhatOnlyMentionsAnActionIsToldSoWithThePlainWayToSayIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"asked", "That reads like a question about an action, not a request for it"},
      {"negated", "not to do"},
      {"reported", "report"},
      {"conditional", "condition"},
      {"later", "another time"},
      {"shell", "no shell"}};
  for (const auto& [caution, part] : cases) {
    const auto answer = ask("caution " + caution);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, AnswerStatus::unhandled);
    EXPECT_EQ(value(*answer, "intent"), "unknown");
    EXPECT_EQ(value(*answer, "caution"), caution);
    EXPECT_EQ(value(*answer, "clauses"), "(none)");
    EXPECT_THAT(answer->message, HasSubstr(part));
    EXPECT_THAT(answer->message, HasSubstr("nothing was done"));
    EXPECT_THAT(answer->message, HasSubstr("for example: \"read it\""));
  }
}

TEST_F(OrchestratorTest, UnderstandingSaysWhatWouldBeDoneAndDoesNothing) {
  const Judgement judgement = orchestrator_->understand(" test.path\n", {{"path", "/srv/b"}});
  EXPECT_EQ(judgement.intent, "test.path");
  EXPECT_EQ(judgement.slots, (agents::Values{{"path", "/srv/b"}}));
  EXPECT_EQ(judgement.decision, Decision::run);
  EXPECT_EQ(path_->executions, 0);
  EXPECT_EQ(conversations_.buffered(), 0U);
}

TEST_F(OrchestratorTest, ANewConfigurationHoldsFromTheNextRequestOn) {
  understander_.confidence = 0.65;
  EXPECT_EQ(ask("test.change")->status, AnswerStatus::success);
  config::Config stricter;
  stricter.language.modify_confidence = 0.7;
  config_.set(std::make_shared<const config::Config>(stricter));
  EXPECT_EQ(ask("test.change")->status, AnswerStatus::unhandled);
}

TEST_F(OrchestratorTest, AnAgentWithoutCapabilitiesSaysThatItIsUnavailable) {
  const auto answer = ask("anything", {{"domain", "network"}});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->agent, "network");
  EXPECT_EQ(answer->status, AnswerStatus::unavailable);
}

TEST_F(OrchestratorTest, WhatIsOnlyAnnouncedIsUnavailableAndKeepsItsIntentAndSlots) {
  for (const agents::Values& context :
       {agents::Values{{"path", "/srv/a"}}, agents::Values{{"path", "/srv/a"}, {"dry_run", "true"}}}) {
    const auto answer = ask("test.announced", context);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->agent, "system");
    EXPECT_EQ(answer->status, AnswerStatus::unavailable);
    EXPECT_EQ(value(*answer, "intent"), "test.announced");
    EXPECT_EQ(value(*answer, "slots"), R"({"path":"/srv/a"})");
    EXPECT_THAT(answer->message, HasSubstr("copy a thing"));
    EXPECT_THAT(answer->message, HasSubstr(MAXOS_VERSION));
  }
}

TEST_F(OrchestratorTest, WhatIsOnlyAnnouncedStillNeedsItsSlotsAndTheRole) {
  const auto missing = ask("test.announced");
  EXPECT_EQ(missing->status, AnswerStatus::error);
  EXPECT_THAT(missing->message, HasSubstr("path"));
  EXPECT_THAT(missing->message, HasSubstr("/srv/a"));
  const auto refused = ask("test.mount");
  EXPECT_EQ(refused->status, AnswerStatus::denied);
  EXPECT_EQ(value(*refused, "intent"), "test.mount");
  understander_.confidence = 0.5;
  EXPECT_EQ(ask("test.announced", {{"path", "/srv/a"}})->status, AnswerStatus::unhandled);
}

TEST_F(OrchestratorTest, AMissingSlotIsAnErrorThatNamesIt) {
  const auto answer = ask("test.path");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, AnswerStatus::error);
  EXPECT_EQ(value(*answer, "intent"), "test.path");
  EXPECT_THAT(answer->message, HasSubstr("/srv/a"));
  EXPECT_EQ(path_->executions, 0);
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

TEST_F(OrchestratorTest, AChangeThatIsNotUnderstoodForSureIsNotEvenPlanned) {
  understander_.confidence = 0.5;
  EXPECT_EQ(ask("test.change")->status, AnswerStatus::unhandled);
  EXPECT_EQ(ask("test.read")->status, AnswerStatus::success);
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
  principal_ = std::make_shared<access::Principal>(access::make_principal(4243, std::nullopt));
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
  const auto answer = ask(request("test.read"), [&](const std::string& id, Step step) {
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
