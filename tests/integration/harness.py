"""What the integration tests share: the real daemon with a private state directory, file roots, notify socket, Redis and D-Bus.

Every test program is given the binaries by environment (MAXOS_DAEMON, MAXOS_TEST_DAEMON) and ends by process id whatever it
started. Nothing waits by sleeping: a condition is awaited where it is announced (a line, a datagram, a stream), or asked
again through the very interface that is under test, with a limit after which the test fails.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

# Before gRPC is loaded: its handlers around fork() are for programs that go on with gRPC in the child.
os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc  # noqa: E402

import stubs  # noqa: E402
from daemon_config import QUIET_HEALTH, configuration  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# For what takes milliseconds on an idle machine, on one where the compiler runs beside it.
PATIENCE = 20.0


def _binary(variable):
    path = os.environ.get(variable, "")
    if not os.access(path, os.X_OK):
        sys.exit(f"{variable} must name the daemon's binary; it is {path!r}. ctest sets it.")
    return path


DAEMON = _binary("MAXOS_DAEMON")
TEST_DAEMON = _binary("MAXOS_TEST_DAEMON")


stubs.generate(SOURCE)
import health_pb2  # noqa: E402
import health_pb2_grpc  # noqa: E402
import maxos_pb2  # noqa: E402
import maxos_pb2_grpc  # noqa: E402
import reflection_pb2  # noqa: E402
import reflection_pb2_grpc  # noqa: E402
import rpc_status_pb2  # noqa: E402

__all__ = ["health_pb2", "health_pb2_grpc", "maxos_pb2", "maxos_pb2_grpc", "reflection_pb2", "reflection_pb2_grpc",
           "rpc_status_pb2"]


def eventually(condition, what, limit=PATIENCE):
    """The first true value of condition(), which asks the thing under test itself; fails after `limit` seconds."""
    end = time.monotonic() + limit
    # An event that nobody sets: the pause between two questions.
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {limit} s: {what}")
        pause.wait(0.01)


class Recorded:
    """A list that a thread fills and tests wait on."""

    def __init__(self):
        self._items = []
        self._changed = threading.Condition()

    def add(self, item):
        with self._changed:
            self._items.append(item)
            self._changed.notify_all()

    def all(self):
        with self._changed:
            return list(self._items)

    def __len__(self):
        with self._changed:
            return len(self._items)

    def wait_for(self, matches, what, start=0, limit=PATIENCE):
        """The first item from `start` on for which matches(item) holds."""
        end = time.monotonic() + limit
        with self._changed:
            at = start
            while True:
                while at < len(self._items):
                    if matches(self._items[at]):
                        return self._items[at]
                    at += 1
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not within {limit} s: {what}; seen: {self._items[start:]}")
                self._changed.wait(left)


class NotifySocket:
    """A stand-in for systemd's end of NOTIFY_SOCKET. `messages` has (monotonic seconds, {variable: value})."""

    def __init__(self, path):
        self.path = path
        self.messages = Recorded()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while True:
            data = self._socket.recv(65536)
            if data == b"end":
                return
            self.messages.add((time.monotonic(), dict(line.split("=", 1) for line in data.decode().split("\n") if line)))

    def wait_for(self, variable, value=None, start=0, limit=PATIENCE):
        """The message that sets `variable` (to `value`, if given), from message number `start` on."""
        return self.messages.wait_for(lambda item: variable in item[1] and value in (None, item[1][variable]),
                                      f"{variable}={'' if value is None else value} on the notify socket", start, limit)

    def count(self, variable):
        return sum(variable in message for _, message in self.messages.all())

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"end", self.path)
        self._thread.join()
        self._socket.close()


# Runs in the child before the daemon: puts the descriptors where sd_listen_fds(3) wants them, and the ids that only the child knows.
_LAUNCH = """
import fcntl, os, sys
fds, ids = [int(fd) for fd in sys.argv[1].split(",") if fd], sys.argv[2].split(",")
high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in fds]
for number, fd in enumerate(high):
    os.dup2(fd, 3 + number, inheritable=True)
    os.close(fd)
os.closerange(3 + len(high), 100)
for name in filter(None, ids):
    os.environ[name] = str(os.getpid())
os.execv(sys.argv[3], sys.argv[3:])
"""

# setpriv(1) of util-linux, which becomes the program.
DIES_WITH_PARENT = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"]


class Daemon:
    """One maxos-grpcd. Use the `daemon` methods of Case, which end it after the test."""

    def __init__(self, folder, binary=DAEMON, config="", environment=None, descriptors=(), names=(), watchdog_usec=None,
                 notify=True, arguments=(), ready=True, wrong_watchdog_pid=False):
        self.folder = folder
        self.config_file = folder + "/etc/maxos-grpc.toml"
        self.lines = Recorded()
        self.notify = NotifySocket(tempfile.mktemp(prefix="notify-", dir=folder)) if notify else None
        self.channels = []
        with open(self.config_file, "w", encoding="utf-8") as file:
            file.write(config)
        env = {"PATH": "/usr/bin:/bin", "HOME": folder + "/srv/home", "XDG_STATE_HOME": folder + "/state",
               "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/no-bus", "MAXOS_TEST_CHANGE_FILE": folder + "/changes"}
        if os.environ.get("ASAN_OPTIONS"):
            env["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        ids = []
        if notify:
            env["NOTIFY_SOCKET"] = self.notify.path
        if descriptors:
            env["LISTEN_FDS"] = str(len(descriptors))
            env["LISTEN_FDNAMES"] = ":".join(names)
            ids.append("LISTEN_PID")
        if watchdog_usec is not None:
            env["WATCHDOG_USEC"] = str(watchdog_usec)
            if wrong_watchdog_pid:
                env["WATCHDOG_PID"] = "1"
            else:
                ids.append("WATCHDOG_PID")
        env.update(environment or {})
        # With the parent's end it ends too: whoever kills a test that takes too long leaves no daemon behind.
        command = [*DIES_WITH_PARENT, binary, "--config", self.config_file, *arguments]
        fds = [fd.fileno() for fd in descriptors]
        if ids:
            command = [sys.executable, "-I", "-c", _LAUNCH, ",".join(map(str, fds)), ",".join(ids), *command]
        self.started = time.monotonic()
        # A session of its own: at the end of the shell that began the tests the kernel would wake stopped hosts (setpgid(2)).
        self.process = subprocess.Popen(command, env=env, pass_fds=fds, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, start_new_session=True)
        self.pid = self.process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.addresses = []
        if ready:
            self.wait_ready()

    def _read(self):
        for line in self.process.stderr:
            self.lines.add(line.decode("utf-8", "strict").rstrip("\n"))
        self.lines.add(None)

    def wait_line(self, part, start=0, limit=PATIENCE):
        """The first line on stderr, from number `start` on, that has `part` in it."""
        line = self.lines.wait_for(lambda line: line is None or part in line, f"{part!r} on stderr", start, limit)
        if line is None:
            raise AssertionError(f"the daemon ended without {part!r} on stderr: {self.lines.all()}")
        return line

    def wait_ready(self):
        line = self.wait_line(" serves on ")
        self.addresses = line.split(" serves on ", 1)[1].split(", ")
        if self.notify:
            self.notify.wait_for("READY")

    @property
    def target(self):
        """The first address, as gRPC wants it."""
        address = self.addresses[0]
        return "unix:" + address if address.startswith("/") else address

    def channel(self, target=None, options=()):
        """A channel of its own: with a connection that it shares with no other."""
        channel = grpc.insecure_channel(target or self.target, options=[("grpc.use_local_subchannel_pool", 1), *options])
        self.channels.append(channel)
        return channel

    def stub(self, target=None):
        return maxos_pb2_grpc.MaxOSServiceStub(self.channel(target))

    def ask(self, text, timeout=PATIENCE, **context):
        """HandleText on a kept channel."""
        return self.service.HandleText(maxos_pb2.TextRequest(text=text, context=context), timeout=timeout)

    def stream(self, text, timeout=PATIENCE, **context):
        return list(self.service.StreamOperations(maxos_pb2.TextRequest(text=text, context=context), timeout=timeout))

    def health(self, timeout=PATIENCE):
        return self.service.GetSystemHealth(maxos_pb2.HealthRequest(), timeout=timeout)

    @property
    def service(self):
        if not hasattr(self, "_service"):
            self._service = self.stub()
        return self._service

    def signal(self, number):
        self.process.send_signal(number)

    def wait_exit(self, limit=PATIENCE):
        """Its exit status; negative for a signal."""
        return self.process.wait(limit)

    def stop(self, limit=PATIENCE):
        self.signal(signal.SIGTERM)
        return self.wait_exit(limit)

    def end(self):
        """Ends it whatever it does; gives its exit status before that, None if it ran."""
        status = self.process.poll()
        if status is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        for channel in self.channels:
            channel.close()
        if self.notify:
            self.notify.close()
            self.notify = None
        return status

    def host_pid(self):
        """The process id of its agent host, which it starts as its child; None while there is none."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="utf-8") as file:
            children = [int(pid) for pid in file.read().split()]
        return children[0] if children else None

    def threads(self, pid=None):
        """How many threads it has (or the process given), by name."""
        names = []
        for task in os.listdir(f"/proc/{pid or self.pid}/task"):
            with open(f"/proc/{pid or self.pid}/task/{task}/comm", encoding="utf-8") as file:
                names.append(file.read().strip())
        return names

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as file:
            return int(next(line for line in file if line.startswith("VmRSS:")).split()[1])


class Case(unittest.TestCase):
    """A test with a folder of its own and daemons that end with it."""

    maxDiff = None

    def setUp(self):
        # Short: a unix socket's path has at most 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="maxos-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for name in ("etc", "state", "srv/home"):
            os.makedirs(f"{self.folder}/{name}")
        self.srv = self.folder + "/srv"
        self.changes = self.folder + "/changes"

    def config(self, **sections):
        """The configuration of a test: a free port, no Redis, thresholds off, the test's own file roots; `sections` on top."""
        merged = {"server": {"listen": ["127.0.0.1:0"]}, "redis": {"enabled": False}, "health": dict(QUIET_HEALTH),
                  "filesystem": {"roots": [self.srv], "home": self.srv + "/home"},
                  "system_host": {"intents": ["system.*", "network.*", "test.*"]}}
        for name, keys in sections.items():
            merged.setdefault(name, {}).update(keys)
        return configuration(**merged)

    def daemon(self, **options):
        options.setdefault("config", self.config())
        daemon = Daemon(self.folder, **options)
        self.addCleanup(self._end, daemon)
        return daemon

    def hooked_daemon(self, **options):
        """The daemon with the capabilities test.work, test.hang and test.change."""
        return self.daemon(binary=TEST_DAEMON, **options)

    def _end(self, daemon):
        status = daemon.end()
        self.assertIn(status, (None, *range(0, 3)), f"the daemon died by signal; its last lines: {daemon.lines.all()[-20:]}")
        if self._failed():
            print(f"\n--- stderr of the daemon in {self.id()}", *daemon.lines.all()[-40:], sep="\n", file=sys.stderr)

    def _failed(self):
        result = self._outcome.result
        return any(test is self for test, _ in result.failures + result.errors)

    def assert_code(self, code, call, *arguments, **options):
        """Calls and expects a gRPC error; gives the error."""
        with self.assertRaises(grpc.RpcError) as caught:
            answer = call(*arguments, **options)
            # A stream tells its error when it is read.
            if hasattr(answer, "__next__"):
                list(answer)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        return caught.exception

    def read_lines(self, path):
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()


def request(text, **context):
    return maxos_pb2.TextRequest(text=text, context=context)


def retry_delay(error):
    """The seconds that RetryInfo in grpc-status-details-bin asks for; None without one."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status = rpc_status_pb2.RpcStatus.FromString(value)
            for detail in status.details:
                if detail.type_url == "type.googleapis.com/google.rpc.RetryInfo":
                    delay = rpc_status_pb2.RetryInfo.FromString(detail.value).retry_delay
                    return delay.seconds + delay.nanos / 1e9
    return None


def listen_tcp():
    """A listening socket on a free port of 127.0.0.1, as a socket unit would make it."""
    listener = socket.socket(socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    return listener


def listen_unix(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(4096)
    return listener


def main():
    unittest.main(verbosity=2)
