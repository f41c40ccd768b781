"""The benchmark behind scripts/bench: the daemon against bare gRPC servers, interleaved, in one run.

Usage: bench.py --programs DIR --daemon FILE [--quick] [--json FILE] [--only NAME]... (see scripts/bench --help)
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import signal
import statistics
import sys
import tempfile

from measure import Tools, cpu_seconds, idle, output_of, pss_kib
from servers import Bare, BenchError, Daemon, Redis, daemon_setup, free_port, home_of

PARTS = ("throughput", "hosts", "memory", "start", "idle")
DAEMONS = ("daemon", "daemon without Redis")
# Of one minute, proc(5); above it two processors are not ours.
BUSY_LOAD = 0.7
# Answered by the front end alone, and by way of an agent host.
IN_FRONT = "What's my system uptime?"
BY_HOST = "List files in my home directory"
METHODS = {"health": "GetSystemHealth", "text": "HandleText"}


class Amounts:
    """How much is measured; medians are taken over rounds."""

    def __init__(self, quick):
        self.rounds = 3 if quick else 5
        self.seconds = 1 if quick else 2
        self.memory_rounds = 1 if quick else 5
        self.memory_requests = 20_000 if quick else 200_000
        self.starts = 5 if quick else 15
        self.idle_seconds = 10 if quick else 60
        self.settle_seconds = 2


def shown(value):
    """A figure as wide as people read it."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


class Table:
    """Rows of (what, daemon, bare, ratio or difference, limit)."""

    def __init__(self):
        self.rows = []

    def add(self, what, unit, measured, bare, limit=None, difference=False):
        """limit: (">=", 1.0), ("<=", 2.5) or None for a row that is only told."""
        value = measured - bare if difference else measured / bare
        good = True if limit is None else value >= limit[1] if limit[0] == ">=" else value <= limit[1]
        self.rows.append({"what": what, "unit": unit, "daemon": measured, "bare": bare,
                          "difference" if difference else "ratio": value,
                          "limit": None if limit is None else f"{limit[0]} {limit[1]}", "pass": good})

    def failed(self):
        return [row["what"] for row in self.rows if not row["pass"]]

    def show(self):
        width = max(len(row["what"]) for row in self.rows)
        print(f"{'':{width}}  {'measured':>10}  {'typed bare':>10}  {'ratio':>7}  {'limit':>7}")
        for row in self.rows:
            value = f"{row['ratio']:.2f}" if "ratio" in row else f"{row['difference']:+.2f}"
            verdict = "" if row["limit"] is None else "pass" if row["pass"] else "FAIL"
            print(f"{row['what']:{width}}  {shown(row['daemon']):>10}  {shown(row['bare']):>10}  {value:>7}  "
                  f"{row['limit'] or '':>7}  {verdict:4}  {row['unit']}".rstrip())


def in_turn(servers, round_number):
    """Every second round backwards, so that no server is always the one after another."""
    return servers if round_number % 2 == 0 else list(reversed(servers))


class Bench:
    """One run: what it needs, and the figures as they come."""

    def __init__(self, options, directory):
        self.programs = pathlib.Path(options.programs)
        self.daemon_program = pathlib.Path(options.daemon)
        self.directory = directory
        self.amounts = Amounts(options.quick)
        self.tools = Tools(self.programs, directory, options.connections, options.concurrency)
        self.shape = pathlib.Path(directory, "shape")
        self.table = Table()
        self.raw = {}

    def daemon(self, name, redis, directory=None):
        return Daemon(name, self.daemon_program, directory or self.directory, redis.socket if name == "daemon" else None)

    def take_shape(self, redis):
        with self.daemon("daemon", redis) as server:
            sizes = self.tools.shape(server, self.shape)
        print(f"bench: GetSystemHealth has {sizes['metrics']} metrics in {sizes['health_bytes']} bytes, HandleText "
              f"{sizes['payload']} values in {sizes['text_bytes']} bytes", flush=True)
        self.raw["answers"] = sizes

    def keep(self, name, figures):
        """Notes all figures of a name for the JSON file; returns their median."""
        self.raw[name] = figures
        return statistics.median(figures)

    @contextlib.contextmanager
    def all_servers(self, redis, raw=True, directory=None):
        directory = directory or self.directory
        with contextlib.ExitStack() as stack:
            servers = [self.daemon(name, redis, directory) for name in DAEMONS]
            servers += [Bare(kind, self.programs, directory, self.shape) for kind in (("typed", "raw") if raw else
                                                                                           ("typed",))]
            yield [stack.enter_context(server) for server in servers]

    def throughput(self, redis):
        figures = {}

        def note(server, method, tool, value):
            figures.setdefault((server.name, method, tool), []).append(value)

        with self.all_servers(redis) as servers:
            for number in range(self.amounts.rounds):
                print(f"bench: throughput, round {number + 1} of {self.amounts.rounds}", flush=True)
                for method in METHODS:
                    for server in in_turn(servers, number):
                        used = cpu_seconds(server.pid)
                        answer = self.tools.client_load(server, method, self.amounts.seconds)
                        used = cpu_seconds(server.pid) - used
                        note(server, method, "C++ client", answer["per_second"])
                        note(server, method, "p99", answer["p99_us"])
                        # The warm-up's requests count in the time but not in the number; so they do for all.
                        note(server, method, "cpu", 1e6 * used / answer["requests"])
                    for server in in_turn(servers, number):
                        note(server, method, "h2load", self.tools.h2load(server, method, self.amounts.seconds))
        medians = {key: self.keep(" / ".join(key), values) for key, values in figures.items()}
        self.throughput_rows(medians)

    def throughput_rows(self, medians):
        for method, least in (("health", 1.0), ("text", 0.6)):
            for name in (*DAEMONS, "raw"):
                limit = None if name == "raw" else (">=", least)
                for tool in ("C++ client", "h2load"):
                    self.table.add(f"{METHODS[method]}, {name}, {tool}", "requests/s", medians[name, method, tool],
                                   medians["typed", method, tool], limit)
        for name in DAEMONS:
            self.table.add(f"HandleText p99, {name}", "microseconds", medians[name, "text", "p99"],
                           medians["typed", "text", "p99"], ("<=", 2.0))
        for method, title in METHODS.items():
            for name in DAEMONS:
                self.table.add(f"{title} server CPU, {name}", "microseconds a request", medians[name, method, "cpu"],
                               medians["typed", method, "cpu"])

    def hosts(self, redis):
        """What the way to an agent host and back costs, beside a worker of the front end that does the same."""
        figures = {}
        home = home_of(self.directory)
        inside = [self.programs / "bench_files", "inside", "file.list", home, "20000", f"path={home}"]
        with self.all_servers(redis, raw=False) as servers:
            daemon = next(server for server in servers if server.name == "daemon without Redis")
            bare = next(server for server in servers if server.name == "typed")
            for number in range(self.amounts.rounds):
                print(f"bench: by way of a host, round {number + 1} of {self.amounts.rounds}", flush=True)
                for text in in_turn([IN_FRONT, BY_HOST], number):
                    figures.setdefault(text, []).append(self.tools.alone(daemon, text, self.amounts.seconds)["p50_us"])
                figures.setdefault("inside", []).append(float(output_of(inside)))
                load = self.tools.together(daemon, BY_HOST, self.amounts.seconds)
                figures.setdefault("load", []).append(load["per_second"])
                figures.setdefault("typed", []).append(self.tools.client_load(bare, "text", self.amounts.seconds)["per_second"])
        front = (self.keep("alone, answered by the front end / p50", figures[IN_FRONT]) +
                 self.keep("inside, on a worker / p50", figures["inside"]))
        self.table.add("median of a single call, by way of a host", "microseconds beside the same in process",
                       self.keep("alone, by way of a host / p50", figures[BY_HOST]), front, ("<=", 150), difference=True)
        self.table.add("HandleText by way of a host", "requests/s", self.keep("by way of a host", figures["load"]),
                       self.keep("beside it, typed", figures["typed"]), (">=", 0.3))
        self.transport()

    def transport(self):
        """Why front end and hosts speak frames and not gRPC."""
        figures = {}
        program = [self.programs / "bench_host_transport", self.directory, "3000", str(1000 * self.amounts.seconds)]
        for number in range(self.amounts.rounds):
            print(f"bench: frames and gRPC over a unix socket, round {number + 1} of {self.amounts.rounds}", flush=True)
            for name, measured in json.loads(output_of(program)).items():
                for figure, value in measured.items():
                    figures.setdefault((name, figure), []).append(value)
        medians = {key: self.keep(" / ".join(("transport", *key)), values) for key, values in figures.items()}
        for figure, what, unit in (("median_us", "frames beside gRPC, a single call", "microseconds"),
                                   ("per_second", "frames beside gRPC, 16 at once", "requests/s"),
                                   ("server_pss_kib", "frames beside gRPC, PSS of the server", "KiB")):
            self.table.add(what, unit, medians["frames", figure], medians["grpc", figure])

    def memory(self, redis):
        """Each alone, so that no page of a shared library is counted as somebody else's half."""
        half = self.amounts.memory_requests // 2
        figures = {}
        for number in range(self.amounts.memory_rounds):
            print(f"bench: memory, round {number + 1} of {self.amounts.memory_rounds}", flush=True)
            for name in in_turn([*DAEMONS, "typed"], number):
                server = (Bare("typed", self.programs, self.directory, self.shape) if name == "typed" else
                          self.daemon(name, redis))
                with server:
                    for method in METHODS:
                        self.tools.client_requests(server, method, half)
                    figures.setdefault(name, []).append(pss_kib(server.pid))
        medians = {(name, which): self.keep(f"{name} / PSS KiB, {which}", [both[i] for both in values])
                   for name, values in figures.items() for i, which in enumerate(("its process", "with its hosts"))}
        for which, most in (("its process", 1.7), ("with its hosts", 2.5)):
            for name in DAEMONS:
                self.table.add(f"PSS after {self.amounts.memory_requests} requests, {name}, {which}", "KiB",
                               medians[name, which], medians["typed", which], ("<=", most))

    def start(self, redis):
        print("bench: cold start", flush=True)
        program = self.programs / "bench_cold_start"
        figures = {}
        for method in METHODS:
            for _ in range(self.amounts.starts):
                for name in DAEMONS:
                    configuration, environment = daemon_setup(name, self.directory, redis.socket if name == "daemon" else None,
                                                              [])
                    text = output_of([program, "activate", method, self.daemon_program, "--config", configuration],
                                     environment)
                    figures.setdefault((name, method), []).append(json.loads(text)["us"])
                address = f"127.0.0.1:{free_port()}"
                text = output_of([program, "self", address, method, self.programs / "bench_typed_server", address,
                                  self.shape])
                figures.setdefault(("typed", method), []).append(json.loads(text)["us"])
        medians = {key: self.keep(" / ".join((*key, "cold start us")), values) for key, values in figures.items()}
        for method, title in METHODS.items():
            for name in DAEMONS:
                self.table.add(f"cold start to first {title}, {name}", "microseconds", medians[name, method],
                               medians["typed", method], ("<=", 2.5))

    def idle(self, redis):
        # gRPC's timers wake an idle process once a second for each group of them that has drifted apart from the others,
        # and how many groups there are differs from start to start, by up to three: one process of a kind says little.
        print(f"bench: idle for {self.amounts.idle_seconds} s, {self.amounts.rounds} of each", flush=True)
        with contextlib.ExitStack() as stack:
            servers = []
            for number in range(self.amounts.rounds):
                directory = pathlib.Path(self.directory, f"idle-{number}")
                directory.mkdir()
                servers += stack.enter_context(self.all_servers(redis, raw=False, directory=directory))
            for server in servers:
                for method in METHODS:
                    self.tools.client_requests(server, method, 100)
            # What the last calls left to do is done.
            idle(servers, self.amounts.settle_seconds)
            measured = idle(servers, self.amounts.idle_seconds)
        figures = {name: tuple(self.keep(f"idle {what}, {name}", [figure[i] for server, figure in zip(servers, measured)
                                                                   if server.name == name])
                               for i, what in enumerate(("wakeups", "CPU"))) for name in (*DAEMONS, "typed")}
        for name in DAEMONS:
            self.table.add(f"idle wakeups, {name}", "a second", figures[name][0], figures["typed"][0], ("<=", 2.0),
                           difference=True)
            self.table.add(f"idle CPU, {name}", "percent", figures[name][1], figures["typed"][1], ("<=", 0.1),
                           difference=True)

    def run(self, parts):
        with Redis(self.directory) as redis:
            self.take_shape(redis)
            for part in parts:
                getattr(self, part)(redis)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True, help="folder of the bench_* programs")
    parser.add_argument("--daemon", required=True, help="maxos-grpcd")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", required=True, help="file for the figures")
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--concurrency", type=int, default=10)
    return parser.parse_args()


def main():
    options = parse()
    # Servers are ended on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = datetime.datetime.now(datetime.timezone.utc)
    load = os.getloadavg()[0]
    if load > BUSY_LOAD:
        print(f"bench: other programs keep this machine busy (load {load:.1f}): the ratios below will be rough")
    with tempfile.TemporaryDirectory(prefix="maxos-bench.") as directory:
        try:
            bench = Bench(options, directory)
            bench.run(options.only or PARTS)
        except BenchError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    print()
    bench.table.show()
    failed = bench.table.failed()
    report = {"began": began.isoformat(timespec="seconds"), "quick": options.quick, "cpus": os.cpu_count(), "load_before": load,
              "kernel": platform.release(), "connections": options.connections, "concurrency": options.concurrency,
              "rows": bench.table.rows, "failed": failed, "figures": bench.raw}
    file = pathlib.Path(options.json)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nbench: {len(failed)} of {sum(row['limit'] is not None for row in bench.table.rows)} limits missed; "
          f"all figures are in {file}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
