#include <algorithm>
#include <cstring>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/name_resolution.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"
#include "platform/tcp_probe.h"

namespace maxos::agents {
namespace {

using platform::InternetAddress;
using platform::PortProbe;
using platform::PortState;

// A SYN and two more of the kernel's (after 1 and 3 s).
constexpr auto kConnectPatience = std::chrono::milliseconds(5000);
// Of a name with many addresses.
constexpr std::size_t kMaxTried = 4;
// Room to tell what happened before the caller is gone.
constexpr auto kReserve = std::chrono::milliseconds(100);

struct TriedPort {
  InternetAddress address;
  PortProbe probe;
};

std::string_view state_name(PortState state) {
  switch (state) {
    case PortState::open:
      return "open";
    case PortState::closed:
      return "closed";
    case PortState::filtered:
      return "filtered";
    case PortState::unreachable:
      return "unreachable";
  }
  return "unreachable";
}

std::string error_text(int error) {
  const char* text = ::strerrordesc_np(error);
  return text != nullptr ? text : "error " + std::to_string(error);
}

double connect_ms(const PortProbe& probe) {
  return std::chrono::duration<double, std::milli>(probe.took).count();
}

std::string json_of(const TriedPort& tried) {
  JsonObject json;
  json.text("address", tried.address.text())
      .text("state", state_name(tried.probe.state))
      .decimal("connect_ms", connect_ms(tried.probe), 3);
  if (tried.probe.error != 0) json.text("error", error_text(tried.probe.error));
  return json.take();
}

// "Port 443 of example.org (192.0.2.1) is open: connected in 12 ms."
std::string words(const std::string& host, std::string_view port, const TriedPort& tried) {
  const PortProbe& probe = tried.probe;
  const std::string address = tried.address.text();
  const std::string text =
      "Port " + std::string(port) + " of " + (address == host ? host : host + " (" + address + ")");
  switch (probe.state) {
    case PortState::open:
      return text + " is open: connected in " +
             base::decimal(connect_ms(probe), connect_ms(probe) < 10 ? 1 : 0) + " ms.";
    case PortState::closed:
      return text + " is closed: the host is there and refuses the connection.";
    case PortState::filtered:
      return text + " is filtered: no answer within " + base::decimal(connect_ms(probe) / 1000, 1) +
             " seconds. The host is down, or something on the way drops the packets.";
    case PortState::unreachable:
      break;
  }
  if (probe.error == EPERM || probe.error == EACCES)
    return text + " cannot be tried: this machine's own firewall forbids it.";
  return text + " is unreachable: " + error_text(probe.error) + ".";
}

class PortHandler : public Handler {
 public:
  explicit PortHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_port(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string host(text_slot(plan.slots, "host"));
    const auto port = static_cast<std::uint16_t>(count_slot(plan.slots, "port", 0));
    const auto resolved = resolve_host(host, AF_UNSPEC, environment_, context);
    if (!resolved.ok()) return resolved.status();
    std::vector<TriedPort> tried;
    for (InternetAddress address : resolved->addresses) {
      if (tried.size() == kMaxTried) break;
      address.set_port(port);
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(context.deadline() - kReserve -
                                                                              ExecutionContext::Clock::now());
      // Without time left nothing can be said of the further ones; of the first one, that there was none.
      if (left.count() <= 0 && !tried.empty()) break;
      const auto probe =
          platform::probe_tcp(address, std::clamp(left, std::chrono::milliseconds(0), kConnectPatience),
                              [&context] { return context.check(); });
      if (!probe.ok()) return probe.status();
      tried.push_back({.address = address, .probe = *probe});
      if (probe->state == PortState::open) break;
    }
    // The best of what was found.
    const TriedPort& best = *std::min_element(
        tried.begin(), tried.end(),
        [](const TriedPort& a, const TriedPort& b) { return a.probe.state < b.probe.state; });
    JsonList list;
    for (const TriedPort& each : tried) list.add(json_of(each));
    Outcome outcome;
    outcome.message = words(host, text_slot(plan.slots, "port"), best);
    outcome.values = {{"state", std::string(state_name(best.probe.state))},
                      {"open", best.probe.state == PortState::open ? "true" : "false"},
                      {"address", best.address.text()},
                      {"port", std::string(text_slot(plan.slots, "port"))},
                      {"connect_ms", base::decimal(connect_ms(best.probe), 3)},
                      {"tried", list.take()},
                      {"addresses_count", std::to_string(resolved->addresses.size())}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_port(const HandlerEnvironment& environment) {
  return std::make_unique<PortHandler>(environment);
}

}  // namespace maxos::agents
