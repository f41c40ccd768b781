// A D-Bus of the test's own, with fake systemd, logind, timedated and hostnamed on it.
#pragma once

#include <memory>
#include <string>

#include "child.h"
#include "temp_dir.h"

namespace maxos::testing {

// A real dbus-daemon on a unix socket in a temporary directory.
class PrivateBus {
 public:
  PrivateBus();

  std::string address() const;
  void start();
  // Kills it; its socket file stays behind, as after a crash.
  void kill() { daemon_.reset(); }
  void pause() const { daemon_->pause(); }
  void resume() const { daemon_->resume(); }

 private:
  TempDir directory_;
  std::unique_ptr<Child> daemon_;
};

// fake_services.cpp in a process of its own.
class FakeServices {
 public:
  explicit FakeServices(const std::string& address);

  // A command of fake_services.cpp; returns when it is in effect.
  void tell(const std::string& command);
  void pause() const { process_.pause(); }
  void resume() const { process_.resume(); }

 private:
  Child process_;
};

}  // namespace maxos::testing
