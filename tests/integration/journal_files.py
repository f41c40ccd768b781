"""Journal files as journald leaves them, of any size; made by systemd-journal-remote."""

import os
import random
import subprocess

REMOTE = "/lib/systemd/systemd-journal-remote"
UNITS = 40
# What one file holds.
DAY = 86_400


def export(number, begin, machine, entries):
    """A day's entries in the journal's export format: every 100th is an error, and every 1000th of rare.service."""
    draw = random.Random(number)
    words = [f"word{draw.randrange(1 << 30):x}" for _ in range(2_000)]
    for entry in range(entries):
        time_us = (begin + DAY * entry // entries) * 1_000_000 + entry % 1000
        unit = "rare" if entry % 1000 == 500 else f"unit{draw.randrange(UNITS)}"
        yield (f"__CURSOR=x\n__REALTIME_TIMESTAMP={time_us}\n__MONOTONIC_TIMESTAMP={time_us - 1_600_000_000_000_000}\n"
               f"_BOOT_ID=0123456789abcdef0123456789abcdef\n_MACHINE_ID={machine}\n_SYSTEMD_UNIT={unit}.service\n"
               f"SYSLOG_IDENTIFIER=prog{draw.randrange(20)}\nPRIORITY={3 if entry % 100 == 7 else 6}\n"
               f"_PID={draw.randrange(30_000)}\n_UID=0\n"
               f"MESSAGE=day {number} entry {entry}: {' '.join(draw.choices(words, k=28))}\n\n")


def make(folder, machine, end, files, entries):
    """day0.journal and so on in `folder`, a day each, the newest of which ends at `end` (seconds since 1970)."""
    for number in range(files):
        # What it cannot take at once it says on its standard error.
        with subprocess.Popen([REMOTE, f"--output={os.path.join(folder, f'day{number}.journal')}", "-"],
                              stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as remote:
            for text in export(number, end - DAY * (files - number), machine, entries):
                remote.stdin.write(text)
        assert remote.returncode == 0
