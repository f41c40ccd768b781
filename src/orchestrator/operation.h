// One request on its way through understand, plan, decide and execute.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "orchestrator/orchestrator.h"

namespace maxos::orchestrator {

// Lives from the request to its answer, held by the callbacks it waits for. Its methods run one after the
// other, on whatever thread the step before ended.
class Operation : public std::enable_shared_from_this<Operation> {
 public:
  Operation(Parts& parts, Request request, Steps steps, Done done);

  void start();

 private:
  // The steps, in their order; each calls the next or ends the operation.
  void begin_request_id();
  void understand();
  void recall_and_go_on(Judgement judgement);
  void go_on(Judgement judgement);
  void redeem(const std::string& token);
  void plan();
  void decide(agents::Plan plan, bool confirmed);
  void execute(agents::Plan plan);

  void answer_not_understood(const Judgement& judgement);
  void remember_miss(const Judgement& judgement);
  bool of_anothers_phrase() const;
  void answer_announced();
  void ask_confirmation(agents::Plan plan);
  void answer_dry_run(const agents::Plan& plan);

  // The ends. fail() turns an error of planning or execution into an answer, or into an error of the call.
  void fail(const absl::Status& status);
  void finish(agents::Outcome outcome);
  void deliver(absl::StatusOr<Answer> answer);

  void step(int progress, std::string message);
  const std::string* context(std::string_view key) const;
  std::string_view session() const;
  // The keys that are true or false, in the one form of each.
  absl::Status check_flags();
  bool context_is_true(std::string_view key) const;
  hosts::Call call();
  bool follows() const;
  void take_items(hosts::Call& call);
  bool ended_by_stop() const;
  void answer_ended();
  void add_common_payload(Answer& answer, const std::string& summary) const;
  void record(const absl::StatusOr<Answer>& answer);

  Parts& parts_;
  Request request_;
  Steps steps_;
  Done done_;
  const std::string id_;
  // Of what was planned: the account as which its host acts.
  std::string acting_as_;
  const std::chrono::steady_clock::time_point started_;
  std::string request_id_;       // empty: none
  std::string confirmed_token_;  // empty: nothing was confirmed
  const agents::CapabilityDecl* capability_ = nullptr;
  std::string agent_ = "orchestrator";
  std::string intent_ = "unknown";
  double confidence_ = 0;
  agents::Values slots_;
  // Slots that the conversation filled: what "it" was taken for.
  agents::Values recalled_;
  // It would be done to more than what was asked for (language::Understanding).
  bool whole_ = false;
  // What it was understood by, when that was a phrase somebody taught.
  std::shared_ptr<const language::TaughtPhrase> taught_;
  agents::Risk risk_ = agents::Risk::read;
  int progress_ = 0;
  // Of a request that follows something: ends it when its client leaves, detached or not, or the service
  // stops.
  const std::stop_token client_;
  std::stop_source end_;
  using Ending = std::stop_callback<std::function<void()>>;
  std::optional<Ending> on_leaving_;
  std::optional<Ending> on_ending_;
};

}  // namespace maxos::orchestrator
