#include "agents/network/firewalld.h"

#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using platform::BusArgument;
using platform::BusValue;

constexpr const char* kPath = "/org/fedoraproject/FirewallD1";
constexpr const char* kMain = "org.fedoraproject.FirewallD1";
constexpr const char* kZone = "org.fedoraproject.FirewallD1.zone";
// polkit is asked, and the rules are loaded anew.
constexpr std::chrono::seconds kPatience{25};

}  // namespace

Firewalld::Firewalld(const HandlerEnvironment& environment, const ExecutionContext& context)
    : service_(environment, context, kMain) {}

absl::StatusOr<std::string> Firewalld::default_zone() const {
  const auto values = service_.call(kPath, kMain, "getDefaultZone");
  if (!values.ok()) return values.status();
  if (values->empty() || values->front().text() == nullptr) return base::internal("firewalld named no zone.");
  return display_name(*values->front().text());
}

absl::StatusOr<std::vector<std::string>> Firewalld::services(const std::string& zone) const {
  const auto values = service_.call(kPath, kZone, "getServices", {zone});
  if (!values.ok()) return values.status();
  std::vector<std::string> names;
  if (values->empty() || values->front().list() == nullptr) return names;
  for (const BusValue& each : *values->front().list())
    if (each.text() != nullptr) names.push_back(display_name(*each.text()));
  return names;
}

absl::StatusOr<std::vector<std::string>> Firewalld::ports(const std::string& zone) const {
  const auto values = service_.call(kPath, kZone, "getPorts", {zone});
  if (!values.ok()) return values.status();
  std::vector<std::string> ports;
  if (values->empty() || values->front().list() == nullptr) return ports;
  for (const BusValue& row : *values->front().list()) {
    const BusValue::List* pair = row.list();
    if (pair == nullptr || pair->size() != 2 || pair->at(0).text() == nullptr ||
        pair->at(1).text() == nullptr)
      continue;
    ports.push_back(display_name(*pair->at(0).text() + "/" + *pair->at(1).text()));
  }
  return ports;
}

absl::Status Firewalld::allow(const std::string& zone, const BlockedPort& port) const {
  return change(zone, port, true);
}

absl::Status Firewalld::block(const std::string& zone, const BlockedPort& port) const {
  return change(zone, port, false);
}

absl::Status Firewalld::change(const std::string& zone, const BlockedPort& port, bool open) const {
  const std::string number = std::to_string(port.port);
  const auto is_open = service_.call(kPath, kZone, "queryPort", {zone, number, port.protocol});
  if (!is_open.ok()) return is_open.status();
  const bool* now = is_open->empty() ? nullptr : is_open->front().boolean();
  if (now != nullptr && *now == open) return absl::OkStatus();
  std::vector<BusArgument> arguments = {zone, number, port.protocol};
  if (open) arguments.emplace_back(std::int32_t{0});
  auto done = service_.call(kPath, kZone, open ? "addPort" : "removePort", std::move(arguments), kPatience);
  if (done.status().code() == absl::StatusCode::kPermissionDenied) {
    return base::denied(
        "firewalld does not let this service change it: polkit's action org.fedoraproject.FirewallD1.config "
        "is for "
        "administrators. Allow it to the account maxos-system by a rule in /etc/polkit-1/rules.d.");
  }
  return done.status();
}

}  // namespace maxos::agents
