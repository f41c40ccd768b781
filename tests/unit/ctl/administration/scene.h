// A machine whose /etc is a folder of the test's own.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/status.h"
#include "base/text.h"
#include "ctl/administration/machine.h"
#include "platform/temp_dir.h"

namespace maxos::ctl {

class AdministrationTest : public ::testing::Test {
 protected:
  AdministrationTest() {
    machine_.root = root_.path();
    machine_.uid = 0;
    machine_.account = [this](const std::string& name) -> std::optional<LocalAccount> {
      const auto found = accounts_.find(name);
      if (found == accounts_.end()) return std::nullopt;
      return found->second;
    };
    machine_.directory = [this](const std::string& path) -> absl::StatusOr<Directory> {
      const auto found = directories_.find(path);
      if (found == directories_.end()) return base::not_found(path + " is not there");
      return found->second;
    };
    machine_.systemctl = [this](const std::vector<std::string>& arguments) {
      calls_.push_back(base::join(arguments, " "));
      return calls_.back().starts_with(fails_) ? base::failed_precondition("systemd says no")
                                               : absl::OkStatus();
    };
    root_.write("etc/shells", "# shells\n/bin/sh\n/bin/bash\n");
    root_.write("etc/maxos/maxos-grpc.toml", "[filesystem]\n");
    add_user("alice", 1000);
  }

  void add_user(const std::string& name, std::uint32_t uid) {
    const std::string home = "/home/" + name;
    accounts_[name] = {name, uid, home, "/bin/bash", true};
    directories_[home] = {home, uid};
  }

  std::string text(const std::string& path) const {
    std::ifstream file(root_ / path);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
  }
  bool is_there(const std::string& path) const { return std::filesystem::exists(root_ / path); }

  const testing::TempDir root_;
  std::map<std::string, LocalAccount> accounts_;
  std::map<std::string, Directory> directories_;
  // What systemctl was called with, and the beginning of a call that fails.
  std::vector<std::string> calls_;
  std::string fails_ = "nothing";
  Machine machine_;
};

}  // namespace maxos::ctl
