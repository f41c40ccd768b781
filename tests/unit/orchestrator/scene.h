// What the tests of the orchestrator share: capabilities whose handlers and whose understanding tests set.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <optional>

#include "base/status.h"
#include "hosts/local/local_host.h"
#include "operations/message_ids.h"
#include "orchestrator/orchestrator.h"
#include "support/callers.h"
#include "support/fake_local_store.h"
#include "support/recording_journal.h"

namespace maxos::orchestrator {

using agents::AnswerStatus;
using agents::CapabilityDecl;
using agents::Outcome;
using agents::Plan;
using agents::Risk;
using agents::SlotDecl;
using agents::SlotType;
using testing::HasSubstr;

inline constexpr std::array<SlotDecl, 1> kPathSlot = {
    {{"path", SlotType::path, true, "which one", "/srv/a"}}};
inline constexpr std::array<std::string_view, 1> kReadPhrases = {"read it"};
inline const CapabilityDecl kRead{.intent = "test.read",
                                  .agent = "system",
                                  .summary = "read a thing",
                                  .host = agents::HostClass::system,
                                  .phrases = kReadPhrases};
inline const CapabilityDecl kNeedsPath{.intent = "test.path",
                                       .agent = "system",
                                       .summary = "look at a thing",
                                       .host = agents::HostClass::system,
                                       .slots = kPathSlot};
inline const CapabilityDecl kChange{.intent = "test.change",
                                    .agent = "system",
                                    .summary = "change a thing",
                                    .risk = Risk::modify,
                                    .host = agents::HostClass::system};
inline const CapabilityDecl kPower{.intent = "system.power",
                                   .agent = "system",
                                   .summary = "switch off",
                                   .risk = Risk::privileged,
                                   .host = agents::HostClass::system};
inline const CapabilityDecl kAnnounced{.intent = "test.announced",
                                       .agent = "system",
                                       .summary = "copy a thing",
                                       .risk = Risk::modify,
                                       .host = agents::HostClass::system,
                                       .slots = kPathSlot,
                                       .announced = true};
inline const CapabilityDecl kAnnouncedPrivileged{.intent = "test.mount",
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
    took_items = context.takes_items();
    if (took_items && context.has_room()) context.send({"a line", {{"entry", "1"}}});
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
  std::atomic<bool> took_items{false};

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
    // "by uid:7 test.change"
    if (text.starts_with("by ")) {
      const std::string_view said = text.substr(3);
      const std::string by(said.substr(0, said.find(' ')));
      result.intent = said.substr(by.size() + 1);
      result.confidence = 1;
      result.taught = std::make_shared<const language::TaughtPhrase>(
          language::TaughtPhrase{"my things", result.intent, by, by == "uid:0"});
    }
    // "whole test.change"
    if (text.starts_with("whole ")) {
      result.intent = text.substr(sizeof("whole ") - 1);
      result.confidence = 1;
      result.whole = true;
    }
    // "it test.path": of something that was named before
    if (text.starts_with("it ")) {
      result.intent = text.substr(3);
      result.confidence = 1;
      result.refers = true;
    }
    if (text.starts_with("follow ")) {
      result.intent = text.substr(sizeof("follow ") - 1);
      result.confidence = 1;
      result.follow = true;
    }
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
                                "maxos-grpc",
                                &statistics_,
                                &misses_,
                                ending_.get_token()});
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
  operations::RequestStatistics statistics_{registry_};
  operations::Misses misses_{store_.learned(), loop_, {}};
  std::shared_ptr<access::Principal> principal_ =
      std::make_shared<access::Principal>(access::principal_of(4242));
  std::stop_source ending_;
  std::optional<hosts::LocalHost> host_;
  std::optional<Orchestrator> orchestrator_;
};

}  // namespace maxos::orchestrator
