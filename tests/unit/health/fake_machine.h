// Roots that look like /proc and /sys of a small machine.
#pragma once

#include "temp_dir.h"

namespace maxos::testing {

// 2 CPUs, 1000 MiB of memory with 250 MiB used, 100 MiB of swap with 25 MiB used, load 0.5, up for 1000 s,
// one network interface, one disk with a partition, one file system (the temporary directory), processes 1
// and 42.
class FakeMachine {
 public:
  FakeMachine();

  std::string proc() const { return directory_ / "proc"; }
  std::string sys() const { return directory_ / "sys"; }
  // A file below proc/ or sys/.
  void write(std::string_view name, std::string_view text) const { directory_.write(name, text); }
  void remove(std::string_view name) const { directory_.remove(name); }
  // The CPU counters in ticks, both CPUs together.
  void set_ticks(unsigned long busy, unsigned long idle) const;

 private:
  TempDir directory_;
};

}  // namespace maxos::testing
