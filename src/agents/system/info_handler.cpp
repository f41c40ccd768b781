#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/slots.h"
#include "agents/system/machine.h"
#include "agents/system/sample.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

std::string words(const Machine& machine) {
  std::string text = machine.hostname.empty() ? "This machine" : machine.hostname;
  text.append(" runs ").append(machine.os.empty() ? "Linux" : machine.os);
  if (!machine.kernel.empty()) text.append(" with kernel ").append(machine.kernel);
  if (!machine.architecture.empty()) text.append(" (").append(machine.architecture).append(")");
  text.append(".");
  std::string hardware = machine.vendor;
  if (!machine.product.empty()) hardware.append(hardware.empty() ? "" : " ").append(machine.product);
  if (!hardware.empty()) text.append(" Hardware: ").append(hardware).append(".");
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
      : roots_{.proc = environment.proc_root,
               .sys = environment.sys_root,
               .etc = environment.etc_root,
               .run = environment.run_root} {}

  const CapabilityDecl& declaration() const override { return declare_system_info(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    return Plan{};
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext&) override {
    const Machine machine = read_machine(roots_);
    Outcome outcome;
    outcome.message = base::to_utf8(words(machine));
    const auto add = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) outcome.values.emplace_back(name, base::to_utf8(value));
    };
    add("hostname", machine.hostname);
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
  const MachineRoots roots_;
};

}  // namespace

std::unique_ptr<Handler> make_system_info(const HandlerEnvironment& environment) {
  return std::make_unique<InfoHandler>(environment);
}

}  // namespace maxos::agents
