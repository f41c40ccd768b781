"""One figure each: load, memory, a cold start, what an idle process does."""

import json
import pathlib
import re
import subprocess
import time

from servers import BenchError

H2LOAD_RATE = re.compile(r"^finished in .*?, ([\d.]+) req/s", re.M)
H2LOAD_COUNTS = re.compile(r"^requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", re.M)
H2LOAD_CODES = re.compile(r"^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", re.M)
PATHS = {"health": "/maxos.MaxOSService/GetSystemHealth", "text": "/maxos.MaxOSService/HandleText"}
TOOL_SECONDS = 300


def output_of(command, environment=None):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=TOOL_SECONDS,
                              env=environment)
    except FileNotFoundError as error:
        raise BenchError(f"{error.filename} is not there; scripts/bench installs and builds what is needed") from None
    except subprocess.TimeoutExpired:
        raise BenchError(f"{command[0]} was not done after {TOOL_SECONDS} s") from None
    if done.returncode != 0:
        raise BenchError(f"{command[0]} failed: {done.stderr.strip()} {done.stdout.strip()}")
    return done.stdout


class Tools:
    """The programs of the benchmark, and how much they are to do."""

    def __init__(self, programs, directory, connections, concurrency):
        self.programs = programs
        self.connections = connections
        self.concurrency = concurrency
        self.bodies = {"health": pathlib.Path(directory, "health.body"), "text": pathlib.Path(directory, "text.body")}
        # gRPC's frame of an empty message: not compressed, length 0.
        self.bodies["health"].write_bytes(bytes(5))
        output_of([programs / "bench_load_client", "--dump-request", self.bodies["text"]])

    def _client(self, server, method, *more):
        # The daemon's answers are looked into; the bare servers' values are made up.
        expect = ["--expect", "success"] if server.name.startswith("daemon") and method == "text" else []
        return json.loads(output_of([
            self.programs / "bench_load_client", "--address", server.address, "--method", method, "--connections",
            self.connections, "--concurrency", self.concurrency, *expect, *more]))

    def alone(self, server, text, seconds):
        """client_load() of one sentence with one call at a time: what a single client waits for."""
        return json.loads(output_of([
            self.programs / "bench_load_client", "--address", server.address, "--method", "text", "--connections", 1,
            "--concurrency", 1, "--seconds", seconds, "--text", text, "--expect", "success"]))

    def together(self, server, text, seconds):
        """client_load() of another sentence."""
        return self._client(server, "text", "--seconds", seconds, "--text", text)

    def client_load(self, server, method, seconds):
        """{"per_second", "p50_us", "p99_us", …}; fails unless every call was answered well."""
        return self._client(server, method, "--seconds", seconds)

    def client_requests(self, server, method, count):
        return self._client(server, method, "--requests", count)

    def h2load(self, server, method, seconds):
        """Requests per second. It sees the HTTP status alone; client_load() in the same round checks grpc-status."""
        text = output_of([
            "h2load", "--duration", seconds, "--warm-up-time", "300ms", "--clients", self.connections,
            "--max-concurrent-streams", self.concurrency, "--threads", "1", "--header", "content-type: application/grpc",
            "--header", "te: trailers", "--data", self.bodies[method], f"http://{server.address}{PATHS[method]}"])
        rate, counts, codes = H2LOAD_RATE.search(text), H2LOAD_COUNTS.search(text), H2LOAD_CODES.search(text)
        if not rate or not counts or not codes:
            raise BenchError(f"h2load said something else than expected:\n{text}")
        if any(int(n) for n in (*counts.groups()[1:], *codes.groups()[1:])) or int(codes.group(1)) == 0:
            raise BenchError(f"h2load against {server.name}: not every request succeeded:\n{text}")
        return float(rate.group(1))

    def shape(self, server, file):
        """Writes how large the server's answers are; returns their sizes."""
        return json.loads(output_of([
            self.programs / "bench_load_client", "--address", server.address, "--dump-shape", file]))


def family(pid):
    """A process and its children: by hand, the daemon's agent host is its child."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def tasks(pid):
    return [task for member in family(pid) for task in pathlib.Path(f"/proc/{member}/task").iterdir()]


def cpu_seconds(pid):
    """CPU time of all threads of a process and its children (proc(5), schedstat: nanoseconds on the CPU)."""
    total = 0
    for task in tasks(pid):
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except FileNotFoundError:
            pass  # the thread ended meanwhile
    return total / 1e9


def context_switches(pid):
    """Voluntary and involuntary ones, by thread id, of a process and its children."""
    counts = {}
    for task in tasks(pid):
        try:
            text = (task / "status").read_text()
        except FileNotFoundError:
            continue
        counts[task.name] = sum(int(n) for n in re.findall(r"^(?:non)?voluntary_ctxt_switches:\s+(\d+)", text, re.M))
    return counts


def pss_kib(pid):
    """Proportional set size (proc(5), smaps_rollup) of a process, and of it and its children together."""
    sizes = [int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{member}/smaps_rollup").read_text(), re.M).group(1))
             for member in family(pid)]
    return sizes[0], sum(sizes)


def idle(processes, seconds):
    """(context switches a second, CPU percent) of each of them, during the same time."""
    before = [(context_switches(p.pid), cpu_seconds(p.pid), time.monotonic()) for p in processes]
    time.sleep(seconds)
    result = []
    for process, (switches, cpu, began) in zip(processes, before):
        took = time.monotonic() - began
        after = context_switches(process.pid)
        # A thread that was not there before counts from 0.
        wakeups = sum(count - switches.get(thread, 0) for thread, count in after.items())
        result.append((wakeups / took, 100 * (cpu_seconds(process.pid) - cpu) / took))
    return result
