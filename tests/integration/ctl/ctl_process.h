// The real maxosctl as a child process.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"

namespace maxos::ctl {

// One run. Standard input, output and error are pipes, or with `terminal` one pseudo terminal, whose output
// counts as `out`.
class CtlProcess {
 public:
  struct Ended {
    int code = -1;  // exit code; 128 + signal when a signal killed it
    std::string out;
    std::string err;
  };

  explicit CtlProcess(const std::vector<std::string>& arguments, bool terminal = false,
                      const std::vector<std::string>& environment = {});
  ~CtlProcess();
  CtlProcess(const CtlProcess&) = delete;
  CtlProcess& operator=(const CtlProcess&) = delete;

  void send_signal(int number) const;
  void type(std::string_view text);
  void close_input() { in_.reset(); }
  void close_output() { out_.reset(); }
  // Reads output until `text` has been seen in it; false at its end.
  bool wait_output(std::string_view text);
  // Reads to the end and waits for the process; kills it after 30 s.
  Ended wait();

 private:
  // One more piece of output; false when both streams have ended.
  bool read_some(int timeout_ms);

  pid_t pid_ = -1;
  base::UniqueFd in_, out_, err_;
  Ended ended_;
};

// Runs maxosctl to its end.
CtlProcess::Ended run_ctl(const std::vector<std::string>& arguments);

}  // namespace maxos::ctl
