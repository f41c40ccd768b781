// A second machine on a cable: another network namespace behind a veth pair.
#pragma once

#include <sys/types.h>

#include <string>

namespace maxos::agents {

// Here veth "here0" with 10.77.0.1/24 and fd77::1/64, there "there0" with 10.77.0.2/24 and fd77::2/64; gone
// with this object.
class OtherHost {
 public:
  static constexpr const char* kAddress = "10.77.0.2";
  static constexpr const char* kAddress6 = "fd77::2";

  OtherHost();
  ~OtherHost();
  OtherHost(const OtherHost&) = delete;
  OtherHost& operator=(const OtherHost&) = delete;

  // Runs a shell command there.
  std::string run(const std::string& line) const;
  // A packet filter there: `rule` is applied to what comes in, as nft(8) writes it.
  void drop(const std::string& rule) const;
  // A listening TCP socket there, which the test may accept from; the caller closes it.
  int listen(int port) const;

 private:
  pid_t child_ = -1;
};

}  // namespace maxos::agents
