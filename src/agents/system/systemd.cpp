#include "agents/system/systemd.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "agents/system/bus_values.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using platform::BusArgument;
using platform::BusCall;
using platform::BusValue;

constexpr const char* kService = "org.freedesktop.systemd1";
constexpr const char* kManagerPath = "/org/freedesktop/systemd1";
constexpr const char* kManager = "org.freedesktop.systemd1.Manager";
// systemd answers in less than a millisecond; on a machine that thrashes it may take its time.
constexpr std::chrono::seconds kSystemdAnswer{5};
// A job is queued after polkit was asked.
constexpr std::chrono::seconds kAuthorized{25};
// Ten values a unit: enough for 20,000 units.
constexpr std::size_t kMaxListValues = 250'000;
constexpr std::uint64_t kUnset = UINT64_MAX;
constexpr std::int64_t kMicroInSecond = 1'000'000;

UnitRow row_of(const BusValue::List& columns) {
  return {.id = text_at(columns, 0),
          .description = text_at(columns, 1),
          .load = text_at(columns, 2),
          .active = text_at(columns, 3),
          .sub = text_at(columns, 4)};
}

// 0 is "never" for times.
std::optional<std::int64_t> seconds(std::optional<std::uint64_t> microseconds) {
  if (!microseconds || *microseconds == 0 || *microseconds == kUnset) return std::nullopt;
  return static_cast<std::int64_t>(*microseconds) / kMicroInSecond;
}

std::optional<std::uint64_t> set_number(std::optional<std::uint64_t> number) {
  return number && *number != kUnset ? number : std::nullopt;
}

UnitState state_of(const BusProperties& all) {
  UnitState state;
  state.row = {.id = all.text("Id"),
               .description = all.text("Description"),
               .load = all.text("LoadState"),
               .active = all.text("ActiveState"),
               .sub = all.text("SubState")};
  state.names = all.texts("Names");
  state.fragment = all.text("FragmentPath");
  state.enablement = all.text("UnitFileState");
  state.refuses_manual_start = all.flag("RefuseManualStart");
  state.refuses_manual_stop = all.flag("RefuseManualStop");
  state.can_reload = all.flag("CanReload");
  state.since = seconds(all.number("StateChangeTimestamp"));
  state.started = seconds(all.number("ActiveEnterTimestamp"));
  state.stopped = seconds(all.number("InactiveEnterTimestamp"));
  if (const auto pid = all.number("MainPID"); pid && *pid != 0) state.main_pid = pid;
  state.memory_bytes = set_number(all.number("MemoryCurrent"));
  state.tasks = set_number(all.number("TasksCurrent"));
  state.result = all.text("Result");
  // Before the first exit both are 0.
  if (const auto code = all.integer("ExecMainCode"); code && *code != 0) {
    state.exit_code = code;
    state.exit_status = all.integer("ExecMainStatus");
  }
  state.restarts = all.number("NRestarts");
  state.required_by = all.texts("RequiredBy");
  for (std::string& unit : all.texts("BoundBy")) state.required_by.push_back(std::move(unit));
  return state;
}

// The bus says where nobody answered; what is missing there is said here.
absl::StatusOr<BusValue::List> explained(absl::StatusOr<BusValue::List> answer) {
  if (!absl::IsUnavailable(answer.status())) return answer;
  return base::unavailable(
      "Units are systemd's, which cannot be asked: " + std::string(base::message_of(answer.status())) +
      ". It comes with the packages systemd and dbus, on a machine that systemd started.");
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string unit_path(std::string_view name) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string path = "/org/freedesktop/systemd1/unit/";
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (is_word(name[i]) && !(i == 0 && name[i] <= '9')) {
      path.push_back(name[i]);
    } else {
      path.append({'_', kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return path;
}

absl::StatusOr<Systemd> Systemd::create(const HandlerEnvironment& environment,
                                        const ExecutionContext& context) {
  if (environment.bus == nullptr || environment.loop == nullptr) {
    return base::unavailable("This service has no connection to D-Bus, over which systemd is asked.");
  }
  return Systemd(*environment.bus, *environment.loop, {context.deadline(), context.stop()});
}

absl::StatusOr<BusValue::List> Systemd::manager(std::string member, std::vector<BusArgument> arguments,
                                                std::chrono::seconds timeout) const {
  return explained(platform::call_and_wait(*bus_, *loop_,
                                           {.destination = kService,
                                            .path = kManagerPath,
                                            .interface = kManager,
                                            .member = std::move(member),
                                            .arguments = std::move(arguments),
                                            .timeout = timeout,
                                            .auto_start = false,
                                            .max_values = kMaxListValues},
                                           limit_));
}

absl::StatusOr<UnitState> Systemd::unit(std::string_view name) const {
  // An empty interface is all of them: what every unit has, and what its type has beside it.
  auto values = explained(platform::call_and_wait(*bus_, *loop_,
                                                  {.destination = kService,
                                                   .path = unit_path(name),
                                                   .interface = "org.freedesktop.DBus.Properties",
                                                   .member = "GetAll",
                                                   .arguments = {std::string()},
                                                   .timeout = kSystemdAnswer,
                                                   .auto_start = false},
                                                  limit_));
  if (!values.ok()) return values.status();
  if (values->size() != 1) return base::internal("systemd answered GetAll without properties");
  return state_of(BusProperties(values->front()));
}

absl::StatusOr<std::vector<UnitRow>> Systemd::rows(std::string member,
                                                   std::vector<BusArgument> arguments) const {
  const auto values = manager(std::move(member), std::move(arguments), kSystemdAnswer);
  if (!values.ok()) return values.status();
  const BusValue::List* const list = values->empty() ? nullptr : values->front().list();
  if (list == nullptr) return base::internal("systemd answered without a list of units");
  std::vector<UnitRow> out;
  out.reserve(list->size());
  for (const BusValue& value : *list) {
    if (const BusValue::List* const columns = value.list()) out.push_back(row_of(*columns));
  }
  return out;
}

absl::StatusOr<std::vector<UnitRow>> Systemd::by_names(const std::vector<std::string>& names) const {
  return rows("ListUnitsByNames", {names});
}

absl::StatusOr<std::vector<UnitRow>> Systemd::by_patterns(const std::vector<std::string>& patterns) const {
  return rows("ListUnitsByPatterns", {std::vector<std::string>{}, patterns});
}

absl::StatusOr<std::vector<UnitRow>> Systemd::by_states(const std::vector<std::string>& states) const {
  return rows("ListUnitsFiltered", {states});
}

absl::StatusOr<std::string> Systemd::queue_job(std::string_view method, const std::string& unit) const {
  const auto values = manager(std::string(method), {unit, std::string("replace")}, kAuthorized);
  if (!values.ok()) return values.status();
  std::string path = text_at(*values, 0);
  if (path.empty()) return base::internal("systemd answered " + std::string(method) + " without a job");
  return path;
}

absl::Status Systemd::subscribe() const {
  const auto values = manager("Subscribe", {}, kSystemdAnswer);
  // Subscribed before on the same connection.
  if (!values.ok() && base::message_of(values.status()).find("lready subscribed") != std::string_view::npos)
    return absl::OkStatus();
  return values.status();
}

absl::StatusOr<std::unique_ptr<platform::SignalWaiter>> Systemd::job_ends() const {
  return platform::SignalWaiter::create(*bus_, *loop_, {kService, kManagerPath, kManager, "JobRemoved"},
                                        limit_);
}

void Systemd::pause(std::chrono::milliseconds time) const {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait_for(lock, limit_.stop, time, [] { return false; });
}

}  // namespace maxos::agents
