#include "health/bus_collector.h"

#include <utility>

#include "base/status.h"

namespace maxos::health {
namespace {

using platform::BusCall;
using platform::BusValue;
using Values = absl::StatusOr<BusValue::List>;

constexpr std::chrono::seconds kTimedatedPeriod{60};
// Starting timedated may take long on a small machine; nobody waits for it.
constexpr std::chrono::seconds kTimedatedTimeout{10};
// A first answer that never came is asked for again sooner.
constexpr std::chrono::seconds kTimedatedRetry{10};

// org.freedesktop.systemd1(5): the columns of ListUnitsFiltered and ListUnitsByNames.
constexpr std::size_t kUnitName = 0;
constexpr std::size_t kUnitLoadState = 2;
constexpr std::size_t kUnitActiveState = 3;

BusCall systemd_call(std::string interface, std::string member, std::chrono::microseconds timeout) {
  return {.destination = "org.freedesktop.systemd1",
          .path = "/org/freedesktop/systemd1",
          .interface = std::move(interface),
          .member = std::move(member),
          .arguments = {},
          .timeout = timeout,
          .auto_start = false};
}

// The rows of a reply that is one array of structs; empty when it is something else.
const BusValue::List& rows(const BusValue::List& values) {
  static const BusValue::List none;
  const BusValue::List* const list = values.empty() ? nullptr : values.front().list();
  return list != nullptr ? *list : none;
}

// A text column of a row, or nullptr.
const std::string* text_at(const BusValue& row, std::size_t column) {
  const BusValue::List* const columns = row.list();
  return columns != nullptr && column < columns->size() ? (*columns)[column].text() : nullptr;
}

}  // namespace

void BusCollector::Round::arrived() {
  if (--awaited == 0) std::exchange(done, nullptr)(std::move(answer));
}

void BusCollector::Round::systemd_said(const absl::Status& status) {
  if (status.ok()) {
    answer.bus.reachable = true;
  } else {
    answer.timed_out = answer.timed_out || absl::IsDeadlineExceeded(status);
    if (answer.bus.detail.empty()) answer.bus.detail = base::message_of(status);
  }
}

void BusCollector::ask(const std::vector<std::string>& watched_units, std::chrono::microseconds timeout,
                       std::function<void(BusAnswer)> done) {
  const auto round = std::make_shared<Round>();
  round->done = std::move(done);
  const auto now = Steady::now();
  ask_systemd(round, watched_units, timeout);
  ask_logind(round, timeout);
  ask_timedated(now);
  round->answer.bus.ntp_synchronized = ntp_synchronized_;
  round->arrived();
}

void BusCollector::ask_systemd(const std::shared_ptr<Round>& round,
                               const std::vector<std::string>& watched_units,
                               std::chrono::microseconds timeout) {
  static const std::string manager = "org.freedesktop.systemd1.Manager";
  ++round->awaited;
  bus_.get_property(systemd_call(manager, "SystemState", timeout), [round](Values values) {
    round->systemd_said(values.status());
    if (values.ok() && values->front().text() != nullptr) {
      round->answer.bus.systemd_state = *values->front().text();
    }
    round->arrived();
  });

  ++round->awaited;
  BusCall failed = systemd_call(manager, "ListUnitsFiltered", timeout);
  failed.arguments = {std::vector<std::string>{"failed"}};
  bus_.call(failed, [round](Values values) {
    round->systemd_said(values.status());
    if (values.ok()) {
      std::vector<std::string>& names = round->answer.bus.failed_units.emplace();
      for (const BusValue& row : rows(*values)) {
        if (const std::string* const name = text_at(row, kUnitName)) names.push_back(*name);
      }
    }
    round->arrived();
  });

  if (watched_units.empty()) return;
  ++round->awaited;
  BusCall watched = systemd_call(manager, "ListUnitsByNames", timeout);
  watched.arguments = {watched_units};
  bus_.call(watched, [round, watched_units](Values values) {
    round->systemd_said(values.status());
    if (values.ok()) {
      // A name that systemd takes for no unit name at all is missing from its answer.
      for (const std::string& unit : watched_units) round->answer.bus.watched_units[unit] = "not-found";
      const BusValue::List& units = rows(*values);
      for (std::size_t i = 0; i < units.size(); ++i) {
        const std::string* const id = text_at(units[i], kUnitName);
        const std::string* const load = text_at(units[i], kUnitLoadState);
        const std::string* const active = text_at(units[i], kUnitActiveState);
        if (id == nullptr || load == nullptr || active == nullptr || *load == "not-found") continue;
        // The rows come in the order of the names; an alias is told by the unit's own name.
        const std::string& asked = units.size() == watched_units.size() ? watched_units[i] : *id;
        const auto unit = round->answer.bus.watched_units.find(asked);
        if (unit != round->answer.bus.watched_units.end()) unit->second = *active;
      }
    }
    round->arrived();
  });
}

void BusCollector::ask_logind(const std::shared_ptr<Round>& round, std::chrono::microseconds timeout) {
  if (std::exchange(logind_asked_, true)) return;
  const bool awaited = !logind_hangs_;
  if (awaited) ++round->awaited;
  const BusCall sessions{.destination = "org.freedesktop.login1",
                         .path = "/org/freedesktop/login1",
                         .interface = "org.freedesktop.login1.Manager",
                         .member = "ListSessions",
                         .arguments = {},
                         .timeout = timeout,
                         .auto_start = false};
  bus_.call(sessions, [this, round, awaited](Values values) {
    logind_asked_ = false;
    logind_hangs_ = absl::IsDeadlineExceeded(values.status());
    if (!awaited) return;
    if (values.ok()) round->answer.bus.sessions = rows(*values).size();
    round->answer.timed_out = round->answer.timed_out || logind_hangs_;
    round->arrived();
  });
}

void BusCollector::ask_timedated(Steady::time_point now) {
  if (now < ask_timedated_again_ || std::exchange(timedated_asked_, true)) return;
  const BusCall synchronized{.destination = "org.freedesktop.timedate1",
                             .path = "/org/freedesktop/timedate1",
                             .interface = "org.freedesktop.timedate1",
                             .member = "NTPSynchronized",
                             .arguments = {},
                             .timeout = kTimedatedTimeout,
                             .auto_start = true};
  bus_.get_property(synchronized, [this](Values values) {
    timedated_asked_ = false;
    const bool* const value = values.ok() ? values->front().boolean() : nullptr;
    ntp_synchronized_ = value != nullptr ? std::optional(*value) : std::nullopt;
    const bool lost = absl::IsUnavailable(values.status()) && !bus_.connected();
    // Without a bus nobody was asked: the next sample may try again.
    ask_timedated_again_ =
        lost ? Steady::time_point{} : Steady::now() + (value != nullptr ? kTimedatedPeriod : kTimedatedRetry);
  });
}

}  // namespace maxos::health
