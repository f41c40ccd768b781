"""D-Bus: what systemd says is in the health; a bus that is away or hangs costs a reason, not a request."""

import json
import os
import signal
import subprocess
import sys
import time

from harness import DIES_WITH_PARENT, Case, eventually, main

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*" eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""

# A systemd of two failed units, and a logind of one session, told by name on stdout when they are on the bus.
FAKE_SYSTEMD = """
import sys
import dbus, dbus.service, dbus.mainloop.glib
from gi.repository import GLib

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection(sys.argv[1])


def unit(name, load, active):
    return (name, name, load, active, "x", "", dbus.ObjectPath("/u"), dbus.UInt32(0), "", dbus.ObjectPath("/"))


class Systemd(dbus.service.Object):
    @dbus.service.method("org.freedesktop.DBus.Properties", in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return {"SystemState": "degraded"}[name]

    @dbus.service.method("org.freedesktop.systemd1.Manager", in_signature="as", out_signature="a(ssssssouso)")
    def ListUnitsFiltered(self, states):
        return [unit("bad.service", "loaded", "failed"), unit("worse.service", "loaded", "failed")]

    @dbus.service.method("org.freedesktop.systemd1.Manager", in_signature="as", out_signature="a(ssssssouso)")
    def ListUnitsByNames(self, names):
        return [unit(name, "not-found" if name.startswith("missing") else "loaded",
                     "active" if name.startswith("good") else "inactive") for name in names]


class Logind(dbus.service.Object):
    @dbus.service.method("org.freedesktop.login1.Manager", in_signature="", out_signature="a(susso)")
    def ListSessions(self):
        return [("1", dbus.UInt32(0), "root", "seat0", dbus.ObjectPath("/s"))]


systemd = Systemd(bus, "/org/freedesktop/systemd1", dbus.service.BusName("org.freedesktop.systemd1", bus))
logind = Logind(bus, "/org/freedesktop/login1", dbus.service.BusName("org.freedesktop.login1", bus))
print("ready", flush=True)
GLib.MainLoop().run()
"""

# For a sample with a bus that is silent: bus_timeout (250 ms), and room for a busy machine.
SAMPLE_WITHIN = 2.0


class Bus(Case):
    def setUp(self):
        super().setUp()
        self.path = self.folder + "/bus"
        self.processes = []
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in self.processes:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def start_bus(self):
        configuration = self.folder + "/bus.conf"
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(path=self.path))
        if os.path.exists(self.path):
            os.unlink(self.path)
        bus = subprocess.Popen([*DIES_WITH_PARENT, "dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"],
                               stdout=subprocess.PIPE)
        self.processes.append(bus)
        self.assertIn(b"unix:path=", bus.stdout.readline())
        return bus

    def start_systemd(self):
        fake = subprocess.Popen([*DIES_WITH_PARENT, sys.executable, "-c", FAKE_SYSTEMD, f"unix:path={self.path}"], stdout=subprocess.PIPE)
        self.processes.append(fake)
        self.assertEqual(fake.stdout.readline(), b"ready\n")
        return fake

    def bus_daemon(self, **health):
        config = self.config(health={"max_age": "100ms", **health})
        return self.daemon(config=config, environment={"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.path}"})

    def sample(self, daemon):
        """A fresh answer, and that it came in time."""
        started = time.monotonic()
        health = daemon.health()
        self.assertLess(time.monotonic() - started, SAMPLE_WITHIN)
        return health

    def wait_bus(self, daemon, state):
        def shown():
            health = self.sample(daemon)
            return health if health.metrics["dbus"] == state else None
        return eventually(shown, f"health shows dbus {state}")

    def test_what_systemd_says_is_in_the_health(self):
        self.start_bus()
        self.start_systemd()
        daemon = self.bus_daemon(watched_units=["good.service", "idle.service", "missing.service"])
        health = self.wait_bus(daemon, "up")
        metrics = health.metrics
        self.assertEqual((health.status, metrics["level"]), ("healthy", "warning"))
        self.assertEqual((metrics["systemd_state"], metrics["systemd_failed_units"]), ("degraded", "2"))
        self.assertEqual(json.loads(metrics["systemd_failed_unit_names"]), ["bad.service", "worse.service"])
        self.assertEqual(json.loads(metrics["watched_units"]),
                         {"good.service": "active", "idle.service": "inactive", "missing.service": "not-found"})
        self.assertEqual(metrics["sessions_count"], "1")
        reasons = metrics["reasons"]
        for part in ("2 failed units", "bad.service", "idle.service is inactive", "missing.service does not exist"):
            self.assertIn(part, reasons)
        self.assertNotIn("good.service", reasons)

    def test_without_a_bus_the_state_is_absent_and_the_reason_is_told(self):
        daemon = self.bus_daemon()
        health = self.sample(daemon)
        self.assertEqual((health.status, health.metrics["dbus"]), ("healthy", "down"))
        self.assertNotIn("systemd_state", health.metrics)
        self.assertIn("D-Bus", health.metrics["reasons"])
        self.assertIn("unknown", health.metrics["reasons"])
        self.assertEqual(daemon.ask("What's my system uptime?").status, "success")

    def test_a_bus_without_systemd_is_told(self):
        self.start_bus()
        health = self.sample(self.bus_daemon())
        self.assertEqual(health.metrics["dbus"], "down")
        self.assertNotIn("systemd_state", health.metrics)

    def test_a_bus_that_comes_later_is_found(self):
        daemon = self.bus_daemon()
        self.assertEqual(self.sample(daemon).metrics["dbus"], "down")
        self.start_bus()
        self.start_systemd()
        self.assertEqual(self.wait_bus(daemon, "up").metrics["systemd_state"], "degraded")

    def test_a_bus_that_dies_and_comes_back_is_found_again(self):
        bus = self.start_bus()
        self.start_systemd()
        daemon = self.bus_daemon()
        self.wait_bus(daemon, "up")
        bus.kill()
        bus.wait()
        self.assertNotIn("systemd_state", self.wait_bus(daemon, "down").metrics)
        self.start_bus()
        self.start_systemd()
        self.wait_bus(daemon, "up")

    def check_silence(self, stopped):
        daemon = self.bus_daemon()
        self.wait_bus(daemon, "up")
        stopped.send_signal(signal.SIGSTOP)
        health = self.wait_bus(daemon, "down")
        self.assertEqual(health.status, "healthy")
        self.assertNotIn("systemd_state", health.metrics)
        self.assertIn("D-Bus", health.metrics["reasons"])
        # Only the first sample waits for the whole time limit.
        times = []
        for _ in range(5):
            taken = self.sample(daemon).metrics["sample_time_seconds"]
            started = time.monotonic()
            eventually(lambda: self.sample(daemon), "a sample")
            self.assertEqual(daemon.ask("What's my system uptime?").status, "success")
            self.assertEqual(daemon.ask("Check system health").status, "success")
            times.append(time.monotonic() - started)
            self.assertTrue(taken)
        self.assertLess(sorted(times)[2], 0.5, times)
        stopped.send_signal(signal.SIGCONT)
        self.wait_bus(daemon, "up")

    def test_a_bus_that_hangs_costs_no_request(self):
        bus = self.start_bus()
        self.start_systemd()
        self.check_silence(bus)

    def test_a_systemd_that_hangs_costs_no_request(self):
        self.start_bus()
        self.check_silence(self.start_systemd())

    def test_a_bus_that_hangs_does_not_hold_up_start_and_stop(self):
        bus = self.start_bus()
        bus.send_signal(signal.SIGSTOP)
        started = time.monotonic()
        daemon = self.bus_daemon()
        self.sample(daemon)
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - started, 5)


if __name__ == "__main__":
    main()
