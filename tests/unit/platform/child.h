// A child process with pipes to its standard input and output.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/fd.h"

namespace maxos::testing {

// Killed with this object, and with the test. Its standard error is the test's.
class Child {
 public:
  // argv[0] is an absolute path. Throws when it cannot be started.
  explicit Child(const std::vector<std::string>& argv);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // A line of its output, waited for up to ten seconds; throws when none comes.
  std::string read_line();
  void write_line(const std::string& line);
  void signal(int number) const;
  // SIGSTOP, and waits until it stands still.
  void pause() const;
  void resume() const;

 private:
  pid_t pid_ = -1;
  base::UniqueFd input_, output_;
  std::string buffered_;
};

}  // namespace maxos::testing
