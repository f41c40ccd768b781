"""The prototype's client programs, and whether what they are told is true of this machine."""

import json
import os
import re

import fixture
from fixture import LOCAL, TCP


class ThePrototypesPrograms(fixture.BootedCase):
    def test_all_of_them_work(self):
        seen = self.machine.program("prototype.py")

        uptime = seen["handle_text"]
        self.assertEqual((uptime["agent"], uptime["status"]), ("system", "success"), uptime)
        self.assertTrue(uptime["message"])
        self.assertEqual(uptime["payload"]["intent"], "system.uptime")
        for key in ("slots", "summary", "confidence", "operation_id", "acting_as"):
            self.assertIn(key, uptime["payload"])
        self.assertIsInstance(json.loads(uptime["payload"]["slots"]), dict)

        updates = seen["stream_operations"]
        self.assertEqual(updates[0], [0, "started"])
        self.assertEqual(updates[-1], [100, "completed"])
        between = updates[1:-1]
        self.assertGreaterEqual(len(between), 2, updates)
        self.assertEqual({status for _, status in between}, {"processing"})
        progress = [percent for percent, _ in updates]
        self.assertEqual(progress, sorted(progress))

        health = seen["get_system_health"]
        self.assertEqual(health["status"], "healthy", health)
        self.assertRegex(health["version"], r"^[0-9]+\.[0-9]+")
        self.assertEqual(health["metrics"]["orchestrator"], "ready")
        self.assertEqual(health["metrics"]["agents"], "6")

        self.assertEqual(seen["with_timeout"]["status"], "success", seen["with_timeout"])
        self.assertEqual(seen["error_handling"]["code"], "INVALID_ARGUMENT")
        self.assertTrue(seen["error_handling"]["details"])


class TheAnswersAreTrue(fixture.BootedCase):
    def test_uptime_is_that_of_proc(self):
        before = float(self.machine.read("/proc/uptime").split()[0])
        answer = self.ask_ok("What's my system uptime?", domain="system")
        after = float(self.machine.read("/proc/uptime").split()[0])
        told = float(answer["payload"]["uptime_seconds"])
        # A sample may be a second old, and whole seconds may be told.
        self.assertGreaterEqual(told, before - 2)
        self.assertLessEqual(told, after + 1)

    def test_health_is_that_of_proc_and_systemd(self):
        answer = self.ask_ok("Check system health")
        self.assertEqual(answer["payload"]["intent"], "system.health")
        metrics = self.health()["metrics"]
        memory = dict(re.findall(r"^(\w+):\s+(\d+) kB", self.machine.read("/proc/meminfo"), re.M))
        self.assertEqual(int(metrics["memory_total_bytes"]), int(memory["MemTotal"]) * 1024)
        self.assertAlmostEqual(int(metrics["memory_available_bytes"]), int(memory["MemAvailable"]) * 1024,
                               delta=0.1 * int(memory["MemTotal"]) * 1024)
        self.assertEqual(metrics["systemd_state"], self.machine.output("systemctl", "is-system-running", check=False))
        self.assertEqual(metrics["systemd_failed_units"], "0")
        disk = os.statvfs(self.machine.root)
        used = (disk.f_blocks - disk.f_bfree) / (disk.f_blocks - disk.f_bfree + disk.f_bavail) * 100
        self.assertAlmostEqual(float(metrics["disk_root_used_percent"]), used, delta=1)
        self.assertEqual(metrics["redis"], "up")

    def test_disks_are_those_of_the_machine_not_of_the_sandbox(self):
        told = self.ask_ok("How much space is free on /srv?")["payload"]
        self.assertEqual(told["mount_point"], "/")
        # The daemon's own view of it is read-only (ProtectSystem=strict); the machine's is not.
        self.assertEqual(told["read_only"], "false")
        disk = os.statvfs(self.machine.root)
        self.assertEqual(int(told["total_bytes"]), disk.f_blocks * disk.f_frsize)
        told = self.ask_ok("how many inodes are left on /")
        self.assertEqual(int(told["payload"]["inodes"]), disk.f_files)
        words = f" of {disk.f_files} inodes free" if disk.f_files else "no fixed number of inodes"
        self.assertIn(words, told["message"])
        listed = json.loads(self.ask_ok("Show disk usage")["payload"]["filesystems"])
        mounted = self.machine.output("findmnt", "--noheadings", "--list", "--output", "TARGET").splitlines()
        self.assertEqual({disk["mount_point"] for disk in listed} - set(mounted), set())

    def test_the_list_of_the_home_directory_is_that_of_the_file_system(self):
        self.machine.write("/srv/maxos/report.txt", "twelve bytes")
        self.machine.write("/srv/maxos/naïve name.md", "x")
        self.machine.run("mkdir", "-p", "/srv/maxos/projects")
        self.addCleanup(self.machine.run, "rm", "-rf", "/srv/maxos/report.txt", "/srv/maxos/naïve name.md",
                        "/srv/maxos/projects")
        answer = self.ask_ok("List files in my home directory")
        self.assertEqual((answer["agent"], answer["payload"]["intent"]), ("filesystem", "file.list"))
        self.assertEqual(answer["payload"]["path"], "/srv/maxos")
        entries = {entry["name"]: entry for entry in json.loads(answer["payload"]["entries"])}
        self.assertEqual(sorted(entries), sorted(self.machine.output("ls", "/srv/maxos").splitlines()))
        self.assertEqual(int(entries["report.txt"]["size_bytes"]), 12)
        self.assertEqual(entries["projects"]["type"], "directory")
        self.assertEqual(int(answer["payload"]["total_count"]), 3)

    def test_the_local_socket_tells_the_same(self):
        self.assertEqual(self.ask_ok("List files in my home directory", address=LOCAL)["payload"]["path"],
                         self.ask_ok("List files in my home directory", address=TCP)["payload"]["path"])


class WhatIsRefused(fixture.BootedCase):
    def test_what_is_not_understood_is_unhandled(self):
        answer = self.ask("sing me a song about the weather in Lisbon")
        self.assertEqual((answer["code"], answer["status"], answer["agent"]), ("OK", "unhandled", "orchestrator"),
                         answer)
        self.assertEqual(answer["payload"]["intent"], "unknown")
        self.assertTrue(answer["message"])

    def test_what_lies_outside_the_roots_is_denied(self):
        for text in ("list files in /etc", "list files in /srv/../etc", "list files in /var/lib/maxos-grpc"):
            answer = self.ask(text)
            self.assertEqual((answer["code"], answer["status"]), ("OK", "denied"), answer)
            self.assertEqual(answer["payload"]["intent"], "file.list")
        self.machine.run("ln", "-s", "/etc", "/srv/maxos/shortcut")
        self.addCleanup(self.machine.run, "rm", "/srv/maxos/shortcut")
        self.assertEqual(self.ask("list files in /srv/maxos/shortcut")["status"], "denied")

    def test_malformed_calls_get_a_code_of_their_own(self):
        # The client library refuses invalid UTF-8 itself; the integration tests send it raw.
        for text, context, code in (("", {}, "INVALID_ARGUMENT"), ("x" * (64 * 1024 + 1), {}, "INVALID_ARGUMENT")):
            answer = self.ask(text, **context)
            self.assertEqual(answer["code"], code, answer)
        answer = self.ask("What's my system uptime?", timeout=0.00001)
        self.assertEqual(answer["code"], "DEADLINE_EXCEEDED")
