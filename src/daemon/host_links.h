// The front end's connections to its agent hosts: those of systemd, or its own child.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "config/config.h"
#include "daemon/child_host.h"
#include "daemon/command_line.h"
#include "hosts/remote/remote_host.h"
#include "hosts/router/user_hosts.h"
#include "platform/event_loop.h"

namespace maxos::daemon {

// Construction and destruction on the main thread, as for ChildHost.
class HostLinks {
 public:
  struct Options {
    std::uint64_t catalogue = 0;
    const config::Hosts& config;
    // By hand: what carries out what is asked, and its name.
    std::unique_ptr<ChildHost> child;
    std::string program;
    // On the loop's thread: one of them can be reached again, or no more.
    std::function<void()> on_change;
  };

  // Under systemd (line.hosts) it connects on demand.
  HostLinks(platform::EventLoop& loop, const CommandLine& line, Options options);

  hosts::RemoteHost& files() { return files_ != nullptr ? *files_ : *system_; }
  hosts::RemoteHost& system() { return *system_; }
  // Whether there is one host, this program's child.
  bool by_hand() const { return child_ != nullptr; }
  // Under systemd; by hand nobody has one.
  hosts::UserHosts& users() { return users_; }

  // Answers what still waits, before what it is answered to goes.
  void close();

  // Makes both ready before the first request.
  void connect_early();
  // A child reads its configuration anew; under systemd the units do that.
  void reload();

  // Sentences about hosts that cannot be reached.
  std::vector<std::string> troubles() const;
  // The same without the system host: there is no health sample without it, which says so itself.
  std::vector<std::string> lesser_troubles() const;

 private:
  std::unique_ptr<hosts::RemoteHost> link_to_user(const std::string& user, const std::string& socket);

  platform::EventLoop& loop_;
  const std::chrono::milliseconds user_idle_;
  const std::uint64_t catalogue_;
  // By hand, both in one.
  std::unique_ptr<ChildHost> child_;
  std::unique_ptr<hosts::RemoteHost> system_;
  std::unique_ptr<hosts::RemoteHost> files_;
  // Of users_, which owns them.
  base::Guarded<std::vector<hosts::RemoteHost*>> user_links_;
  hosts::UserHosts users_;
};

}  // namespace maxos::daemon
