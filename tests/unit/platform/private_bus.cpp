#include "private_bus.h"

#include <stdexcept>

namespace maxos::testing {

PrivateBus::PrivateBus() {
  // eavesdrop: without such a rule dbus-daemon lets nobody receive.
  directory_.write("bus.conf",
                   "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
                   "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
                   "<busconfig><type>session</type><listen>" +
                       address() +
                       "</listen><auth>EXTERNAL</auth><policy context=\"default\"><allow user=\"*\"/>"
                       "<allow own=\"*\"/><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                       "<allow eavesdrop=\"true\"/></policy></busconfig>\n");
  start();
}

std::string PrivateBus::address() const {
  return "unix:path=" + (directory_ / "bus");
}

void PrivateBus::start() {
  directory_.remove("bus");
  daemon_ = std::make_unique<Child>(std::vector<std::string>{"/usr/bin/dbus-daemon",
                                                             "--config-file=" + (directory_ / "bus.conf"),
                                                             "--nofork", "--nopidfile", "--print-address"});
  daemon_->read_line();
}

FakeServices::FakeServices(const std::string& address) : process_({FAKE_SERVICES, address}) {
  process_.read_line();
}

void FakeServices::tell(const std::string& command) {
  process_.write_line(command);
  if (const std::string answer = process_.read_line(); answer != "ok") throw std::runtime_error(answer);
}

}  // namespace maxos::testing
