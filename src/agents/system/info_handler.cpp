#include <algorithm>
#include <chrono>
#include <utility>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "agents/system/bus_service.h"
#include "agents/system/bus_values.h"
#include "agents/system/machine.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

const BusObject kHostname{"org.freedesktop.hostname1", "/org/freedesktop/hostname1",
                          "org.freedesktop.hostname1"};
// It is started for the question, and what the machine's files tell does not wait longer for it.
constexpr std::chrono::seconds kHostnameTime{3};

// What the administrator says of the machine (machine-info(5)), and what udev's database makes of its
// firmware. Empty: not told.
struct Described {
  std::string static_hostname;
  std::string pretty_hostname;
  std::string chassis;     // "desktop", "laptop", "server", "vm", "container", …
  std::string deployment;  // "production"
  std::string location;
};

std::string words(const Machine& machine, const Described& described) {
  std::string text = machine.hostname.empty() ? "This machine" : machine.hostname;
  if (!described.pretty_hostname.empty() && described.pretty_hostname != machine.hostname)
    text.append(" (").append(display_name(described.pretty_hostname)).append(")");
  text.append(" runs ").append(machine.os.empty() ? "Linux" : machine.os);
  if (!machine.kernel.empty()) text.append(" with kernel ").append(machine.kernel);
  if (!machine.architecture.empty()) text.append(" (").append(machine.architecture).append(")");
  text.append(".");
  std::string hardware = machine.vendor;
  if (!machine.product.empty()) hardware.append(hardware.empty() ? "" : " ").append(machine.product);
  // That it is virtual is said below.
  if (!described.chassis.empty() && described.chassis != "vm" && described.chassis != "container")
    hardware.append(hardware.empty() ? "" : ", ").append(described.chassis);
  if (!hardware.empty()) text.append(" Hardware: ").append(hardware).append(".");
  if (!described.location.empty())
    text.append(" Location: ").append(display_name(described.location)).append(".");
  if (machine.cpu_count > 0) {
    text.append(" ").append(base::counted(machine.cpu_count, "processor", "processors"));
    if (!machine.cpu_model.empty()) text.append(" (").append(machine.cpu_model).append(")");
    if (machine.memory_total_bytes)
      text.append(", ").append(base::human_bytes(*machine.memory_total_bytes)).append(" memory");
    text.append(".");
  }
  if (machine.container != "none") text.append(" It is a container (").append(machine.container).append(").");
  if (machine.virtualization != "none" && machine.container == "none") {
    text.append(" It is a virtual machine");
    if (machine.virtualization != "vm") text.append(" (").append(machine.virtualization).append(")");
    text.append(".");
  }
  if (machine.boot_time) text.append(" Booted ").append(clock_words(*machine.boot_time)).append(".");
  return text;
}

class InfoHandler : public Handler {
 public:
  explicit InfoHandler(const HandlerEnvironment& environment)
      : environment_(environment),
        roots_{.proc = environment.proc_root,
               .sys = environment.sys_root,
               .etc = environment.etc_root,
               .run = environment.run_root} {}

  const CapabilityDecl& declaration() const override { return declare_system_info(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    return Plan{};
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext& context) override {
    Machine machine = read_machine(roots_);
    const Described described = describe(context, machine);
    MAXOS_RETURN_IF_ERROR(context.check());
    Outcome outcome;
    outcome.message = base::to_utf8(words(machine, described));
    const auto add = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) outcome.values.emplace_back(name, base::to_utf8(value));
    };
    add("hostname", machine.hostname);
    add("static_hostname", described.static_hostname);
    add("pretty_hostname", described.pretty_hostname);
    add("chassis", described.chassis);
    add("deployment", described.deployment);
    add("location", described.location);
    add("os", machine.os);
    add("os_id", machine.os_id);
    add("os_version", machine.os_version);
    add("kernel", machine.kernel);
    add("architecture", machine.architecture);
    add("hardware_vendor", machine.vendor);
    add("hardware_model", machine.product);
    add("cpu_model", machine.cpu_model);
    if (machine.cpu_count > 0) add("cpu_count", std::to_string(machine.cpu_count));
    if (machine.memory_total_bytes) add("memory_total_bytes", std::to_string(*machine.memory_total_bytes));
    add("virtualization", machine.virtualization);
    add("container", machine.container);
    if (machine.boot_time) add("boot_time", base::rfc3339(*machine.boot_time));
    return outcome;
  }

 private:
  // Asks hostnamed, which names vendor and model better than the firmware does. Without it, or without D-Bus,
  // the machine is as its files tell.
  Described describe(const ExecutionContext& context, Machine& machine) const {
    const ExecutionContext brief(context.stop(),
                                 std::min(context.deadline(), ExecutionContext::Clock::now() + kHostnameTime),
                                 nullptr);
    const auto told = get_properties(environment_, brief, kHostname);
    if (!told.ok()) return {};
    const BusProperties all(*told);
    if (std::string vendor = all.text("HardwareVendor"); !is_firmware_placeholder(vendor))
      machine.vendor = std::move(vendor);
    if (std::string model = all.text("HardwareModel"); !is_firmware_placeholder(model))
      machine.product = std::move(model);
    return {.static_hostname = all.text("StaticHostname"),
            .pretty_hostname = all.text("PrettyHostname"),
            .chassis = all.text("Chassis"),
            .deployment = all.text("Deployment"),
            .location = all.text("Location")};
  }

  const HandlerEnvironment environment_;
  const MachineRoots roots_;
};

}  // namespace

std::unique_ptr<Handler> make_system_info(const HandlerEnvironment& environment) {
  return std::make_unique<InfoHandler>(environment);
}

}  // namespace maxos::agents
