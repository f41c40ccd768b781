"""Very many processes and a very large journal: the installed service answers clearly, in bounded time and memory."""

import json
import pathlib
import sys
import tempfile
import time

import fixture

sys.path.append(str(fixture.TOP / "tests/integration"))

import journal_files  # noqa: E402  (needs the path above)

HOST = "maxos-system.service"
PROGRAM = "/usr/local/lib/own-sleeper"
ZOMBIES = 20
MEMORY_KIB = 64 * 1024


class Crowd(fixture.BootedCase):
    def setUp(self):
        super().setUp()
        # A host of its own, whose memory is nobody else's doing; its socket starts it.
        self.machine.run("systemctl", "stop", HOST)

    def asked(self, text, seconds, **context):
        """The payload of an answer, and its message, that the service gave in time."""
        answer = self.ask_ok(text, timeout=60, domain="system", **context)
        self.assertLess(answer["seconds"], seconds, text)
        return {**answer["payload"], "message": answer["message"]}

    def host_memory(self, field):
        pid = self.machine.property(HOST, "MainPID")
        status = self.machine.read(f"/proc/{pid}/status")
        return int(next(line for line in status.splitlines() if line.startswith(field + ":")).split()[1])


class ManyProcesses(Crowd):
    # What the answer about 5,000 may take on a machine that has nothing else to do is a tenth of it.
    SECONDS = 5

    def setUp(self):
        super().setUp()
        self.count = self.house.count(300, 5000)
        self.machine.run("/bin/cp", "/usr/bin/sleep", PROGRAM)
        self.addCleanup(self.machine.remove_file, PROGRAM)
        self.crowd = self.machine.start_program("crowd.py", PROGRAM, str(self.count), str(ZOMBIES))
        self.addCleanup(self.crowd.communicate)
        self.parent = json.loads(self.crowd.stdout.readline())["pid"]

    def rows(self, text, **context):
        payload = self.asked(text, self.SECONDS, **context)
        self.assertEqual(payload["intent"], "system.processes")
        return json.loads(payload["processes"]), payload

    def test_they_are_counted_sorted_and_found(self):
        for sort, key in (("cpu", "cpu_percent"), ("memory", "memory_bytes")):
            rows, payload = self.rows("top processes", sort=sort)
            self.assertGreater(int(payload["all_count"]), self.count + ZOMBIES)
            self.assertEqual((payload["total_count"], payload["truncated"]), (payload["all_count"], "true"))
            values = [row[key] for row in rows]
            self.assertEqual((len(values), values), (20, sorted(values, reverse=True)))
        _, named = self.rows("show processes named own-sleeper")
        self.assertEqual((named["total_count"], named["shown_count"]), (str(self.count), "20"))
        self.assertIn(f"{self.count} processes named own-sleeper", named["message"])
        zombies, _ = self.rows("show zombie processes", limit="1000")
        self.assertEqual(len([row for row in zombies if row["parent"] == self.parent]), ZOMBIES)
        self.assertEqual(self.rows("show processes named no-such-program")[1]["total_count"], "0")

    def test_all_of_them_are_listed_once_within_bounded_memory(self):
        rows, payload = self.rows("show processes named own-sleeper", limit="100000")
        self.assertEqual(payload["truncated"], "false")
        theirs = self.machine.output("pgrep", "-x", "own-sleeper").split()
        self.assertEqual(sorted(row["pid"] for row in rows), sorted(map(int, theirs)))
        self.assertEqual(len(theirs), self.count)
        for _ in range(5):
            self.rows("top processes", limit="100000")
        self.assertLess(self.host_memory("VmHWM"), MEMORY_KIB)


class LargeJournal(Crowd):
    """Files of a GiB with --full, else of some MiB, beside the machine's own."""

    # A search through all of it ends after five seconds by itself.
    SECONDS = 8

    def setUp(self):
        super().setUp()
        self.files, self.entries = self.house.count((2, 3_000), (8, 230_000))
        machine_id = self.machine.output("cat", "/etc/machine-id")
        folder = f"/var/log/journal/{machine_id}"
        with tempfile.TemporaryDirectory(dir=self.house.folder) as made:
            days = pathlib.Path(made, "days")
            days.mkdir()
            journal_files.make(days, machine_id, int(time.time()) - 300, self.files, self.entries)
            self.bytes = sum(file.stat().st_size for file in days.iterdir())
            self.machine.copy_in(days, folder)
        self.addCleanup(self.machine.run, "/bin/sh", "-c", f"rm -f {folder}/day*.journal")
        self.machine.run("/bin/sh", "-c", f"mv {folder}/days/* {folder}/ && rmdir {folder}/days && "
                                          f"chgrp systemd-journal {folder}/day*.journal && chmod 640 {folder}/day*.journal")

    def logs(self, **context):
        payload = self.asked("show the logs", self.SECONDS, **context)
        self.assertEqual(payload["intent"], "system.logs")
        entries = json.loads(payload["entries"])
        times = [entry["time_microseconds"] for entry in entries]
        self.assertEqual(times, sorted(times, reverse=True))
        return entries, payload

    def everything(self, **context):
        """All entries, page by page."""
        entries, cursor = [], {}
        while True:
            page, payload = self.logs(**context, **cursor)
            entries += page
            if "cursor" not in payload:
                self.assertEqual(payload["truncated"], "false")
                return entries
            cursor = {"cursor": payload["cursor"]}

    def test_it_is_read_from_both_ends_within_bounded_time_and_memory(self):
        if self.house.full:
            self.assertGreater(self.bytes, 1_000_000_000)
        rare = self.everything(unit="rare.service", limit="200")
        self.assertEqual(len(rare), self.files * self.entries // 1000)
        self.assertEqual({entry["unit"] for entry in rare}, {"rare.service"})
        entries, payload = self.logs(limit="100000")
        self.assertEqual((payload["shown_count"], payload["truncated"]), (str(len(entries)), "true"))
        oldest = self.files * journal_files.DAY + 300
        entries, _ = self.logs(until=str(oldest - journal_files.DAY // 2), limit="5")
        self.assertEqual([entry["message"].startswith("day 0 ") for entry in entries], [True] * 5, entries)
        found = self.everything(grep="day 0 entry 7:")
        self.assertEqual([entry["message"].split(":")[0] for entry in found], ["day 0 entry 7"])
        self.assertEqual(self.everything(grep="Nobody said that"), [])
        # The journal's files are mapped: what is the host's own is its anonymous memory.
        self.assertLess(self.host_memory("RssAnon"), MEMORY_KIB)
