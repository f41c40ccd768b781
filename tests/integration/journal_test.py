"""The log by hand: readable lines on stderr, bounded under load, with the fields that the journal gets."""

import re
import time

from harness import PATIENCE, Case, eventually, main, request

LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (error|warning|notice|info|debug): \S.*$")
FIELDS = ("MAXOS_OPERATION_ID=", "MAXOS_PRINCIPAL=", "MAXOS_RPC=", "MAXOS_INTENT=", "MAXOS_AGENT=", "MAXOS_STATUS=",
          "MAXOS_DURATION_US=")


class Journal(Case):
    def requests(self, daemon):
        return [line for line in daemon.lines.all() if line and "MAXOS_INTENT=" in line]

    def test_every_line_is_readable(self):
        daemon = self.daemon()
        daemon.ask("What's my system uptime?")
        daemon.ask("list files in /etc")
        daemon.ask("list files", path=self.srv + "/\n\x1b[31mred")
        daemon.wait_line("denied")
        self.assertEqual(daemon.stop(), 0)
        lines = [line for line in daemon.lines.all() if line]
        for line in lines:
            self.assertRegex(line, LINE)
        self.assertTrue(any("serves on" in line for line in lines))
        self.assertTrue(any("Stopping" in line for line in lines))

    def test_an_entry_has_all_fields(self):
        daemon = self.daemon()
        answer = daemon.ask("list files in /etc")
        line = daemon.wait_line(answer.payload["operation_id"])
        for field in FIELDS:
            self.assertIn(field, line)
        self.assertIn("warning: file.list for uid:", line)
        self.assertIn("MAXOS_RPC=HandleText MAXOS_INTENT=file.list MAXOS_AGENT=filesystem MAXOS_STATUS=denied", line)

    def test_the_text_that_was_asked_is_not_logged(self):
        daemon = self.daemon()
        daemon.ask("my secret is swordfish")
        daemon.wait_line("MAXOS_STATUS=unhandled")
        self.assertFalse([line for line in daemon.lines.all() if line and "swordfish" in line])

    def test_reads_are_logged_up_to_the_rate_and_the_rest_as_one_line_a_second(self):
        daemon = self.daemon(config=self.config(journal={"reads_per_second": 5, "slow": "1h"}))
        asked, started = 0, time.monotonic()
        while time.monotonic() - started < 3:
            daemon.ask("What's my system uptime?")
            asked += 1
        # The sum of all is told, sooner or later.
        summaries = re.compile(r"info: (\d+) further read requests .*MAXOS_REQUESTS=\1")

        def summed():
            found = [summaries.search(line) for line in daemon.lines.all() if line]
            return sum(int(match.group(1)) for match in found if match)
        eventually(lambda: summed() + len(self.requests(daemon)) == asked, f"{asked} requests are accounted for")
        seconds = time.monotonic() - started
        self.assertGreater(asked, 100)
        self.assertLessEqual(len(self.requests(daemon)), 5 * (int(seconds) + 2) + 5)
        count = len([line for line in daemon.lines.all() if line and "further read requests" in line])
        self.assertTrue(1 <= count <= seconds + 1, count)

    def test_what_is_refused_fails_or_changes_is_always_logged(self):
        daemon = self.hooked_daemon(config=self.config(journal={"reads_per_second": 0}))
        for _ in range(50):
            daemon.ask("list files in /etc")
        eventually(lambda: len(self.requests(daemon)) == 50, "fifty denied requests are logged")
        token = daemon.ask("test change X").payload["confirmation_token"]
        daemon.ask("test change X", confirmation_token=token)
        eventually(lambda: len(self.requests(daemon)) == 52, "asking and changing are logged")
        self.assertNotIn(token, "\n".join(line for line in daemon.lines.all() if line))

    def test_a_slow_read_is_always_logged(self):
        daemon = self.hooked_daemon(config=self.config(journal={"reads_per_second": 0, "slow": "100ms"}))
        daemon.ask("test work 1")
        self.assertIn("MAXOS_STATUS=success", daemon.wait_line("test.work for"))

    def test_what_cannot_be_parsed_is_logged_too(self):
        daemon = self.daemon()
        call = daemon.channel().unary_unary("/maxos.MaxOSService/HandleText")
        try:
            call(b"\x0a\x01\xff", timeout=PATIENCE)
        except Exception:  # refused; bad_input_test looks at how
            pass
        self.assertIn("MAXOS_STATUS=error", daemon.wait_line("UTF-8"))

    def test_a_stream_is_logged_with_its_own_rpc(self):
        daemon = self.daemon()
        daemon.stream("What's my system uptime?")
        daemon.wait_line("MAXOS_RPC=StreamOperations")

    def test_stderr_that_nobody_reads_holds_up_no_request(self):
        import os
        import subprocess
        reading, writing = os.pipe()
        daemon = self.hooked_daemon(config=self.config(journal={"reads_per_second": 100000}))
        command = open(f"/proc/{daemon.pid}/cmdline", "rb").read().split(b"\0")[:-1]
        env = dict(entry.split(b"=", 1) for entry in open(f"/proc/{daemon.pid}/environ", "rb").read().split(b"\0") if entry)
        env.pop(b"NOTIFY_SOCKET")
        path = self.folder + "/unread.sock"
        with open(daemon.config_file, "w", encoding="utf-8") as file:
            file.write(self.config(server={"listen": ["unix:" + path]}, journal={"reads_per_second": 100000}))
        unread = subprocess.Popen(command, env=env, stderr=writing)
        os.close(writing)
        try:
            eventually(lambda: os.path.exists(path), "its socket is there")
            stub = daemon.stub("unix:" + path)
            slowest = 0.0
            # A pipe holds 64 KiB: some hundred lines.
            for _ in range(2000):
                started = time.monotonic()
                self.assertEqual(stub.HandleText(request("uptime"), timeout=PATIENCE, wait_for_ready=True).status, "success")
                slowest = max(slowest, time.monotonic() - started)
            self.assertLess(slowest, 2)
        finally:
            unread.kill()
            unread.wait()
            os.close(reading)


if __name__ == "__main__":
    main()
