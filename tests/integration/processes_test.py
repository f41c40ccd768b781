"""Very many processes: answers stay clear, and cost bounded time and memory."""

import json
import os
import signal
import subprocess
import sys
import time

from harness import PATIENCE, Case, main

COUNT = 5000 if os.environ.get("MAXOS_FULL") else 300
ZOMBIES = 20
NAME = "own-sleeper"
# Has children that have ended and that it never asks for.
FORGETFUL = f"""
import os, sys
for _ in range({ZOMBIES}):
    if os.fork() == 0:
        os._exit(0)
print(flush=True)
sys.stdin.read()
"""
# Each a program of its own, as a machine's processes are; a copy of sleep(1), so that the name is nobody else's.
SLEEPERS = f'i=0; while [ $i -lt {COUNT} ]; do "$0" 1000 & i=$((i + 1)); done; echo ready; wait'
# What the answer about 5,000 may take on a machine that has nothing else to do is a tenth of it.
SECONDS = 5
MEMORY_KIB = 64 * 1024


class ManyProcesses(Case):
    def setUp(self):
        super().setUp()
        program = f"{self.folder}/{NAME}"
        with open("/usr/bin/sleep", "rb") as source, open(program, "wb") as target:
            target.write(source.read())
        os.chmod(program, 0o755)
        self.running = self.daemon()
        self.sleepers = self.start("/bin/sh", "-c", SLEEPERS, program)
        self.wait_until_named()
        self.forgetful = self.start(sys.executable, "-I", "-S", "-c", FORGETFUL)

    def start(self, *command):
        """A program with children, once it has them; it ends with them."""
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self.addCleanup(self.wait_until_gone, program.pid)
        self.addCleanup(program.communicate)
        self.addCleanup(os.killpg, program.pid, signal.SIGKILL)
        self.assertTrue(program.stdout.readline())
        return program

    def wait_until_named(self):
        """The shell has started them all, but each is still called sh until it is the program."""
        end = time.monotonic() + PATIENCE
        pid = self.sleepers.pid
        while True:
            with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
                children = file.read().split()
            names = []
            for child in children:
                with open(f"/proc/{child}/comm", encoding="utf-8") as file:
                    names.append(file.read().strip())
            if names == [NAME] * COUNT:
                return
            self.assertLess(time.monotonic(), end, "the programs do not start")
            time.sleep(0.02)

    def wait_until_gone(self, group):
        """Its orphans are there, as zombies, until this machine's init asks for them, which may take a second."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            self.assertLess(time.monotonic(), end, "processes of an earlier test are still there")
            time.sleep(0.05)

    def asked(self, text, **context):
        """The payload of an answer that came in time."""
        begin = time.monotonic()
        answer = self.running.ask(text, domain="system", timeout=2 * PATIENCE, **context)
        self.assertLess(time.monotonic() - begin, SECONDS, text)
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "system.processes"), answer)
        payload = dict(answer.payload)
        payload["rows"] = json.loads(payload["processes"])
        payload["message"] = answer.message
        return payload

    def test_what_is_asked_of_many_is_answered(self):
        for sort, key in (("cpu", "cpu_percent"), ("memory", "memory_bytes")):
            top = self.asked("top processes", sort=sort)
            self.assertGreater(int(top["all_count"]), COUNT + ZOMBIES)
            self.assertEqual((top["total_count"], top["truncated"]), (top["all_count"], "true"))
            values = [row[key] for row in top["rows"]]
            self.assertEqual((len(values), values), (20, sorted(values, reverse=True)))
        named = self.asked(f"show processes named {NAME}")
        self.assertEqual((named["total_count"], named["shown_count"]), (str(COUNT), "20"))
        self.assertIn(f"{COUNT} processes named {NAME}", named["message"])
        zombies = self.asked("show zombie processes", limit="1000")
        own = [row for row in zombies["rows"] if row["parent"] == self.forgetful.pid]
        self.assertEqual(len(own), ZOMBIES)
        self.assertEqual({row["state"] for row in zombies["rows"]}, {"zombie"})
        alone = self.asked("show processes", name=str(self.sleepers.pid))
        self.assertEqual([row["pid"] for row in alone["rows"]], [self.sleepers.pid])
        self.assertEqual(self.asked("show processes named no-such-program")["total_count"], "0")

    def test_all_of_them_are_listed_once_within_bounded_memory(self):
        everything = self.asked(f"show processes named {NAME}", limit="100000")
        pids = {row["pid"] for row in everything["rows"]}
        self.assertEqual((len(everything["rows"]), len(pids), everything["truncated"]), (COUNT, COUNT, "false"))
        for _ in range(10):
            self.asked("top processes", limit="100000")
        for pid in (self.running.pid, self.running.host_pid()):
            with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                peak = int(next(line for line in file if line.startswith("VmHWM:")).split()[1])
            self.assertLess(peak, MEMORY_KIB)


if __name__ == "__main__":
    main()
