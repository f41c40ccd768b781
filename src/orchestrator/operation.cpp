#include "orchestrator/operation.h"

#include <algorithm>
#include <utility>

#include "access/plan_digest.h"
#include "access/policy.h"
#include "base/status.h"
#include "base/text.h"
#include "operations/operation_id.h"
#include "orchestrator/answer_codec.h"
#include "orchestrator/judge.h"
#include "orchestrator/not_understood.h"
#include "orchestrator/recall.h"
#include "orchestrator/slot_values.h"

namespace maxos::orchestrator {
namespace {

using agents::AnswerStatus;
using agents::Risk;
using RequestVerdict = operations::RequestIds::Verdict;

constexpr int kUnderstanding = 2;
constexpr int kUnderstood = 10;
constexpr int kPlanned = 20;
constexpr int kExecuted = 99;

std::string request_digest(const Request& request) {
  std::string bytes = std::to_string(request.text.size()) + ":" + request.text;
  for (const auto& [key, value] : request.context) {
    bytes.append(std::to_string(key.size())).append(":").append(key);
    bytes.append(std::to_string(value.size())).append(":").append(value);
  }
  return access::sha256_hex(bytes);
}

// How long a request waits for what was said before.
constexpr std::chrono::milliseconds kRecallTime{200};

// "path: /srv/data"
std::vector<std::string> recalled_names(const agents::Values& recalled) {
  std::vector<std::string> names;
  for (const auto& [slot, value] : recalled) names.push_back(std::string(slot).append(": ").append(value));
  return names;
}

// Unicode code points of well-formed UTF-8: every byte but those that continue one (RFC 3629).
std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Operation::Operation(Parts& parts, Request request, Steps steps, Done done)
    : parts_(parts),
      request_(std::move(request)),
      steps_(std::move(steps)),
      done_(std::move(done)),
      id_(operations::new_operation_id()),
      acting_as_(parts.acting_as),
      started_(parts.clock.steady()),
      client_(request_.stop) {}

void Operation::step(int progress, std::string message) {
  if (!steps_) return;
  progress_ = std::max(progress_, progress);
  steps_(id_, {progress_, std::move(message), {}, {}});
}

void Operation::start() {
  if (const absl::Status flags = check_flags(); !flags.ok())
    return finish({AnswerStatus::error, std::string(base::message_of(flags)), {}, {}});
  // A detached operation outlives its client; its deadline still holds.
  if (context_is_true("detach")) request_.stop = {};
  step(kUnderstanding, "Reading the request");
  if (context("request_id") != nullptr) return begin_request_id();
  understand();
}

void Operation::begin_request_id() {
  const std::string& id = *context("request_id");
  if (id.empty() || characters_in(id) > operations::RequestIds::kMaxLength) {
    return deliver(
        base::invalid_argument("The context's request_id has at least 1 and at most 64 characters."));
  }
  auto self = shared_from_this();
  auto begin = parts_.request_ids.begin(
      request_.principal->id, id, request_digest(request_), id_,
      [self](const absl::Status& status, const std::string& bytes) {
        if (!status.ok()) return self->deliver(status);
        auto answer = decode_answer(bytes);
        if (!answer) return self->deliver(base::unavailable("The first answer cannot be read any more."));
        self->deliver(*std::move(answer));
      });
  switch (begin.verdict) {
    case RequestVerdict::fresh:
      request_id_ = id;
      return understand();
    case RequestVerdict::joined:
      return step(kUnderstood, "The same request runs already; waiting for its answer");
    case RequestVerdict::replayed:
      if (auto answer = decode_answer(begin.answer)) {
        step(kUnderstood, "The same request was answered before; repeating that answer");
        return deliver(*std::move(answer));
      }
      [[fallthrough]];
    case RequestVerdict::cut_off:
      step(kUnderstood, "The same request was cut off before");
      return finish({AnswerStatus::error,
                     "The first request with this request_id was cut off while it ran (operation " +
                         begin.operation_id +
                         "). It is not executed again: see what it did, then ask with a new request_id.",
                     {},
                     {}});
    case RequestVerdict::other_request:
      return deliver(
          base::invalid_argument("This request_id was used within the last ten minutes for another text or "
                                 "context. Use a new one."));
  }
}

void Operation::understand() {
  if (const std::string* token = context("confirmation_token")) return redeem(*token);
  Judgement judgement = judge(request_.text, request_.context, parts_.understander, parts_.registry,
                              parts_.config.get()->language, parts_.clock.system());
  if (judgement.capability != nullptr && judgement.refers &&
      could_recall(*judgement.capability, judgement.slots)) {
    return recall_and_go_on(std::move(judgement));
  }
  go_on(std::move(judgement));
}

void Operation::recall_and_go_on(Judgement judgement) {
  step(kUnderstanding, "Looking up what was said before");
  parts_.conversations.recent(
      request_.principal->id, session(), kRecalledItems, kRecallTime,
      [self = shared_from_this(),
       judgement = std::move(judgement)](const std::vector<store::ConversationItem>& items) mutable {
        agents::Values found = recall(*judgement.capability, judgement.slots, items, self->parts_.registry);
        if (found.empty()) return self->go_on(std::move(judgement));
        agents::Values context = self->request_.context;
        for (const auto& [slot, value] : found) context.emplace(slot, value);
        Judgement again =
            judge(self->request_.text, context, self->parts_.understander, self->parts_.registry,
                  self->parts_.config.get()->language, self->parts_.clock.system());
        self->recalled_ = std::move(found);
        self->go_on(std::move(again));
      });
}

void Operation::go_on(Judgement judgement) {
  capability_ = judgement.capability;
  if (capability_ == nullptr) return answer_not_understood(judgement);
  agent_ = judgement.agent;
  intent_ = judgement.intent;
  confidence_ = judgement.confidence;
  risk_ = judgement.risk;
  slots_ = std::move(judgement.slots);
  taught_ = std::move(judgement.taught);
  whole_ = judgement.whole;
  // What the client says of it beats how it was said, as for a slot.
  if (judgement.follow) request_.context.try_emplace("follow", "true");
  if (judgement.renames) request_.context.try_emplace("rename", "true");
  if (!judgement.about.empty()) request_.context.try_emplace("about", judgement.about);
  if (steps_) step(kUnderstood, "Understood: " + std::string(capability_->summary));

  if (auto decision = access::decide_capability(*request_.principal, *capability_, risk_);
      decision.verdict == access::Verdict::refuse) {
    return finish({AnswerStatus::denied, std::move(decision.why), {}, {}});
  }
  if (judgement.decision == Decision::ask) {
    return finish({AnswerStatus::error, std::move(judgement.question), {}, {}});
  }
  if (capability_->announced) return answer_announced();
  plan();
}

void Operation::answer_announced() {
  agents::Outcome outcome;
  outcome.status = AnswerStatus::unavailable;
  outcome.message = "This is " + intent_ + " (" + std::string(capability_->summary) +
                    "), which this version of maxos-grpc (" MAXOS_VERSION
                    ") understands, but cannot do yet. Nothing was done. Ask \"help\" for what it can do.";
  outcome.summary = intent_ + " is not available in this version";
  finish(std::move(outcome));
}

void Operation::answer_not_understood(const Judgement& judgement) {
  step(kUnderstood, "Not understood");
  remember_miss(judgement);
  const std::string* domain = context("domain");
  const bool plain = judgement.clauses.empty() && judgement.caution.empty();
  if (plain && domain != nullptr && parts_.registry.find_agent(*domain) != nullptr &&
      !parts_.registry.is_ready(*domain)) {
    agent_ = *domain;
    return finish({AnswerStatus::unavailable,
                   "The " + *domain +
                       " agent is registered, but cannot carry out anything in this version of maxos-grpc "
                       "(" MAXOS_VERSION ") yet. Ask \"help\" for what can be asked.",
                   {},
                   {}});
  }
  finish(not_understood(judgement, parts_.registry));
}

void Operation::redeem(const std::string& token) {
  step(kUnderstood, "Checking the confirmation");
  auto stored = parts_.confirmations.redeem(*request_.principal, token);
  if (!stored.ok())
    return finish({AnswerStatus::denied, std::string(base::message_of(stored.status())), {}, {}});
  confirmed_token_ = token;
  capability_ = parts_.registry.find(stored->intent);
  if (capability_ == nullptr) return fail(base::unavailable("The confirmed capability is gone."));
  agent_ = capability_->agent;
  intent_ = capability_->intent;
  confidence_ = 1;
  step(kUnderstood, "Confirmed: " + std::string(capability_->summary));
  decide(*std::move(stored), true);
}

hosts::Call Operation::call() {
  hosts::Call call;
  call.operation_id = id_;
  call.stop = request_.stop;
  call.deadline = request_.deadline;
  call.execute_reads = !steps_ && !context_is_true("dry_run");  // a stream shows the two apart
  if (steps_) {
    call.progress = [self = shared_from_this()](int percent, std::string_view message) {
      self->step(kPlanned + std::clamp(percent, 0, 100) * (kExecuted - kPlanned) / 100, std::string(message));
    };
  }
  return call;
}

void Operation::plan() {
  agents::PlanRequest request;
  request.intent = intent_;
  request.slots = slots_;
  request.context = request_.context;
  request.caller = access::caller_of(*request_.principal);
  parts_.host.plan(call(), std::move(request),
                   [self = shared_from_this()](absl::StatusOr<agents::Plan> plan) {
                     if (!plan.ok()) return self->fail(plan.status());
                     self->step(kPlanned, "Planned");
                     self->decide(*std::move(plan), false);
                   });
}

void Operation::decide(agents::Plan plan, bool confirmed) {
  if (!plan.acting_as.empty()) acting_as_ = plan.acting_as;
  slots_ = plan.slots;
  risk_ = std::max(plan.risk, agents::risk_of(*capability_, plan.slots));
  access::Decision decision = access::decide_plan(*request_.principal, *capability_, plan, confirmed);
  if (decision.verdict == access::Verdict::refuse) {
    return finish({AnswerStatus::denied, std::move(decision.why), {}, {}});
  }
  if (context_is_true("dry_run")) return answer_dry_run(plan);
  // What "it" is was guessed, and nobody's machine is changed on a guess.
  if (!recalled_.empty() && risk_ != Risk::read && !confirmed) return ask_confirmation(std::move(plan));
  if (whole_ && risk_ != Risk::read && !confirmed) return ask_confirmation(std::move(plan));
  if (of_anothers_phrase() && risk_ != Risk::read && !confirmed) return ask_confirmation(std::move(plan));
  if (decision.verdict == access::Verdict::confirm) return ask_confirmation(std::move(plan));
  execute(std::move(plan));
}

// Whether an operator taught what was said, and another one says it: that one sees first what it does.
bool Operation::of_anothers_phrase() const {
  return taught_ != nullptr && !taught_->by_admin && taught_->by != request_.principal->id;
}

void Operation::answer_dry_run(const agents::Plan& plan) {
  agents::Outcome outcome;
  outcome.message = "This is what would be done; nothing was: ";
  outcome.message.append(plan.preview.empty() ? std::string(capability_->summary) : plan.preview);
  if (outcome.message.back() != '.') outcome.message.push_back('.');
  outcome.values.emplace_back("dry_run", "true");
  outcome.values.emplace_back("preview",
                              plan.preview.empty() ? std::string(capability_->summary) : plan.preview);
  finish(std::move(outcome));
}

void Operation::ask_confirmation(agents::Plan plan) {
  agents::Outcome outcome;
  outcome.status = AnswerStatus::confirmation_required;
  std::string preview = plan.preview.empty() ? std::string(capability_->summary) : plan.preview;
  if (of_anothers_phrase())
    preview.insert(0,
                   "\"" + taught_->phrase + "\" means " + intent_ + ", as " + taught_->by + " taught it: ");
  const access::IssuedToken issued = parts_.confirmations.issue(*request_.principal, std::move(plan));
  outcome.message = "Please confirm: " + preview +
                    " Nothing was done yet. Repeat the request with this confirmation_token within " +
                    base::human_duration(static_cast<std::uint64_t>(issued.expires_in.count())) + ".";
  outcome.summary = "Waits for confirmation";
  outcome.values.emplace_back("confirmation_token", issued.token);
  outcome.values.emplace_back("preview", preview);
  outcome.values.emplace_back("expires_in_seconds", std::to_string(issued.expires_in.count()));
  finish(std::move(outcome));
}

void Operation::execute(agents::Plan plan) {
  if (!request_id_.empty() && plan.risk != Risk::read) {
    const absl::Status durable = parts_.request_ids.will_change(request_.principal->id, request_id_);
    if (!durable.ok()) {
      return fail(base::unavailable("The request_id cannot be recorded, so nothing was done: " +
                                    std::string(base::message_of(durable))));
    }
  }
  // For the one case in which the same call may be made again: the queue is full and nothing was started.
  const auto kept = confirmed_token_.empty() ? nullptr : std::make_shared<agents::Plan>(plan);
  hosts::Call about = call();
  if (follows()) take_items(about);
  parts_.host.execute(about, std::move(plan),
                      [self = shared_from_this(), kept](absl::StatusOr<agents::Outcome> outcome) {
                        if (kept != nullptr && absl::IsResourceExhausted(outcome.status())) {
                          self->parts_.confirmations.put_back(*self->request_.principal,
                                                              self->confirmed_token_, std::move(*kept));
                        }
                        if (!outcome.ok()) return self->fail(outcome.status());
                        self->finish(*std::move(outcome));
                      });
}

void Operation::fail(const absl::Status& status) {
  // These are of the call, not of the request: the client is told to come again, or is gone.
  if (status.code() == absl::StatusCode::kResourceExhausted ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {
    return deliver(status);
  }
  if (absl::IsCancelled(status) && ended_by_stop()) return answer_ended();
  finish({agents::status_of(status), std::string(base::message_of(status)), {}, {}});
}

void Operation::add_common_payload(Answer& answer, const std::string& summary) const {
  answer.payload.emplace_back("intent", intent_);
  answer.payload.emplace_back("slots", slots_json(slots_));
  answer.payload.emplace_back("summary", summary.empty() ? answer.message : summary);
  answer.payload.emplace_back("confidence", base::decimal(confidence_, 3));
  answer.payload.emplace_back("operation_id", id_);
  answer.payload.emplace_back("acting_as", acting_as_);
  if (!recalled_.empty()) answer.payload.emplace_back("refers_to", slots_json(recalled_));
  if (taught_ != nullptr) answer.payload.emplace_back("taught_phrase", taught_->phrase);
}

void Operation::finish(agents::Outcome outcome) {
  Answer answer;
  answer.agent = agent_;
  answer.status = outcome.status;
  answer.message = std::move(outcome.message);
  if (!recalled_.empty()) answer.message.insert(0, "(" + base::join(recalled_names(recalled_), ", ") + ") ");
  answer.operation_id = id_;
  answer.payload = std::move(outcome.values);
  answer.payload.reserve(answer.payload.size() + 6);
  add_common_payload(answer, outcome.summary);
  deliver(std::move(answer));
}

void Operation::deliver(absl::StatusOr<Answer> answer) {
  if (!request_id_.empty()) {
    const std::string id = std::exchange(request_id_, {});
    // A request that was not carried out, or ended because its client left, may be tried again under the same
    // id.
    const bool settled = answer.ok() && answer->status != AnswerStatus::cancelled;
    if (settled) {
      parts_.request_ids.finish(request_.principal->id, id, encode_answer(*answer));
    } else {
      parts_.request_ids.abandon(
          request_.principal->id, id,
          answer.ok() ? base::cancelled("The first call was cancelled.") : answer.status());
    }
  }
  record(answer);
  const Done done = std::move(done_);
  done(std::move(answer));
}

}  // namespace maxos::orchestrator
