"""The journal, followed through the whole way: wire, front end, agent host, files of a journal that grow.

The journal is the test's own: as root it goes into a mount namespace that has another /var/log/journal. By anybody else it
cannot be run, and passes without having looked.
"""

import json
import os
import re
import signal
import subprocess
import time
import unittest

import own_mounts
from harness import PATIENCE, Case, eventually, main, request
from own_mounts import JOURNAL, needs_root

REMOTE = "/lib/systemd/systemd-journal-remote"
UNIT = "own.service"
WISH = f"follow the log of {UNIT}"
LINE = re.compile(r"^\w{3} [ \d]\d \d\d:\d\d:\d\d prog\[42\]: ")


@needs_root
class Follow(Case):
    def setUp(self):
        super().setUp()
        subprocess.run(["/usr/bin/mount", "-t", "tmpfs", "none", JOURNAL], check=True)
        self.addCleanup(subprocess.run, ["/usr/bin/umount", "--lazy", JOURNAL], check=True)
        self.files = own_mounts.journal_folder()
        os.mkdir(self.files)
        self.said = 0
        self.say("before")
        self.running = self.daemon()

    def say(self, *messages, unit=UNIT):
        """Appends entries, as journald does."""
        export = ""
        for message in messages:
            self.said += 1
            export += (f"__CURSOR=x\n__REALTIME_TIMESTAMP={1700000000000000 + self.said}\n"
                       f"__MONOTONIC_TIMESTAMP={1000000 + self.said}\n_BOOT_ID=0123456789abcdef0123456789abcdef\n"
                       f"_SYSTEMD_UNIT={unit}\nSYSLOG_IDENTIFIER=prog\nPRIORITY=6\n_PID=42\n_UID=0\nMESSAGE={message}\n\n")
        subprocess.run([REMOTE, f"--output={self.files}/system.journal", "-"], input=export.encode(), check=True,
                       stderr=subprocess.DEVNULL)

    def follow(self, timeout=60, text=WISH, **context):
        """A stream that follows, once it does: its first entry has come."""
        call = self.running.service.StreamOperations(request(text, **{"limit": "1", **context}), timeout=timeout)
        self.addCleanup(call.cancel)
        self.first = self.next(call)
        return call

    def next(self, call):
        """The next update with an entry, or the last one."""
        return next(update for update in call if update.payload)

    def message(self, update):
        return json.loads(update.payload["entry"])["message"]

    def test_each_entry_comes_as_a_line_with_its_values_across_a_rotation(self):
        call = self.follow()
        self.assertEqual(self.message(self.first), "before")
        self.say("one")
        self.say("of another", unit="other.service")
        os.rename(f"{self.files}/system.journal", f"{self.files}/system@1.journal")
        self.say("two")
        for message in ("one", "two"):
            update = self.next(call)
            self.assertRegex(update.message, LINE)
            self.assertTrue(update.message.endswith(": " + message), update.message)
            self.assertEqual((update.status, update.progress), ("processing", 20))
            entry = json.loads(update.payload["entry"])
            self.assertEqual((entry["unit"], entry["message"], entry["pid"]), (UNIT, message, 42))

    def test_a_burst_reaches_a_slow_reader_whole(self):
        call = self.follow()
        self.say(*[f"m{number}" for number in range(3000)])
        time.sleep(1)
        self.assertEqual([self.message(self.next(call)) for _ in range(3000)], [f"m{number}" for number in range(3000)])

    def test_the_deadline_ends_it_with_a_cursor_to_go_on_from(self):
        call = self.follow(timeout=2)
        self.say("one")
        self.assertEqual(self.message(self.next(call)), "one")
        last = self.next(call)
        self.assertEqual((last.progress, last.status, last.payload["status"]), (100, "completed", "success"))
        self.assertEqual(last.payload["shown_count"], "2")
        self.say("two")
        self.follow(cursor=last.payload["cursor"])
        self.assertEqual(self.message(self.first), "two")

    def test_without_the_wish_in_the_words_the_context_has_it_and_its_no_beats_them(self):
        self.follow(text=f"show the logs of {UNIT}", follow="true")
        self.assertEqual(self.message(self.first), "before")
        updates = self.running.stream(WISH, follow="false")
        self.assertEqual((updates[-1].payload["status"], updates[-1].payload["shown_count"]), ("success", "1"))

    def test_a_client_that_leaves_ends_it_at_once(self):
        call = self.follow()
        left = time.monotonic()
        call.cancel()
        self.running.wait_line("MAXOS_INTENT=system.logs MAXOS_AGENT=system MAXOS_STATUS=cancelled")
        self.assertLess(time.monotonic() - left, 1)

    def test_no_more_follow_than_half_of_the_workers_and_others_are_answered(self):
        calls = [self.follow(), self.follow()]
        refused = self.running.stream(WISH)[-1]
        self.assertEqual(refused.payload["status"], "error")
        self.assertIn("2 requests follow the journal already", refused.message)
        self.assertEqual(self.running.ask("what time is it?").status, "success")
        calls[0].cancel()

        def goes():
            update = self.next(self.running.service.StreamOperations(request(WISH, limit="1"), timeout=2))
            return "entry" in update.payload
        eventually(goes, "there is room again")

    def test_a_stop_is_not_held_up(self):
        call = self.follow()
        began = time.monotonic()
        self.running.signal(signal.SIGTERM)
        self.assertEqual(self.next(call).payload["status"], "cancelled")
        self.assertEqual(self.running.wait_exit(), 0)
        self.assertLess(time.monotonic() - began, 5)

    def test_while_nothing_comes_it_sleeps(self):
        call = self.follow()

        def ticks():
            with open(f"/proc/{self.running.host_pid()}/stat", encoding="utf-8") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            return int(fields[11]) + int(fields[12])
        before = ticks()
        time.sleep(2)
        # Of 200 that would be the whole of a processor.
        self.assertLessEqual(ticks() - before, 10)
        self.say("one")
        self.assertEqual(self.message(self.next(call)), "one")

    def test_without_a_stream_the_newest_are_the_answer(self):
        answer = self.running.ask(WISH)
        self.assertEqual((answer.status, answer.payload["shown_count"]), ("success", "1"))
        self.assertIn("maxosctl stream", answer.message)

    def test_what_makes_no_sense_is_answered(self):
        for context, part in (({"follow": "perhaps"}, "true or false"), ({"until": "1h"}, "leave until out"),
                              ({"cursor": "; reboot"}, "no cursor")):
            last = self.running.stream(WISH, **context)[-1]
            self.assertEqual(last.payload["status"], "error", context)
            self.assertIn(part, last.message)

    @unittest.skipUnless(os.environ.get("MAXOS_CTL"), "maxosctl is not built")
    def test_maxosctl_prints_a_line_for_each_entry_until_it_is_interrupted(self):
        with subprocess.Popen([os.environ["MAXOS_CTL"], "--address", self.running.target, "stream", WISH, "--context",
                               "limit=1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ctl:
            lines = iter(ctl.stdout)
            self.assertTrue(next(line for line in lines if LINE.match(line)).endswith(": before\n"))
            self.say("one", "two")
            self.assertRegex(next(lines), LINE.pattern + "one\n")
            self.assertRegex(next(lines), LINE.pattern + "two\n")
            ctl.send_signal(signal.SIGINT)
            self.assertEqual(ctl.wait(PATIENCE), 130)


if __name__ == "__main__":
    own_mounts.enter()
    main()
