#include "fake_machine.h"

namespace maxos::testing {

FakeMachine::FakeMachine() {
  set_ticks(1'000, 9'000);
  write("proc/uptime", "1000.50 1900.00\n");
  write("proc/loadavg", "0.50 0.40 0.30 1/200 4242\n");
  write("proc/meminfo",
        "MemTotal:        1024000 kB\nMemFree:          500000 kB\nMemAvailable:     768000 kB\n"
        "SwapCached:            0 kB\nSwapTotal:        102400 kB\nSwapFree:          76800 kB\n");
  write("proc/pressure/cpu",
        "some avg10=1.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=9.00 avg60=0.00 avg300=0.00 total=1\n");
  write("proc/pressure/memory", "some avg10=2.50 avg60=0.00 avg300=0.00 total=1\n");
  write("proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n");
  write("proc/sys/fs/file-nr", "1024\t24\t10000\n");
  write("proc/self/net/dev",
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo "
        "colls carrier compressed\n"
        "    lo:  100 1 0 0 0 0 0 0 100 1 0 0 0 0 0 0\n"
        "  eth0:123456 10 1 2 0 0 0 0 654321 10 3 4 0 0 0 0\n");
  write("proc/diskstats",
        "   7       0 loop0 5 0 10 0 0 0 0 0 0 0 0\n"
        " 254       0 vda 100 0 2000 5 50 0 1000 5 0 5 10\n"
        " 254       1 vda1 90 0 1800 5 50 0 1000 5 0 5 10\n");
  write("proc/self/mountinfo", "21 1 254:1 / " + directory_.path() + " rw,relatime - ext4 /dev/vda1 rw\n");
  write("proc/1/stat", "");
  write("proc/42/stat", "");
  write("sys/block/vda/size", "1\n");
  write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
  write("sys/class/thermal/thermal_zone0/temp", "45500\n");
}

void FakeMachine::set_ticks(unsigned long busy, unsigned long idle) const {
  const std::string columns = std::to_string(busy) + " 0 0 " + std::to_string(idle) + " 0 0 0 0 0 0\n";
  write("proc/stat",
        "cpu  " + columns + "cpu0 " + columns + "cpu1 " + columns + "intr 5 0\nctxt 9\nbtime 1700000000\n");
}

}  // namespace maxos::testing
