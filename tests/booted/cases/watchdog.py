"""A daemon that hangs is restarted by the watchdog; one whose neighbours are down is not."""

import signal

import fixture
from fixture import LOCAL, REDIS, SERVICE
from machine import eventually

SYSTEM = "maxos-system.service"
WATCHDOG_SECONDS = 2


class TheWatchdog(fixture.BootedCase):
    def setUp(self):
        super().setUp()
        self.configure("[workers]\nthreads = 2\n")
        self.use_testing_daemon(watchdog=f"{WATCHDOG_SECONDS}s", extra="TimeoutAbortSec=1s\n")
        self.pid = self.main_pid()
        self.since = self.machine.cursor()

    def assert_restarted_by_the_watchdog(self):
        eventually("the watchdog has restarted the daemon",
                   lambda: self.main_pid() not in (0, self.pid) and self.machine.is_active(SERVICE), timeout=30)
        said = " ".join(entry.get("MESSAGE", "") for entry in
                        self.machine.journal(self.since))
        self.assertIn("Watchdog timeout", said)
        self.assertIn("Failed with result 'watchdog'", said)
        self.ask_ok("What's my system uptime?")
        return said

    def hang(self, address):
        self.ask("test hang 600", address=address, timeout=0.5, detach="true")

    def test_hung_workers_get_their_host_restarted_and_nothing_else(self):
        self.ask_ok("What's my system uptime?")
        host = self.machine.property(SYSTEM, "MainPID")
        for address in (fixture.TCP, LOCAL):
            self.hang(address)
        eventually("the watchdog has ended the host", lambda: self.machine.property(SYSTEM, "MainPID") != host, timeout=30)
        # The host itself names the duty that did not answer.
        said = " ".join(entry.get("MESSAGE", "") for entry in self.machine.journal(self.since))
        self.assertIn("No answer from: the workers", said)
        self.assertIn("Watchdog timeout", said)
        self.ask_ok("What's my system uptime?")
        self.assertEqual(self.main_pid(), self.pid)

    def test_a_stopped_process_gets_it_restarted(self):
        self.machine.run("kill", f"-{signal.Signals.SIGSTOP.name[3:]}", str(self.pid))
        self.assert_restarted_by_the_watchdog()

    def test_long_work_does_not(self):
        seconds = WATCHDOG_SECONDS * 3
        updates = self.stream(f"test work {seconds}")
        self.assertEqual(updates[-1], {"code": "OK"}, updates[-3:])
        self.assertEqual(self.main_pid(), self.pid)

    def test_redis_down_does_not(self):
        self.machine.run("systemctl", "stop", REDIS)
        self.addCleanup(self.machine.run, "systemctl", "start", REDIS)
        self.assert_alive_for_some_periods()

    def test_a_redis_that_hangs_does_not(self):
        redis = self.machine.property(REDIS, "MainPID")
        self.machine.run("kill", "-STOP", redis)
        self.addCleanup(self.machine.run, "kill", "-CONT", redis)
        self.assert_alive_for_some_periods()

    def test_a_bus_that_hangs_does_not(self):
        bus = self.machine.output("systemctl", "show", "dbus.service", "--property=MainPID", "--value")
        self.machine.run("kill", "-STOP", bus)
        try:
            # systemctl would wait for the bus as well: the process itself is asked.
            self.assert_alive_for_some_periods(bus=False)
        finally:
            self.machine.run("kill", "-CONT", bus)
        eventually("the bus answers", lambda: self.main_pid() == self.pid)

    def assert_alive_for_some_periods(self, bus=True):
        end = self.now() + 3 * WATCHDOG_SECONDS
        while self.now() < end:
            self.assertEqual(self.health()["code"], "OK")
            self.ask_ok("What's my system uptime?")
        self.machine.run("test", "-d", f"/proc/{self.pid}")
        if bus:
            self.assertEqual(self.main_pid(), self.pid)
