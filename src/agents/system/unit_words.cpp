#include "agents/system/unit_words.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "agents/json.h"
#include "agents/system/sample.h"
#include "agents/system/secrets.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Of waitid(2).
constexpr std::int64_t kExited = 1;
constexpr std::int64_t kDumped = 3;

constexpr std::size_t kLastEntries = 5;
constexpr std::size_t kLastWords = 2;
constexpr std::size_t kLineBytes = 300;
constexpr std::chrono::seconds kJournalTime{2};

constexpr std::array<std::string_view, 8> kPriorityNames = {"emerg",   "alert",  "crit", "err",
                                                            "warning", "notice", "info", "debug"};

std::string ago(std::int64_t then, std::int64_t now) {
  return base::human_duration(static_cast<std::uint64_t>(std::max<std::int64_t>(0, now - then)));
}

std::string activity(const UnitRow& row) {
  if (row.active == "active") return row.sub == "active" || row.sub.empty() ? "active" : row.sub;
  if (row.active == "inactive") return "stopped";
  if (row.active == "activating") return row.sub == "auto-restart" ? "waiting to be restarted" : "starting";
  if (row.active == "deactivating") return "stopping";
  return row.active;
}

std::string reason(const UnitState& state) {
  if (std::string exit = exit_words(state); !exit.empty()) return exit;
  if (state.result == "timeout") return "a step took too long";
  if (state.result == "watchdog") return "it did not answer its watchdog";
  if (state.result == "start-limit-hit") return "it was started too often in a short time";
  if (state.result == "oom-kill") return "the kernel killed it for want of memory";
  if (state.result == "resources") return "something it needs could not be had";
  if (state.result == "protocol") return "it did not say that it was ready";
  return state.result.empty() || state.result == "success" ? "" : state.result;
}

// Words of one line of a log, secrets masked.
std::string masked(const std::string& message, std::size_t max_bytes) {
  std::vector<std::string_view> words;
  for (const std::string_view word : base::split(message, ' ')) words.push_back(word);
  return mask_secrets(words, max_bytes);
}

}  // namespace

std::string exit_words(const UnitState& state) {
  if (!state.exit_code || !state.exit_status) return {};
  const auto status = static_cast<int>(*state.exit_status);
  if (*state.exit_code == kExited) return status == 0 ? "" : "exit code " + std::to_string(status);
  const char* const name = ::sigabbrev_np(status);
  std::string text = "killed by signal " + std::to_string(status);
  if (name != nullptr) text.append(" (").append(name).append(")");
  return *state.exit_code == kDumped ? text + ", core dumped" : text;
}

std::string unit_words(const UnitState& state, std::int64_t now) {
  const UnitRow& row = state.row;
  if (row.load == "masked") return row.id + " is masked: it cannot be started.";
  if (row.load == "error" || row.load == "bad-setting")
    return row.id + " cannot be loaded: its unit file has an error (" + row.load + ").";
  std::string text = row.id;
  if (!row.description.empty() && row.description != row.id)
    text.append(" (").append(base::utf8_prefix(row.description, 100)).append(")");
  text.append(row.active == "failed" ? " has failed" : " is " + activity(row));
  if (row.active == "failed") {
    if (const std::string why = reason(state); !why.empty()) text.append(": ").append(why);
  }
  const auto since = row.active == "active" ? state.started : state.since ? state.since : state.stopped;
  if (since)
    text.append(", since ").append(clock_words(*since)).append(" (").append(ago(*since, now)).append(")");
  if (state.main_pid) text.append(", main process ").append(std::to_string(*state.main_pid));
  if (state.memory_bytes)
    text.append(", ").append(base::human_bytes(*state.memory_bytes)).append(" of memory");
  if (state.tasks && *state.tasks > 0) text.append(", ").append(base::counted(*state.tasks, "task", "tasks"));
  text.append(".");
  if (state.enablement == "enabled") text.append(" It starts at boot.");
  if (state.enablement == "disabled") text.append(" It does not start at boot by itself.");
  return base::to_utf8(std::move(text));
}

void append_unit_values(const UnitState& state, Outcome& outcome) {
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) outcome.values.emplace_back(name, base::to_utf8(value));
  };
  const auto add_number = [&](std::string_view name, const auto& value) {
    if (value) outcome.values.emplace_back(name, std::to_string(*value));
  };
  const auto add_time = [&](std::string_view name, const std::optional<std::int64_t>& time) {
    if (!time) return;
    outcome.values.emplace_back(name, base::rfc3339(*time));
    outcome.values.emplace_back(std::string(name) + "_unix", std::to_string(*time));
  };
  add("unit", state.row.id);
  add("description", state.row.description);
  add("load", state.row.load);
  add("state", state.row.active);
  add("sub_state", state.row.sub);
  add("enablement", state.enablement);
  add("unit_file", state.fragment);
  if (state.names.size() > 1) {
    JsonList names;
    for (const std::string& name : state.names) names.add(base::json_string(name));
    outcome.values.emplace_back("names", names.take());
  }
  add_time("since", state.since);
  add_time("started", state.started);
  add_number("main_pid", state.main_pid);
  add_number("memory_bytes", state.memory_bytes);
  add_number("tasks", state.tasks);
  add_number("restarts", state.restarts);
  add("result", state.result);
  if (state.exit_code)
    add_number(*state.exit_code == kExited ? "exit_code" : "exit_signal", state.exit_status);
}

std::string entry_json(const platform::JournalRecord& entry) {
  constexpr std::uint64_t kMicro = 1'000'000;
  JsonObject json;
  json.text("time", base::rfc3339(static_cast<std::int64_t>(entry.time / kMicro)))
      .number("time_microseconds", entry.time)
      .text("priority", kPriorityNames[static_cast<std::size_t>(std::clamp(entry.priority, 0, 7))]);
  if (!entry.unit.empty()) json.text("unit", entry.unit);
  if (!entry.identifier.empty()) json.text("identifier", entry.identifier);
  if (entry.pid != 0) json.number("pid", entry.pid);
  return json.text("message", entry.message).take();
}

void append_journal(const UnitState& state, const Caller& caller, const platform::JournalReader& reader,
                    const ExecutionContext& context, Outcome& outcome) {
  if (!caller.reads_logs) return;
  platform::JournalQuery query;
  query.unit = state.row.id;
  query.limit = kLastEntries;
  query.message_bytes = kLineBytes;
  query.end = std::min(context.deadline(), ExecutionContext::Clock::now() + kJournalTime);
  // The state was asked for: without a journal it is told all the same.
  auto page = reader.read(query, [&] { return context.check(); });
  if (!page.ok() || page->entries.empty()) return;
  std::vector<platform::JournalRecord>& entries = page->entries;
  std::reverse(entries.begin(), entries.end());
  JsonList list;
  // The message is about why: what systemd says of the unit stands only where it said nothing itself.
  std::vector<std::string_view> own;
  std::vector<std::string_view> of_systemd;
  for (platform::JournalRecord& entry : entries) {
    entry.message = masked(entry.message, kLineBytes);
    list.add(entry_json(entry));
    (entry.pid == 1 ? of_systemd : own).push_back(entry.message);
  }
  outcome.values.emplace_back("journal", list.take());
  outcome.message.append(" Its last lines in the journal: ");
  const std::vector<std::string_view>& lines = own.empty() ? of_systemd : own;
  const std::size_t first = lines.size() - std::min(lines.size(), kLastWords);
  for (std::size_t i = first; i < lines.size(); ++i) {
    outcome.message.append(i == first ? "" : " / ").append(display_name(lines[i], kLineBytes));
  }
}

}  // namespace maxos::agents
