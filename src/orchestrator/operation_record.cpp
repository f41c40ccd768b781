// What is kept of an operation that ended.
#include <algorithm>
#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "language/grouping.h"
#include "orchestrator/operation.h"
#include "orchestrator/slot_values.h"

namespace maxos::orchestrator {

using agents::AnswerStatus;

void Operation::remember_miss(const Judgement& judgement) {
  if (parts_.misses == nullptr) return;
  std::string_view why = judgement.clauses.empty() ? judgement.caution : "clauses";
  if (why.empty()) why = language::kOutOfScope;
  parts_.misses->record(
      language::group_of(request_.text), base::trim(request_.text), why,
      judgement.candidates.empty() ? std::string_view() : judgement.candidates.front().intent);
}

void Operation::record(const absl::StatusOr<Answer>& answer) {
  operations::RequestRecord record;
  record.operation_id = id_;
  record.principal = request_.principal->id;
  record.rpc = request_.rpc;
  record.intent = intent_;
  record.agent = agent_;
  record.risk = risk_;
  record.status = answer.ok() ? answer->status : AnswerStatus::error;
  record.message = answer.ok() ? std::string_view(answer->message) : base::message_of(answer.status());
  record.duration = std::chrono::duration_cast<std::chrono::microseconds>(parts_.clock.steady() - started_);
  parts_.request_log.record(record);
  if (parts_.statistics != nullptr) parts_.statistics->record(capability_, record.status, record.duration);
  if (!answer.ok()) return;

  store::ConversationItem item;
  item.operation_id = id_;
  item.time =
      std::chrono::duration_cast<std::chrono::seconds>(parts_.clock.system().time_since_epoch()).count();
  item.text = std::move(request_.text);
  item.intent = intent_;
  item.slots = slots_json(slots_);
  item.agent = agent_;
  // A plan that was only shown made nothing that "it" could be.
  const bool shown = answer->status == AnswerStatus::success && context_is_true("dry_run");
  item.status = shown ? "dry_run" : agents::to_string(answer->status);
  const auto summary = std::find_if(answer->payload.begin(), answer->payload.end(),
                                    [](const auto& entry) { return entry.first == "summary"; });
  if (summary != answer->payload.end()) item.summary = base::utf8_prefix(summary->second, 512);
  parts_.conversations.append(request_.principal->id, session(), std::move(item));
}

}  // namespace maxos::orchestrator
