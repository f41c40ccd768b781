"""What the system agent costs beside the tools that look at the same: node_exporter, ps and busctl, in one run.

Usage: system.py --programs DIR [--quick]

  --programs DIR  folder of bench_system and of the services that it asks
  --quick         fewer rounds; for trying, not for judging

CPU time, of the kernel and of the program, for the first two, since both sides answer at once; the time by the clock for the
last one. Exit status: 0 when every limit was met, 1 when one was missed or something failed.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from measure import cpu_seconds, output_of
from servers import BenchError, Listening, free_port

BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth><policy context="default"><allow user="*"/>
<allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy></busconfig>
"""
UNIT = "own.service"
UNIT_PATH = "/org/freedesktop/systemd1/unit/own_2eservice"
# A service of systemd 252 has that many beside those that the fake one knows.
FILLER = 250
# Beside what runs anyway, which may be next to nothing.
SLEEPERS = 400


def found(program, package):
    path = shutil.which(program)
    if path is None:
        raise BenchError(f"{program} is missing: install the package {package}")
    return path


class Talker:
    """A program that says a line when it is ready, and ends with its standard input."""

    def __init__(self, *command):
        self.popen = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self.popen.stdout.readline():
            raise BenchError(f"{command[0]} did not start")

    def tell(self, line):
        self.popen.stdin.write(line + "\n")
        self.popen.stdin.flush()
        if self.popen.stdout.readline().strip() != "ok":
            raise BenchError(f"{line!r} was not understood")

    def end(self):
        self.popen.terminate()
        self.popen.communicate()


@contextlib.contextmanager
def bus_with(directory, service):
    """A bus of its own with one of the fake services; gives the bus's address and the service."""
    socket = pathlib.Path(directory, "bus")
    socket.unlink(missing_ok=True)
    address = f"unix:path={socket}"
    configuration = pathlib.Path(directory, "bus.conf")
    configuration.write_text(BUS_CONFIGURATION.format(address=address))
    daemon = Talker(found("dbus-daemon", "dbus"), f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address")
    try:
        talker = Talker(service, address)
        try:
            yield address, talker
        finally:
            talker.end()
    finally:
        daemon.end()


class Exporter(Listening):
    """prometheus-node-exporter with its defaults, on the loopback."""

    def __init__(self, directory):
        port = free_port()
        super().__init__("exporter", [found("prometheus-node-exporter", "prometheus-node-exporter"),
                                      f"--web.listen-address=127.0.0.1:{port}"], directory, port)

    def scrape_microseconds(self, rounds):
        """Mean CPU time of one scrape."""
        used = 0.0
        for number in range(rounds + 1):
            if number == 1:
                used = cpu_seconds(self.pid)
            with urllib.request.urlopen(f"http://{self.address}/metrics", timeout=30) as answer:
                if b"node_memory_MemAvailable_bytes" not in answer.read():
                    raise BenchError("the exporter answered something else")
        return 1e6 * (cpu_seconds(self.pid) - used) / rounds


@contextlib.contextmanager
def sleeping(count):
    """So many processes more; a shell's children, in a session of their own."""
    script = f"for i in $(seq {count}); do sleep 1000 & done; echo ready; wait"
    shell = subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        shell.stdout.readline()
        yield
    finally:
        os.killpg(shell.pid, 9)
        shell.communicate()


def child_microseconds(command, rounds):
    """Mean CPU time of a command, by wait4(2)."""
    used = 0.0
    for _ in range(rounds):
        # Without close_fds the child is started by vfork: what Python is costs it nothing.
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, close_fds=False)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise BenchError(f"{' '.join(command)} failed")
        used += usage.ru_utime + usage.ru_stime
    return 1e6 * used / rounds


def elapsed_microseconds(command, rounds):
    """Median time of a command by the clock."""
    taken = []
    for _ in range(rounds):
        begin = time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, close_fds=False, check=True)
        taken.append(1e6 * (time.monotonic() - begin))
    return statistics.median(taken)


def line(what, ours, theirs, limit):
    """One line of the result. True when within the limit; one without a limit is only told."""
    ratio = ours / theirs
    good = limit is None or ratio <= limit
    verdict = "      " if limit is None else "ok    " if good else "MISSED"
    bound = "" if limit is None else f" (limit {limit:.2f})"
    print(f"{verdict} {what:<58} {ours:9.0f} us {theirs:9.0f} us  ratio {ratio:5.2f}{bound}", flush=True)
    return good


class Bench:
    def __init__(self, programs, directory, quick):
        self.programs = programs
        self.directory = directory
        self.rounds = 3 if quick else 5
        self.few, self.many = (20, 200) if quick else (50, 1000)

    def asked(self, *words):
        return [float(word) for word in output_of([self.programs / "bench_system", *words]).split()]

    def in_turn(self, ours, theirs):
        """Medians of both, interleaved."""
        pairs = [(ours(), theirs()) for _ in range(self.rounds)]
        return tuple(statistics.median(side) for side in zip(*pairs))

    def health(self):
        services = self.programs / "bench_fake_services"
        with bus_with(self.directory, services) as (address, _), Exporter(self.directory) as exporter:
            ours, theirs = self.in_turn(lambda: self.asked("health", self.many, address)[0],
                                        lambda: exporter.scrape_microseconds(self.few))
        return line("health sample, against a scrape of node_exporter (CPU)", ours, theirs, 1 / 5)

    def processes(self):
        command = [found("ps", "procps"), "aux"]

        def compare(what):
            ours, theirs = self.in_turn(lambda: self.asked("processes", self.few)[0],
                                        lambda: child_microseconds(command, self.few))
            return line(what, ours, theirs, 1 / 3)
        good = compare("system.processes, against ps aux (CPU)")
        with sleeping(SLEEPERS):
            return compare(f"the same with {SLEEPERS} more") and good

    def service(self):
        command = [found("busctl", "systemd"), "get-property", "org.freedesktop.systemd1", UNIT_PATH,
                   "org.freedesktop.systemd1.Unit", "ActiveState"]
        with bus_with(self.directory, self.programs / "bench_fake_systemd") as (address, systemd):
            systemd.tell(f"unit {UNIT} loaded active running pid=42 memory=1048576 tasks=3 enabled=enabled filler={FILLER}")
            command.insert(1, f"--address={address}")
            rounds = [(*self.asked("service", self.many, address, UNIT), elapsed_microseconds(command, self.few))
                      for _ in range(self.rounds)]
        ours, one, every, busctl = (statistics.median(side) for side in zip(*rounds))
        good = line("system.service, against busctl get-property", ours, busctl, 1.2)
        line("the same, against one property over a kept connection", ours, one, None)
        line("the same, against all properties over a kept connection", ours, every, None)
        return good

    def run(self):
        # Each is measured, whatever the one before it gave.
        return all([self.health(), self.processes(), self.service()])


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1], add_help=False)
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="maxos-bench-") as directory:
        try:
            good = Bench(arguments.programs, directory, arguments.quick).run()
        except (BenchError, OSError, subprocess.CalledProcessError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
