#include "hosts/codec/plan_codec.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "base/text.h"

namespace maxos::hosts {
namespace {

using agents::AnswerStatus;
using agents::Risk;

constexpr int kMaxValues = 4'096;
constexpr int kMaxContext = 10'000;  // limits.context_entries at its highest
constexpr int kMaxTargets = 100'000;
constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxIntentBytes = 128;
constexpr std::size_t kMaxPathBytes = 8'192;
constexpr std::size_t kMaxPreviewBytes = std::size_t{256} * 1024;
constexpr std::size_t kMaxFailureBytes = std::size_t{16} * 1024;

// What the orchestrator adds to an answer: from a host it would be a forgery.
constexpr std::array<std::string_view, 9> kReserved = {"intent",
                                                       "slots",
                                                       "summary",
                                                       "confidence",
                                                       "operation_id",
                                                       "acting_as",
                                                       "refers_to",
                                                       "confirmation_token",
                                                       "expires_in_seconds"};

absl::Status bad(std::string_view what) {
  return base::internal("The agent host's answer is not valid and was dropped: " + std::string(what) + ".");
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void put(const agents::Values& values, google::protobuf::Map<std::string, std::string>& map) {
  for (const auto& [name, value] : values) map[name] = value;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

void put(Pairs&& pairs, google::protobuf::RepeatedPtrField<internal::Value>& values) {
  values.Reserve(static_cast<int>(pairs.size()));
  for (auto& [name, text] : pairs) {
    internal::Value& value = *values.Add();
    value.set_name(std::move(name));
    value.set_text(base::to_utf8(std::move(text)));
  }
}

absl::StatusOr<Pairs> take(google::protobuf::RepeatedPtrField<internal::Value>& values) {
  Pairs pairs;
  pairs.reserve(static_cast<std::size_t>(values.size()));
  std::vector<std::string_view> names;
  names.reserve(pairs.capacity());
  for (internal::Value& value : values) {
    if (!is_name(value.name())) return bad("a value's name that is none");
    if (std::find(kReserved.begin(), kReserved.end(), value.name()) != kReserved.end()) {
      return bad("a value that only the front end gives");
    }
    pairs.emplace_back(std::move(*value.mutable_name()), std::move(*value.mutable_text()));
    names.push_back(pairs.back().first);
  }
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end())
    return bad("a value that is there twice");
  return pairs;
}

agents::Values take(google::protobuf::Map<std::string, std::string>& map) {
  agents::Values values;
  for (auto& [name, value] : map) values.emplace(name, std::move(value));
  return values;
}

}  // namespace

void encode(const agents::PlanRequest& request, internal::PlanCall& message) {
  message.set_intent(request.intent);
  put(request.slots, *message.mutable_slots());
  put(request.context, *message.mutable_context());
  message.mutable_caller()->set_uid(request.caller.uid);
  message.mutable_caller()->set_name(request.caller.name);
  message.mutable_caller()->set_admin(request.caller.admin);
  message.mutable_caller()->set_reads_logs(request.caller.reads_logs);
}

void encode(const agents::Plan& plan, internal::Plan& message) {
  message.set_intent(plan.intent);
  message.set_risk(static_cast<std::uint32_t>(plan.risk));
  // File names need not be UTF-8, and proto3 takes nothing else: those are told as they are shown.
  for (const auto& [name, value] : plan.slots) (*message.mutable_slots())[name] = base::to_utf8(value);
  for (const std::string& target : plan.targets) message.add_targets(base::to_utf8(target));
  message.set_entries(plan.entries);
  message.set_bytes(plan.bytes);
  message.set_preview(base::to_utf8(plan.preview));
  message.set_confirm(plan.confirm);
}

void encode(agents::Outcome&& outcome, internal::Outcome& message) {
  message.set_status(static_cast<std::uint32_t>(outcome.status));
  message.set_message(base::to_utf8(std::move(outcome.message)));
  message.set_summary(base::to_utf8(std::move(outcome.summary)));
  put(std::move(outcome.values), *message.mutable_values());
}

void encode(agents::Item&& item, internal::Item& message) {
  message.set_message(base::to_utf8(std::move(item.message)));
  put(std::move(item.values), *message.mutable_values());
}

void encode(const absl::Status& status, internal::Failure& message) {
  message.set_code(static_cast<std::uint32_t>(status.code()));
  message.set_message(
      base::to_utf8(std::string(base::utf8_prefix(base::message_of(status), kMaxFailureBytes))));
}

absl::StatusOr<agents::PlanRequest> decode(internal::PlanCall&& message) {
  if (message.intent().size() > kMaxIntentBytes || message.caller().name().size() > kMaxNameBytes ||
      message.slots().size() > kMaxValues || message.context().size() > kMaxContext) {
    return base::invalid_argument("The request to the agent host is beyond its limits.");
  }
  agents::PlanRequest request;
  request.intent = std::move(*message.mutable_intent());
  request.slots = take(*message.mutable_slots());
  request.context = take(*message.mutable_context());
  request.caller.uid = message.caller().uid();
  request.caller.name = std::move(*message.mutable_caller()->mutable_name());
  request.caller.admin = message.caller().admin();
  request.caller.reads_logs = message.caller().reads_logs();
  return request;
}

absl::StatusOr<agents::Plan> decode_plan(internal::Plan&& message, std::string_view intent) {
  if (message.intent() != intent) return bad("it plans something else than it was asked");
  if (message.risk() > static_cast<std::uint32_t>(Risk::privileged)) return bad("a risk that is not known");
  if (message.slots().size() > kMaxValues) return bad("too many slots");
  if (message.targets_size() > kMaxTargets) return bad("too many targets");
  if (message.preview().size() > kMaxPreviewBytes) return bad("a preview that is too long");
  agents::Plan plan;
  plan.risk = static_cast<Risk>(message.risk());
  for (auto& [name, value] : *message.mutable_slots()) {
    if (!is_name(name)) return bad("a slot's name that is none");
    plan.slots.emplace(name, std::move(value));
  }
  plan.targets.reserve(static_cast<std::size_t>(message.targets_size()));
  for (std::string& target : *message.mutable_targets()) {
    if (target.empty() || target.size() > kMaxPathBytes) return bad("a target that is empty or too long");
    plan.targets.push_back(std::move(target));
  }
  plan.entries = message.entries();
  plan.bytes = message.bytes();
  plan.preview = std::move(*message.mutable_preview());
  plan.confirm = message.confirm();
  return plan;
}

absl::StatusOr<agents::Outcome> decode_outcome(internal::Outcome&& message) {
  switch (static_cast<AnswerStatus>(message.status())) {
    case AnswerStatus::success:
    case AnswerStatus::error:
    case AnswerStatus::denied:
    case AnswerStatus::not_found:
    case AnswerStatus::cancelled:
    case AnswerStatus::unavailable:
      break;
    // Only the front end says these.
    case AnswerStatus::confirmation_required:
    case AnswerStatus::unhandled:
    default:
      return bad("a status that no host may give");
  }
  if (message.values_size() > kMaxValues) return bad("too many values");
  agents::Outcome outcome;
  outcome.status = static_cast<AnswerStatus>(message.status());
  outcome.message = std::move(*message.mutable_message());
  outcome.summary = std::move(*message.mutable_summary());
  auto values = take(*message.mutable_values());
  if (!values.ok()) return values.status();
  outcome.values = *std::move(values);
  return outcome;
}

absl::StatusOr<agents::Item> decode_item(internal::Item&& message) {
  if (message.message().size() > agents::kMaxItemBytes ||
      message.values_size() > static_cast<int>(agents::kMaxItemValues)) {
    return bad("an item that is too long");
  }
  for (const internal::Value& value : message.values()) {
    if (value.text().size() > agents::kMaxItemBytes) return bad("an item that is too long");
  }
  auto values = take(*message.mutable_values());
  if (!values.ok()) return values.status();
  return agents::Item{std::move(*message.mutable_message()), *std::move(values)};
}

absl::Status decode_failure(const internal::Failure& message) {
  if (message.code() == 0 ||
      message.code() > static_cast<std::uint32_t>(absl::StatusCode::kUnauthenticated)) {
    return bad("a code that is not known");
  }
  if (message.message().empty() || message.message().size() > kMaxFailureBytes) {
    return bad("a failure without a message, or with one that is too long");
  }
  return base::make_status(static_cast<absl::StatusCode>(message.code()), message.message());
}

bool same_plan(const agents::Plan& kept, const internal::Plan& told) {
  internal::Plan mine;
  encode(kept, mine);
  if (mine.intent() != told.intent() || mine.risk() != told.risk() || mine.entries() != told.entries() ||
      mine.bytes() != told.bytes() || mine.slots().size() != told.slots().size() ||
      !std::equal(mine.targets().begin(), mine.targets().end(), told.targets().begin(),
                  told.targets().end())) {
    return false;
  }
  return std::all_of(mine.slots().begin(), mine.slots().end(), [&told](const auto& slot) {
    const auto found = told.slots().find(slot.first);
    return found != told.slots().end() && found->second == slot.second;
  });
}

}  // namespace maxos::hosts
