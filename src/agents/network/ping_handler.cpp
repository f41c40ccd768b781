#include <cmath>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/name_resolution.h"
#include "agents/network/ping.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using platform::InternetAddress;

constexpr std::uint64_t kDefaultCount = 5;
// Some three minutes at the pace of ping.h.
constexpr std::uint64_t kMaxPackets = 1000;

std::string milliseconds(double value) {
  return base::decimal(value, 3);
}

// Three figures are enough for people.
std::string spoken(double value) {
  return base::decimal(value, value < 1 ? 2 : value < 10 ? 1 : 0) + " ms";
}

absl::Status no_ping_socket() {
  return base::unavailable(
      "The kernel does not let this service send pings: net.ipv4.ping_group_range does not contain its "
      "group. The package "
      "opens it with /etc/sysctl.d/60-maxos-ping.conf; apply it with \"sudo systemctl restart "
      "systemd-sysctl\", and see "
      "that no later file in sysctl.d(5) closes it again.");
}

class PingHandler : public Handler {
 public:
  explicit PingHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_ping(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    if (count_slot(*slots, "count", kDefaultCount) > kMaxPackets)
      return base::invalid_argument("The count must be at most " + std::to_string(kMaxPackets) + " packets.");
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("count", std::to_string(kDefaultCount));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string host(text_slot(plan.slots, "host"));
    const std::uint64_t count = count_slot(plan.slots, "count", kDefaultCount);
    const auto resolved = resolve_host(host, AF_UNSPEC, environment_, context);
    if (!resolved.ok()) return resolved.status();
    const InternetAddress& target = resolved->addresses.front();
    const std::string shown = target.text() == host ? host : host + " (" + target.text() + ")";
    auto echo = platform::IcmpEcho::open(target);
    if (echo.status().code() == absl::StatusCode::kPermissionDenied) return no_ping_socket();
    if (echo.status().code() == absl::StatusCode::kUnavailable) {
      // An answer to the question, if not the one that was hoped for.
      PingResult nothing;
      nothing.trouble = base::message_of(echo.status());
      return answer(shown, target, nothing);
    }
    if (!echo.ok()) return echo.status();
    std::uint64_t replies = 0;
    const auto result = ping(*echo, {.count = count}, context, [&](std::uint64_t sequence, double took) {
      ++replies;
      context.progress(static_cast<int>(100 * replies / count),
                       "Packet " + std::to_string(sequence) + " of " + std::to_string(count) + " from " +
                           target.text() + ": " + spoken(took));
    });
    if (!result.ok()) return result.status();
    return answer(shown, target, *result);
  }

 private:
  static Outcome answer(const std::string& shown, const InternetAddress& target, const PingResult& result) {
    Outcome outcome;
    const auto add = [&outcome](std::string_view name, std::string value) {
      outcome.values.emplace_back(name, std::move(value));
    };
    add("address", target.text());
    add("family", target.family() == AF_INET6 ? "ipv6" : "ipv4");
    add("reachable", result.received > 0 ? "true" : "false");
    add("sent_count", std::to_string(result.sent));
    add("received_count", std::to_string(result.received));
    add("loss_percent", base::decimal(result.loss_percent(), 1));
    if (result.received > 0) {
      add("min_ms", milliseconds(result.least()));
      add("avg_ms", milliseconds(result.mean()));
      add("max_ms", milliseconds(result.most()));
      add("jitter_ms", milliseconds(result.deviation()));
      JsonList times;
      for (const double time : result.times) times.add(milliseconds(time));
      add("times_ms", times.take());
      if (result.hops_left > 0) add("hops_left", std::to_string(result.hops_left));
    }
    if (result.duplicates > 0) add("duplicates_count", std::to_string(result.duplicates));
    if (!result.trouble.empty()) add("trouble", result.trouble);
    if (result.cut_short) add("cut_short", "true");
    outcome.message = words(shown, result);
    return outcome;
  }

  static std::string words(const std::string& shown, const PingResult& result) {
    std::string text;
    if (result.sent == 0) {
      text = shown + " cannot be reached. " + result.trouble;
    } else if (result.received == 0) {
      text = shown + " does not answer: none of " + base::counted(result.sent, "packet", "packets") +
             " came back";
      text.append(result.trouble.empty() ? ". It may be down, or something on the way drops pings."
                                         : "; " + result.trouble + ".");
    } else {
      text = shown + " answers: " + std::to_string(result.received) + " of " +
             base::counted(result.sent, "packet", "packets") + ", " + spoken(result.mean()) + " on average";
      if (result.times.size() > 1)
        text.append(" (")
            .append(spoken(result.least()))
            .append(" to ")
            .append(spoken(result.most()))
            .append(")");
      if (result.received < result.sent)
        text.append(", ").append(base::decimal(result.loss_percent(), 0)).append("% lost");
      text.append(".");
    }
    if (result.cut_short)
      text.append(" The time of the request was over before all packets were sent and awaited.");
    return text;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_ping(const HandlerEnvironment& environment) {
  return std::make_unique<PingHandler>(environment);
}

}  // namespace maxos::agents
