#include "agents/system/machine.h"

#include <sys/utsname.h>

#include <array>
#include <string_view>
#include <utility>

#include "agents/proc_file.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

std::string unquoted(std::string_view value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
    value = value.substr(1, value.size() - 2);
  }
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    out.push_back(value[i]);
  }
  return out;
}

void read_os(const MachineRoots& roots, Machine& machine) {
  const std::string text = read_small_file(roots.etc + "/os-release").value_or("");
  machine.os = unquoted(field(text, "PRETTY_NAME", '='));
  machine.os_id = unquoted(field(text, "ID", '='));
  machine.os_version = unquoted(field(text, "VERSION_ID", '='));
}

void read_hardware(const MachineRoots& roots, Machine& machine) {
  machine.vendor = read_line(roots.sys + "/class/dmi/id/sys_vendor");
  machine.product = read_line(roots.sys + "/class/dmi/id/product_name");
  if (is_firmware_placeholder(machine.vendor)) machine.vendor.clear();
  if (is_firmware_placeholder(machine.product)) machine.product.clear();
  if (machine.product.empty()) machine.product = read_line(roots.sys + "/firmware/devicetree/base/model");
  if (machine.product.empty()) machine.product = read_line(roots.proc + "/device-tree/model");
}

// Returns the content of cpuinfo, which has more to tell.
std::string read_cpu(const MachineRoots& roots, Machine& machine) {
  std::string text = read_small_file(roots.proc + "/cpuinfo", 1024 * 1024).value_or("");
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (line.starts_with("processor") && line.find(':') != std::string_view::npos) ++machine.cpu_count;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  constexpr std::array<std::string_view, 5> kModelKeys = {"model name", "Model", "Hardware", "cpu model",
                                                          "cpu"};
  for (const std::string_view key : kModelKeys) {
    machine.cpu_model = field(text, key, ':');
    if (!machine.cpu_model.empty()) break;
  }
  return text;
}

std::string virtualization_of(const MachineRoots& roots, const Machine& machine, std::string_view cpuinfo) {
  using Pair = std::pair<std::string_view, std::string_view>;
  // As systemd-detect-virt(1) reads DMI.
  constexpr std::array<Pair, 12> kVendors = {{{"KVM", "kvm"},
                                              {"OpenStack", "kvm"},
                                              {"QEMU", "qemu"},
                                              {"VMware", "vmware"},
                                              {"innotek GmbH", "virtualbox"},
                                              {"VirtualBox", "virtualbox"},
                                              {"Oracle Corporation", "virtualbox"},
                                              {"Xen", "xen"},
                                              {"Bochs", "qemu"},
                                              {"Parallels", "parallels"},
                                              {"Amazon EC2", "amazon"},
                                              {"Google", "google"}}};
  if (read_line(roots.sys + "/hypervisor/type") == "xen") return "xen";
  if (base::ascii_lower(machine.kernel).find("microsoft") != std::string::npos) return "wsl";
  const bool hypervisor = field(cpuinfo, "flags", ':').find("hypervisor") != std::string_view::npos;
  for (const auto& [needle, name] : kVendors) {
    const bool found =
        machine.vendor.find(needle) != std::string::npos || machine.product.find(needle) != std::string::npos;
    // Google and Oracle make hardware too.
    if (found && (hypervisor || (needle != "Google" && needle != "Oracle Corporation")))
      return std::string(name);
  }
  if (machine.vendor == "Microsoft Corporation" && machine.product == "Virtual Machine") return "hyperv";
  if (machine.product.find("linux,dummy-virt") != std::string::npos) return "qemu";
  return hypervisor ? "vm" : "none";
}

std::string container_of(const MachineRoots& roots) {
  std::string name = read_line(roots.run + "/systemd/container");
  if (!name.empty()) return name;
  if (read_small_file(roots.run + "/.containerenv", 1)) return "podman";
  const std::string control_group = read_small_file(roots.proc + "/1/cgroup").value_or("");
  if (control_group.find("/docker") != std::string::npos) return "docker";
  if (control_group.find("/lxc") != std::string::npos) return "lxc";
  if (control_group.find("/kubepods") != std::string::npos) return "kubernetes";
  return "none";
}

}  // namespace

bool is_firmware_placeholder(std::string_view text) {
  return text.empty() || text == "To Be Filled By O.E.M." || text == "System manufacturer" ||
         text == "System Product Name" || text == "Default string" || text == "None" ||
         text == "Not Specified";
}

Machine read_machine(const MachineRoots& roots) {
  Machine machine;
  machine.hostname = read_line(roots.proc + "/sys/kernel/hostname");
  machine.kernel = read_line(roots.proc + "/sys/kernel/osrelease");
  utsname names{};
  if (::uname(&names) == 0) {
    machine.architecture = names.machine;
    if (machine.hostname.empty()) machine.hostname = names.nodename;
    if (machine.kernel.empty()) machine.kernel = names.release;
  }
  read_os(roots, machine);
  read_hardware(roots, machine);
  const std::string cpuinfo = read_cpu(roots, machine);
  const std::string meminfo = read_small_file(roots.proc + "/meminfo").value_or("");
  if (const auto kilobytes = leading_number(field(meminfo, "MemTotal", ':'))) {
    machine.memory_total_bytes = *kilobytes * 1024;
  }
  const std::string stat = read_small_file(roots.proc + "/stat", 1024 * 1024).value_or("");
  if (const auto boot = leading_number(field(stat, "btime", ' ')))
    machine.boot_time = static_cast<std::int64_t>(*boot);
  machine.virtualization = virtualization_of(roots, machine, cpuinfo);
  machine.container = container_of(roots);
  return machine;
}

}  // namespace maxos::agents
