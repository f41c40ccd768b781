"""Parts of the machine missing or failing: health says so in words, and nothing else breaks."""

import json
import select
import time

import fixture
from fixture import LOCAL, SERVICE
from machine import eventually

BUS = ["dbus.socket", "dbus.service"]


class Degraded(fixture.BootedCase):
    def assert_others_work(self):
        self.ask_ok("What's my system uptime?")
        self.ask_ok("List files in my home directory")
        self.ask_ok("Check system health")

    def unit(self, name, text):
        """A unit of the test's own, until the case ends."""
        file = "/run/systemd/system/" + name
        self.machine.write(file, text)
        self.machine.run("systemctl", "daemon-reload")
        self.addCleanup(self.machine.run, "systemctl", "daemon-reload")
        self.addCleanup(self.machine.remove_file, file)
        self.addCleanup(self.machine.run, "systemctl", "reset-failed", name, check=False)
        self.addCleanup(self.machine.run, "systemctl", "stop", name, check=False)

    def is_told(self, words):
        return any(words in reason for reason in self.reasons())

    def test_a_failing_unit_is_named(self):
        self.unit("doomed.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n")
        self.machine.run("systemctl", "start", "doomed.service", check=False)
        eventually("health names the unit", lambda: self.is_told("doomed.service"))
        health = self.health()
        self.assertEqual(health["status"], "healthy")
        self.assertEqual(health["metrics"]["level"], "warning")
        self.assertEqual(health["metrics"]["systemd_state"], "degraded")
        self.assertEqual(health["metrics"]["systemd_failed_units"], "1")
        answer = self.ask_ok("Check system health")
        self.assertIn("doomed.service", answer["message"])
        self.assert_others_work()
        self.machine.run("systemctl", "reset-failed", "doomed.service")
        eventually("the unit is told no more", lambda: not self.is_told("doomed.service"))

    def test_a_watched_unit_that_stops_is_named(self):
        self.unit("watched.service", "[Service]\nExecStart=/bin/sleep infinity\n")
        self.machine.run("systemctl", "start", "watched.service")
        self.configure('[health]\nwatched_units = ["watched.service", "no-such-thing.service"]\n')
        self.machine.run("systemctl", "reload", SERVICE)
        eventually("the missing unit is named", lambda: self.is_told("no-such-thing.service"))
        self.assertFalse(self.is_told("watched.service"), self.reasons())
        self.machine.run("systemctl", "stop", "watched.service")
        eventually("the stopped unit is named", lambda: self.is_told("watched.service"))

    def next_item(self, stream, holds, within):
        """The next item of a followed stream for which it holds, and how long it took."""
        begin = time.monotonic()
        while select.select([stream.stdout], [], [], max(0.0, begin + within - time.monotonic()))[0]:
            update = json.loads(stream.stdout.readline())
            self.assertNotIn("code", update)
            if update["payload"] and holds(update["payload"]):
                return update, time.monotonic() - begin
        return self.fail(f"nothing came within {within} s")

    def test_who_follows_the_health_is_told_what_changes(self):
        self.unit("doomed.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n")
        stream = self.machine.start_program("stream.py", LOCAL, "120", "watch the system health")
        self.addCleanup(stream.communicate)
        # Inside: killing the nsenter before it would leave it running.
        self.addCleanup(self.machine.run, "pkill", "-f", "stream.py", check=False)
        self.next_item(stream, lambda _: True, 10)
        self.machine.run("systemctl", "start", "doomed.service", check=False)
        told, took = self.next_item(stream, lambda payload: "doomed.service" in payload["reasons"], 10)
        self.assertEqual((told["payload"]["status"], told["payload"]["level"]), ("healthy", "warning"))
        self.assertIn("doomed.service", told["message"])
        self.machine.run("systemctl", "reset-failed", "doomed.service")
        _, back = self.next_item(stream, lambda payload: "doomed.service" not in payload["reasons"], 10)
        # Every two seconds the host looks.
        self.assertLess(max(took, back), 4.0)
        # A host that says nothing: the front end knows.
        host = self.machine.property("maxos-system.service", "MainPID")
        self.machine.run("kill", "-STOP", host)
        gone, _ = self.next_item(stream, lambda payload: payload["status"] == "unhealthy", 10)
        self.assertIn("system host does not answer", gone["payload"]["reasons"])
        self.machine.run("kill", "-CONT", host)
        self.next_item(stream, lambda payload: payload["status"] == "healthy", 20)
        # And is asked to push again.
        self.machine.run("systemctl", "start", "doomed.service", check=False)
        self.next_item(stream, lambda payload: "doomed.service" in payload["reasons"], 10)

    def test_without_the_bus(self):
        self.machine.run("systemctl", "stop", *BUS)
        try:
            eventually("health says so",
                       lambda: any("bus" in reason.lower() for reason in self.reasons()), timeout=10)
            health = self.health()
            self.assertEqual(health["status"], "healthy", health)
            self.assertNotIn("systemd_state", health["metrics"])
            self.assert_others_work()
        finally:
            # What stopped with the bus comes back as well.
            self.machine.run("systemctl", "start", *BUS, "systemd-logind.service")
        eventually("health is well again", lambda: self.health()["metrics"].get("systemd_state"), timeout=20)

    def test_a_start_without_the_bus(self):
        pid = self.main_pid()
        self.machine.run("systemctl", "stop", *BUS)
        try:
            self.machine.run("kill", "-KILL", str(pid))
            eventually("it runs again", lambda: self.machine.run(
                "maxosctl", "health", check=False).returncode == 0, timeout=20)
            self.assert_others_work()
        finally:
            # What stopped with the bus comes back as well.
            self.machine.run("systemctl", "start", *BUS, "systemd-logind.service")
        eventually("the bus is found", lambda: self.health()["metrics"].get("systemd_state"), timeout=20)

    def test_without_parts_of_proc(self):
        # Of the host that reads it; its socket starts it again.
        self.override("blind", "[Service]\nInaccessiblePaths=/proc/pressure /proc/loadavg /proc/diskstats\n", "maxos-system.service")
        self.machine.run("systemctl", "stop", "maxos-system.service")
        eventually("the load is not told", lambda: "load_1m" not in self.health()["metrics"], timeout=20)
        self.assertEqual(self.health()["status"], "healthy")
        self.assert_others_work()

    def test_a_state_folder_that_cannot_be_written(self):
        since = self.machine.cursor()
        self.override("readonly", "[Service]\nReadOnlyPaths=/var/lib/maxos-grpc\n")
        self.restart()
        self.assertTrue(self.machine.is_active(SERVICE))
        health = self.health()
        self.assertEqual(health["status"], "unhealthy", health)
        self.assertTrue(any("/var/lib/maxos-grpc" in reason for reason in self.reasons()), self.reasons())
        self.assertTrue(self.machine.journal(since, MESSAGE_ID="7ac02e535122471b9511a823cc1aee67"))
        self.ask_ok("What's my system uptime?")
