#include <algorithm>
#include <chrono>

#include "agents/builtin.h"
#include "agents/following.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "agents/system/logs_follow.h"
#include "agents/system/sample.h"
#include "agents/system/systemd.h"
#include "agents/system/unit_names.h"
#include "agents/system/unit_words.h"
#include "base/status.h"
#include "base/text.h"
#include "platform/journal_reader.h"

namespace maxos::agents {
namespace {

constexpr std::uint64_t kDefaultEntries = 50;
// A search through a whole journal ends then, and says how far it came.
constexpr std::chrono::seconds kLongest{5};
constexpr std::uint64_t kMicro = 1'000'000;
// Told in the message.
constexpr std::size_t kNamedEntries = 3;
constexpr std::size_t kNamedBytes = 160;

std::string what(const Values& slots) {
  std::string text;
  if (const auto unit = text_slot(slots, "unit"); !unit.empty())
    text.append(" of ").append(unit == platform::kKernelEntries ? "the kernel" : unit);
  if (const auto priority = text_slot(slots, "priority"); !priority.empty())
    text.append(" of priority ").append(priority).append(priority == "emerg" ? "" : " and above");
  if (const auto grep = text_slot(slots, "grep"); !grep.empty())
    text.append(" with \"").append(display_name(grep, 80)).append("\"");
  const std::uint64_t since = count_slot(slots, "since", 0);
  const std::uint64_t until = count_slot(slots, "until", 0);
  if (since > 0 && until > 0)
    text.append(" between ")
        .append(base::human_duration(since))
        .append(" and ")
        .append(base::human_duration(until))
        .append(" ago");
  else if (since > 0)
    text.append(" of the last ").append(base::human_duration(since));
  else if (until > 0)
    text.append(" older than ").append(base::human_duration(until));
  return text;
}

std::string line_of(const platform::JournalRecord& entry) {
  std::string text = clock_words(static_cast<std::int64_t>(entry.time / kMicro));
  if (!entry.identifier.empty()) text.append(" ").append(entry.identifier);
  return text.append(": ").append(display_name(entry.message, kNamedBytes));
}

class LogsHandler : public Handler {
 public:
  explicit LogsHandler(const HandlerEnvironment& environment)
      : environment_(environment),
        reader_(environment.journal_directory),
        followers_(environment.config()->workers.threads) {}

  const CapabilityDecl& declaration() const override { return declare_system_logs(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    const auto follow = wants_to_follow(request.context);
    if (!follow.ok()) return follow.status();
    if (*follow && plan.slots.contains("until"))
      return base::invalid_argument("Who follows the journal sees what comes from now on: leave until out.");
    // Of a journal that is followed, what is there already is shown only when it is asked for.
    if (!*follow) plan.slots.try_emplace("limit", std::to_string(kDefaultEntries));
    if (const std::string_view said = text_slot(plan.slots, "unit"); !said.empty()) {
      const auto unit = unit_of(said, context);
      if (!unit.ok()) return unit.status();
      plan.slots.insert_or_assign("unit", *unit);
      plan.targets = {*unit};
    }
    const std::uint64_t since = count_slot(plan.slots, "since", 0);
    if (since > 0 && count_slot(plan.slots, "until", 0) >= since)
      return base::invalid_argument(
          "Since must be longer ago than until, for example since 2h and until 1h.");
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto wish = wants_to_follow(plan.context);
    const bool follow = wish.ok() && *wish;
    if (follow && context.takes_items()) return this->follow(plan, context);
    const platform::JournalQuery query = query_of(plan, context);
    auto page = reader_.read(query, [&] { return context.check(); });
    if (!page.ok()) return page.status();
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::size_t shown = 0;
    for (const platform::JournalRecord& entry : page->entries) {
      if (!list.add(entry_json(entry))) break;
      ++shown;
    }
    Outcome outcome;
    outcome.message = words(plan.slots, *page);
    if (follow)
      outcome.message.append(
          " To follow the journal as it grows, ask in a stream: StreamOperations, or maxosctl stream.");
    outcome.values = {{"entries", list.take()}, {"shown_count", std::to_string(shown)}};
    outcome.values.emplace_back("truncated", page->cursor.empty() ? "false" : "true");
    if (!page->cursor.empty()) outcome.values.emplace_back("cursor", page->cursor);
    if (page->out_of_time) outcome.values.emplace_back("searched_until", time_of(page->reached));
    return outcome;
  }

 private:
  absl::StatusOr<Outcome> follow(const Plan& plan, const ExecutionContext& context) {
    const auto place = followers_.enter("the journal");
    if (!place.ok()) return place.status();
    const auto began = ExecutionContext::Clock::now();
    const auto followed = follow_journal(environment_.journal_directory, query_of(plan, context),
                                         static_cast<std::size_t>(count_slot(plan.slots, "limit", 0)),
                                         end_of_following(context), context);
    if (!followed.ok()) return followed.status();
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(ExecutionContext::Clock::now() - began).count();
    Outcome outcome;
    outcome.message = base::counted(followed->entries, "journal entry", "journal entries") +
                      what(plan.slots) + " came within " +
                      base::human_duration(static_cast<std::uint64_t>(seconds)) +
                      ". The time to follow is over; ask again with the cursor to go on.";
    outcome.values = {{"shown_count", std::to_string(followed->entries)},
                      {"followed_seconds", std::to_string(seconds)}};
    if (!followed->cursor.empty()) outcome.values.emplace_back("cursor", followed->cursor);
    return outcome;
  }

  static std::string time_of(std::uint64_t microseconds) {
    return base::rfc3339(static_cast<std::int64_t>(microseconds / kMicro));
  }

  // The journal keeps units that are gone: a name that nobody knows any more is taken as it is.
  absl::StatusOr<std::string> unit_of(std::string_view said, const ExecutionContext& context) const {
    // It is none, and logs all the same.
    if (base::ascii_lower(base::trim(said)) == platform::kKernelEntries)
      return std::string(platform::kKernelEntries);
    const auto systemd = Systemd::create(environment_, context);
    absl::Status status = systemd.status();
    if (systemd.ok()) {
      const auto state = find_unit(*systemd, said);
      if (state.ok()) return state->row.id;
      status = state.status();
    }
    std::string name(base::trim(said));
    if (absl::IsInvalidArgument(status)) return status;
    if (is_whole_unit_name(name)) return name;
    if (!absl::IsNotFound(status) && is_whole_unit_name(name + ".service")) return name + ".service";
    return status;
  }

  platform::JournalQuery query_of(const Plan& plan, const ExecutionContext& context) const {
    platform::JournalQuery query;
    query.unit = text_slot(plan.slots, "unit");
    query.text = text_slot(plan.slots, "grep");
    query.limit = count_slot(plan.slots, "limit", kDefaultEntries);
    query.total_bytes = list_budget(environment_.config()->limits.answer_bytes) / 2;
    query.end = std::min(context.deadline() - std::chrono::milliseconds(200),
                         ExecutionContext::Clock::now() + kLongest);
    if (const std::string_view name = text_slot(plan.slots, "priority"); !name.empty()) {
      const auto& choices = find_slot(declaration(), "priority")->choices;
      query.priority = static_cast<int>(std::find(choices.begin(), choices.end(), name) - choices.begin());
    }
    const auto now =
        std::chrono::duration_cast<std::chrono::microseconds>(environment_.clock.system().time_since_epoch())
            .count();
    const auto back = [&](std::string_view slot) -> std::optional<std::uint64_t> {
      const std::uint64_t seconds = count_slot(plan.slots, slot, 0);
      if (seconds == 0) return std::nullopt;
      const std::uint64_t microseconds = seconds * kMicro;
      return microseconds > static_cast<std::uint64_t>(now) ? 0
                                                            : static_cast<std::uint64_t>(now) - microseconds;
    };
    query.since = back("since");
    query.until = back("until");
    // Where the answer before this one ended.
    if (const auto cursor = plan.context.find("cursor"); cursor != plan.context.end())
      query.cursor = cursor->second;
    return query;
  }

  static std::string words(const Values& slots, const platform::JournalPage& page) {
    std::string text;
    if (page.entries.empty()) {
      text = "No journal entry" + what(slots);
      return page.out_of_time ? text + " was found back to " + time_of(page.reached) +
                                    ". Ask for a shorter time, " + "or go on from the cursor."
                              : text + ".";
    }
    text = page.cursor.empty()
               ? base::counted(page.entries.size(), "journal entry", "journal entries")
               : "The newest " + base::counted(page.entries.size(), "journal entry", "journal entries");
    text.append(what(slots)).append(". ");
    for (std::size_t i = 0; i < page.entries.size() && i < kNamedEntries; ++i)
      text.append(i == 0 ? "" : " / ").append(line_of(page.entries[i]));
    if (page.out_of_time) text.append(" The search came back to " + time_of(page.reached) + ".");
    return text;
  }

  const HandlerEnvironment environment_;
  const platform::JournalReader reader_;
  Followers followers_;
};

}  // namespace

std::unique_ptr<Handler> make_system_logs(const HandlerEnvironment& environment) {
  return std::make_unique<LogsHandler>(environment);
}

}  // namespace maxos::agents
