"""A journal that is large: every way to ask of it is answered in bounded time and memory, and can be cancelled.

The journal is the test's own, in a mount namespace (own_mounts.py).
"""

import json
import os
import subprocess
import time

import grpc

import journal_files
import own_mounts
from harness import PATIENCE, Case, eventually, main, request
from journal_files import DAY
from own_mounts import JOURNAL, needs_root

FULL = bool(os.environ.get("MAXOS_FULL"))
# With MAXOS_FULL a GiB in files of the size at which journald rotates; else a few MiB.
FILES, ENTRIES = (8, 230_000) if FULL else (3, 4_000)
# A search through all of it ends after five seconds by itself.
SECONDS = 8
MEMORY_KIB = 64 * 1024


@needs_root
class BigJournal(Case):
    @classmethod
    def setUpClass(cls):
        subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "none", JOURNAL], check=True)
        folder = own_mounts.journal_folder()
        os.mkdir(folder)
        cls.end = int(time.time()) - 300
        journal_files.make(folder, os.path.basename(folder), cls.end, FILES, ENTRIES)
        cls.bytes = sum(os.stat(f"{folder}/{name}").st_size for name in os.listdir(folder))

    @classmethod
    def tearDownClass(cls):
        subprocess.run(["/usr/bin/umount", "--lazy", JOURNAL], check=True)

    def setUp(self):
        super().setUp()
        self.running = self.daemon()

    def tearDown(self):
        # The journal's files are mapped: what is the host's own is its anonymous memory.
        with open(f"/proc/{self.running.host_pid()}/status", encoding="utf-8") as file:
            own = int(next(line for line in file if line.startswith("RssAnon:")).split()[1])
        self.assertLess(own, MEMORY_KIB)
        super().tearDown()

    def logs(self, **context):
        """Messages, newest first, and the whole answer, which came in time."""
        begin = time.monotonic()
        answer = self.running.ask("show the logs", domain="system", timeout=2 * PATIENCE, **context)
        self.assertLess(time.monotonic() - begin, SECONDS, context)
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "system.logs"), answer)
        entries = json.loads(answer.payload["entries"])
        times = [entry["time_microseconds"] for entry in entries]
        self.assertEqual(times, sorted(times, reverse=True))
        return entries, answer

    def everything(self, **context):
        """All entries, page by page."""
        entries, cursor = [], {}
        while True:
            page, answer = self.logs(**context, **cursor)
            entries += page
            if "cursor" not in answer.payload:
                self.assertEqual(answer.payload["truncated"], "false")
                return entries
            cursor = {"cursor": answer.payload["cursor"]}

    def test_the_newest_come_first_and_the_answer_is_cut_honestly(self):
        if FULL:
            self.assertGreater(self.bytes, 1_000_000_000)
        entries, answer = self.logs()
        self.assertEqual((len(entries), answer.payload["truncated"]), (50, "true"))
        self.assertTrue(entries[0]["message"].startswith(f"day {FILES - 1} entry {ENTRIES - 1}:"), entries[0])
        entries, answer = self.logs(limit="100000")
        self.assertEqual(answer.payload["shown_count"], str(len(entries)))
        self.assertLess(len(answer.SerializeToString()), 1 << 20)
        self.assertIn("cursor", answer.payload)

    def test_a_unit_and_a_priority_leave_the_rest_out(self):
        rare = self.everything(unit="rare.service", limit="200")
        self.assertEqual(len(rare), FILES * ENTRIES // 1000)
        self.assertEqual({entry["unit"] for entry in rare}, {"rare.service"})
        errors, _ = self.logs(priority="err", limit="200")
        self.assertEqual({entry["priority"] for entry in errors}, {"err"})
        self.assertEqual(self.logs(priority="emerg")[0], [])
        self.assertEqual(self.logs(unit="rare.service", priority="err")[0], [])
        self.assertEqual(self.logs(unit="none.service")[1].message, "No journal entry of none.service.")

    def test_times_at_the_far_end(self):
        oldest = FILES * DAY + 300
        entries, _ = self.logs(until=str(oldest - DAY // 2), limit="5")
        self.assertTrue(all(entry["message"].startswith("day 0 ") for entry in entries), entries)
        self.assertEqual(len(entries), 5)
        entries, answer = self.logs(since=f"{FILES + 20}d", until=f"{FILES + 1}d")
        self.assertEqual((entries, answer.payload["truncated"]), ([], "false"))
        self.assertEqual(answer.message, f"No journal entry between {FILES + 20} days and {FILES + 1} days ago.")
        self.assertEqual(self.logs(until="99y")[1].message, "No journal entry older than 36135 days.")
        self.assertEqual(self.logs(since="60s")[0], [])
        self.assertEqual(len(self.logs(since="99y")[0]), 50)

    def test_a_text_is_found_at_the_far_end_and_one_that_is_not_there_nowhere(self):
        found = self.everything(grep="day 0 entry 7:")
        self.assertEqual([entry["message"].split(":")[0] for entry in found], ["day 0 entry 7"])
        self.assertEqual(self.everything(grep="Nobody said that"), [])
        _, answer = self.logs(grep="nobody said that")
        self.assertIn('No journal entry with "nobody said that"', answer.message)
        if answer.payload["truncated"] == "true":
            self.assertIn("found back to", answer.message)
            self.assertIn("searched_until", answer.payload)

    def test_a_search_ends_with_its_request(self):
        host = self.running.host_pid()

        def ticks():
            with open(f"/proc/{host}/stat", encoding="utf-8") as file:
                return sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13]))
        # The deadline of the client: what was found by then is the answer, or it is told that there was no time.
        begin = time.monotonic()
        try:
            self.running.ask("show the logs", domain="system", grep="nobody said that", timeout=1)
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        self.assertLess(time.monotonic() - begin, 2)
        call = self.running.service.HandleText.future(request("show the logs", domain="system", grep="nobody said that"),
                                                      timeout=PATIENCE)
        call.cancel()

        def rests():
            before = ticks()
            time.sleep(0.2)
            return ticks() - before <= 1
        eventually(rests, "the host does nothing any more", limit=3)


if __name__ == "__main__":
    own_mounts.enter()
    main()
