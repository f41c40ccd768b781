// Runs all tests in a network namespace of their own, with a loopback and nothing else.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "commands.h"

namespace {

bool write_file(const char* path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.flush();
  return file.good();
}

bool enter_namespace() {
  const auto uid = std::to_string(::geteuid());
  const auto gid = std::to_string(::getegid());
  if (::geteuid() == 0) return ::unshare(CLONE_NEWNET) == 0;
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
         write_file("/proc/self/uid_map", "0 " + uid + " 1\n") &&
         write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/gid_map", "0 " + gid + " 1\n");
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  if (!enter_namespace()) {
    std::perror("cannot make a network namespace: run as root, or allow user namespaces");
    return 1;
  }
  maxos::agents::command("ip link set lo up");
  return RUN_ALL_TESTS();
}
