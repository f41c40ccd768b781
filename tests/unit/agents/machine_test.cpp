#include "agents/system/machine.h"

#include <sys/utsname.h>

#include "scene.h"

namespace maxos::agents {
namespace {

class MachineTest : public ::testing::Test {
 protected:
  Machine read() const { return read_machine({tree_ / "proc", tree_ / "sys", tree_ / "etc", tree_ / "run"}); }
  const TempTree tree_;
};

TEST_F(MachineTest, IsReadFromItsFiles) {
  tree_.write("proc/sys/kernel/hostname", "box\n");
  tree_.write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
  tree_.write("etc/os-release",
              "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\n");
  tree_.write("sys/class/dmi/id/sys_vendor", "QEMU\n");
  tree_.write("sys/class/dmi/id/product_name", "Standard PC\n");
  tree_.write("proc/cpuinfo",
              "processor\t: 0\nmodel name\t: Fast CPU\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\nmodel "
              "name\t: Fast CPU\n");
  tree_.write("proc/meminfo", "MemTotal:       2048 kB\n");
  tree_.write("proc/stat", "cpu  1 2 3\nbtime 1700000000\n");
  const Machine machine = read();
  EXPECT_EQ(machine.hostname, "box");
  EXPECT_EQ(machine.kernel, "6.1.0-18-amd64");
  EXPECT_EQ(machine.os, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(machine.os_version, "12");
  EXPECT_EQ(machine.cpu_model, "Fast CPU");
  EXPECT_EQ(machine.cpu_count, 2U);
  EXPECT_EQ(machine.memory_total_bytes, 2048U * 1024U);
  EXPECT_EQ(machine.boot_time, 1700000000);
  EXPECT_EQ(machine.virtualization, "qemu");
  EXPECT_EQ(machine.container, "none");
}

TEST_F(MachineTest, BoardsTellTheirModelInTheDeviceTree) {
  tree_.write("sys/firmware/devicetree/base/model", std::string("Raspberry Pi 4 Model B\0", 23));
  EXPECT_EQ(read().product, "Raspberry Pi 4 Model B");
}

TEST_F(MachineTest, ContainersSayWhatTheyAre) {
  tree_.write("run/systemd/container", "systemd-nspawn\n");
  EXPECT_EQ(read().container, "systemd-nspawn");
}

TEST_F(MachineTest, MissingFilesLeaveGapsNotFaults) {
  const Machine machine = read();
  EXPECT_FALSE(machine.kernel.empty());
  EXPECT_TRUE(machine.os.empty());
  EXPECT_FALSE(machine.memory_total_bytes);
}

TEST(SystemInfo, IsTrueOfThisMachine) {
  utsname names{};
  ASSERT_EQ(::uname(&names), 0);
  const auto outcome = Bench(HandlerEnvironment()).run("system.info", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "kernel"), names.release);
  EXPECT_EQ(value(*outcome, "architecture"), names.machine);
  EXPECT_EQ(value(*outcome, "hostname"), names.nodename);
}

}  // namespace
}  // namespace maxos::agents
