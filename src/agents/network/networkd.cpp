#include "agents/network/networkd.h"

#include <algorithm>

#include "agents/json.h"
#include "agents/system/bus_values.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using platform::BusValue;

constexpr const char* kNetworkd = "org.freedesktop.network1";
constexpr const char* kNetworkdPath = "/org/freedesktop/network1";
constexpr const char* kNetworkdManager = "org.freedesktop.network1.Manager";
constexpr const char* kNetworkdLink = "org.freedesktop.network1.Link";

}  // namespace

Networkd::Networkd(const HandlerEnvironment& environment, const ExecutionContext& context)
    : service_(environment, context, kNetworkd) {}

absl::StatusOr<std::map<std::string, NetworkdLink>> Networkd::links(
    const std::vector<std::string>& wanted) const {
  // a(iso): the index, the name, the object.
  const auto values = service_.call(kNetworkdPath, kNetworkdManager, "ListLinks");
  if (!values.ok()) return values.status();
  if (values->empty() || values->front().list() == nullptr)
    return base::internal("systemd-networkd answered with something else than links.");
  std::map<std::string, NetworkdLink> links;
  for (const BusValue& row : *values->front().list()) {
    const BusValue::List* columns = row.list();
    if (columns == nullptr || columns->size() != 3) continue;
    const std::string name = text_at(*columns, 1);
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
    const auto value = service_.properties(text_at(*columns, 2), kNetworkdLink);
    // One that went away in the meantime.
    if (!value.ok()) continue;
    const BusProperties all(*value);
    links.insert_or_assign(name,
                           NetworkdLink{.administrative_state = display_name(all.text("AdministrativeState")),
                                        .operational_state = display_name(all.text("OperationalState"))});
  }
  return links;
}

}  // namespace maxos::agents
