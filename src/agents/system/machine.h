// What this machine is: names, versions, hardware. From files alone; no tool is run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maxos::agents {

// Empty or absent: the machine does not tell.
struct Machine {
  std::string hostname;      // /proc/sys/kernel/hostname
  std::string os;            // PRETTY_NAME of os-release(5)
  std::string os_id;         // ID: "debian"
  std::string os_version;    // VERSION_ID: "12"
  std::string kernel;        // release, "6.1.0-18-amd64"
  std::string architecture;  // uname(2): "x86_64"
  std::string vendor;        // DMI, or the device tree's model in `product`
  std::string product;
  std::string cpu_model;
  std::uint32_t cpu_count = 0;
  std::optional<std::uint64_t> memory_total_bytes;
  std::optional<std::int64_t> boot_time;  // seconds since the epoch
  // "kvm", "qemu", "vmware", "virtualbox", "xen", "hyperv", "amazon", "google", "wsl", "vm" (one that does
  // not say which), "none".
  std::string virtualization = "none";
  // "docker", "podman", "lxc", "systemd-nspawn", … as in /run/systemd/container; "none".
  std::string container = "none";
};

struct MachineRoots {
  std::string proc = "/proc";
  std::string sys = "/sys";
  std::string etc = "/etc";
  std::string run = "/run";
};

// Whether it is what board makers leave in the firmware instead of a name: "To Be Filled By O.E.M.", nothing.
bool is_firmware_placeholder(std::string_view text);

// Reads a dozen small files. Never fails.
Machine read_machine(const MachineRoots& roots);

}  // namespace maxos::agents
