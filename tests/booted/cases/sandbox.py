"""What somebody would reach who owned the front end: a program with the settings of its unit looks around."""

import json
import re

import fixture
from machine import PROGRAMS, eventually

UNIT = "/run/systemd/system/maxos-probe.service"
PROBE = "/usr/local/lib/maxos-probe.py"
EXPOSURE = {"maxos-grpc.service": 0.4, "maxos-agents.service": 0.5, "maxos-system.service": 1.6}


class TheSandbox(fixture.BootedCase):
    def probe(self):
        """The program's findings, from a unit that is maxos-grpc.service but for what it starts."""
        text = self.machine.output("cat", "/usr/lib/systemd/system/maxos-grpc.service")
        text = re.sub(r"^(Sockets|Wants|After|PropagatesReloadTo|ExecReload|WatchdogSec|NotifyAccess)=.*\n", "", text, flags=re.M)
        text = re.sub(r"^Type=.*$", "Type=oneshot", text, flags=re.M)
        text = re.sub(r"^Restart=.*$", "Restart=no", text, flags=re.M)
        text = re.sub(r"^ExecStart=.*$", f"ExecStart=/usr/bin/python3 -I {PROBE}", text, flags=re.M)
        text = text.split("[Install]", maxsplit=1)[0]
        self.machine.write(PROBE, self.machine.output("cat", f"{PROGRAMS}/probe.py") + "\n")
        self.machine.write(UNIT, text)
        self.addCleanup(self.machine.remove_file, UNIT)
        self.addCleanup(self.machine.remove_file, PROBE)
        self.machine.run("systemctl", "daemon-reload")
        since = self.machine.cursor()
        self.machine.run("systemctl", "start", "maxos-probe.service", timeout=120)
        found = eventually("the program has told what it found",
                           lambda: [entry["MESSAGE"] for entry in self.machine.journal(since)
                                    if str(entry.get("MESSAGE", "")).startswith("PROBE ")])
        return json.loads(found[0].removeprefix("PROBE "))

    def test_nothing_is_in_reach_but_its_own_state(self):
        self.ask_ok("What's my system uptime?")
        found = self.probe()
        strange = [path for path in found["files"] if not path.startswith(("/var/lib/maxos-grpc/", "/run/", "/tmp/", "/var/tmp/"))]
        self.assertEqual(strange, [])
        self.assertEqual([path for path in found["writable"]
                          if not path.startswith(("/var/lib/maxos-grpc", "/tmp", "/var/tmp", "/run/lock", "/dev"))], [])
        # The front end itself is of the same user, and so the only other one that is seen.
        self.assertEqual(sorted(found["processes"]), sorted([self.main_pid(), found["self"]]))
        self.assertEqual([name for name in found["interfaces"] if name != "lo"], [])
        for door in ("tcp", "tcp6", "netlink", "bus", "manager"):
            self.assertIsNotNone(found[door], door)
        for path, error in found["folders"].items():
            self.assertIsNotNone(error, path)
        # What it is for: speaking with the hosts, which have ceilings of their own.
        self.assertIsNone(found["agents"])

    def test_units_are_as_closed_as_they_promise(self):
        for unit, limit in EXPOSURE.items():
            text = self.machine.output("systemd-analyze", "security", "--no-pager", unit)
            figure = float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", text).group(1))
            self.assertLessEqual(figure, limit, unit)

    def test_hosts_run_as_users_of_their_own(self):
        self.ask_ok("list files in my home directory")
        self.ask_ok("What's my system uptime?")
        for unit, user in (("maxos-agents.service", "maxos"), ("maxos-system.service", "maxos-system")):
            pid = self.machine.property(unit, "MainPID")
            self.assertNotEqual(pid, "0", unit)
            self.assertEqual(self.machine.output("ps", "-o", "user:32=", "-p", pid).strip(), user)

    def test_nobody_else_may_ask_the_hosts(self):
        done = self.machine.run("runuser", "-u", "alice", "--", "/usr/bin/python3", "-c",
                                "import socket; socket.socket(socket.AF_UNIX).connect('/run/maxos/agents.sock')", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("PermissionError", done.stderr)
