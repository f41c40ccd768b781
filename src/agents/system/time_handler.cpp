#include <array>
#include <chrono>
#include <ctime>
#include <mutex>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/slots.h"
#include "agents/system/bus_service.h"
#include "agents/system/bus_values.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

const BusObject kTimedate{"org.freedesktop.timedate1", "/org/freedesktop/timedate1",
                          "org.freedesktop.timedate1"};
const BusObject kTimesync{"org.freedesktop.timesync1", "/org/freedesktop/timesync1",
                          "org.freedesktop.timesync1.Manager"};

// The zone's own time. The zone may have been changed since the process began: tzset(3) looks.
std::tm local_time(std::time_t now) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  ::tzset();
  std::tm local{};
  ::localtime_r(&now, &local);
  return local;
}

// "Wednesday, 2026-11-25 10:00:00 UTC"
std::string clock_of(const std::tm& time) {
  std::array<char, 80> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%A, %Y-%m-%d %H:%M:%S %Z", &time)};
}

// "2026-11-25T10:00:00+0000"
std::string iso_of(const std::tm& time) {
  std::array<char, 40> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &time)};
}

class TimeHandler : public Handler {
 public:
  explicit TimeHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_time(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    return Plan{};
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext& context) override {
    const std::time_t now = std::chrono::system_clock::to_time_t(environment_.clock.system());
    const std::tm local = local_time(now);
    const auto told = get_properties(environment_, context, kTimedate);
    MAXOS_RETURN_IF_ERROR(context.check());
    Outcome outcome;
    outcome.message = "It is " + clock_of(local);
    outcome.values = {{"time", base::rfc3339(now)},
                      {"unix_time", std::to_string(now)},
                      {"local_time", iso_of(local)},
                      {"utc_offset_seconds", std::to_string(local.tm_gmtoff)}};
    if (!told.ok()) {
      // The clock is told all the same; what timedated alone knows is not guessed.
      outcome.message.append(". The time zone's name and NTP's state are unknown: ");
      outcome.message.append(base::message_of(told.status())).append(".");
      return outcome;
    }
    const BusProperties all(*told);
    const std::string zone = all.text("Timezone");
    if (!zone.empty()) {
      outcome.message.append(" (").append(zone).append(")");
      outcome.values.emplace_back("timezone", zone);
    }
    const bool ntp = all.flag("NTP");
    const bool synchronized = all.flag("NTPSynchronized");
    const auto add_flag = [&](std::string_view name, bool value) {
      outcome.values.emplace_back(name, value ? "true" : "false");
    };
    add_flag("ntp_available", all.flag("CanNTP"));
    add_flag("ntp_enabled", ntp);
    add_flag("ntp_synchronized", synchronized);
    add_flag("rtc_in_local_time", all.flag("LocalRTC"));
    outcome.message.append(synchronized ? ". The clock is synchronized" : ". The clock is not synchronized");
    if (ntp) {
      if (const std::string server = ntp_server(context); !server.empty()) {
        outcome.message.append(synchronized ? " with " : " yet with ").append(server);
        outcome.values.emplace_back("ntp_server", server);
      }
    } else {
      outcome.message.append(all.flag("CanNTP") ? "; NTP is switched off"
                                                : "; no NTP service of systemd's is installed");
    }
    outcome.message.append(".");
    return outcome;
  }

 private:
  // Of systemd-timesyncd, when it is that one that runs; chrony and others do not tell over D-Bus.
  std::string ntp_server(const ExecutionContext& context) const {
    const auto told = get_properties(environment_, context, kTimesync);
    return told.ok() ? base::to_utf8(BusProperties(*told).text("ServerName")) : std::string();
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_system_time(const HandlerEnvironment& environment) {
  return std::make_unique<TimeHandler>(environment);
}

}  // namespace maxos::agents
