"""What is measured, and what it needs: processes that the benchmark starts and ends."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import threading
import time

STOP_SECONDS = 30
START_SECONDS = 20
# As WatchdogSec= of maxos-grpc.service, so that an idle daemon does what it does under systemd.
WATCHDOG_USEC = 30_000_000


class BenchError(Exception):
    """Something without which there is no figure; its text goes to the terminal."""


def free_port():
    """A TCP port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program with its output in a file, ended with the context."""

    def __init__(self, name, command, directory, environment=None):
        self.name = name
        self.log = pathlib.Path(directory, f"{name}.log")
        self.popen = None
        self.command = [str(word) for word in command]
        self.environment = environment

    def __enter__(self):
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                          stderr=log)
        try:
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
                raise BenchError(f"{self.name} did not stop within {STOP_SECONDS} s of SIGTERM") from None

    @property
    def pid(self):
        return self.popen.pid

    def ready(self):
        return True

    def wait_until_ready(self):
        end = time.monotonic() + START_SECONDS
        while not self.ready():
            if self.popen.poll() is not None or time.monotonic() > end:
                raise BenchError(f"{self.name} did not start; its output:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.01)


class Redis(Process):
    """A private redis-server on a unix socket."""

    def __init__(self, directory):
        self.socket = pathlib.Path(directory, "redis.sock")
        program = shutil.which("redis-server")
        if program is None:
            raise BenchError("redis-server is not installed: apt install redis-server")
        super().__init__("redis", [program, "--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no",
                                   "--dir", directory], directory)

    def ready(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
            except OSError:
                return False


class Listening(Process):
    """A server with a TCP address on the loopback."""

    def __init__(self, name, command, directory, port, environment=None):
        super().__init__(name, command, directory, environment)
        self.port = port
        self.address = f"127.0.0.1:{port}"

    def ready(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Bare(Listening):
    """One of the bare servers, "typed" or "raw"."""

    def __init__(self, kind, programs, directory, shape):
        port = free_port()
        super().__init__(kind, [programs / f"bench_{kind}_server", f"127.0.0.1:{port}", shape], directory, port)


def home_of(directory):
    """The service's home in all daemons, an empty directory."""
    home = pathlib.Path(directory, "home")
    home.mkdir(exist_ok=True)
    return home


def daemon_setup(name, directory, redis_socket, listen):
    """Configuration file and environment of a daemon run as the unit runs it.

    redis_socket None: without Redis. listen: addresses to bind; empty when it gets its sockets handed over.
    """
    state = pathlib.Path(directory, f"{name}-state")
    state.mkdir(exist_ok=True)
    redis = f"enabled = true\nsocket = {json.dumps(str(redis_socket))}" if redis_socket else "enabled = false"
    configuration = pathlib.Path(directory, f"{name}.toml")
    server = f"[server]\nlisten = {json.dumps(listen)}\n" if listen else ""
    home = json.dumps(str(home_of(directory)))
    configuration.write_text(f"{server}[redis]\n{redis}\n[filesystem]\nroots = [{home}]\nhome = {home}\n")
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("LISTEN_", "WATCHDOG_", "NOTIFY_", "JOURNAL_"))}
    environment["STATE_DIRECTORY"] = str(state)
    return configuration, environment


class Daemon(Listening):
    """maxos-grpcd with a notify socket and a watchdog period as under systemd."""

    def __init__(self, name, program, directory, redis_socket):
        port = free_port()
        configuration, environment = daemon_setup(name, directory, redis_socket, [f"127.0.0.1:{port}"])
        path = pathlib.Path(directory, f"{name}.notify")
        path.unlink(missing_ok=True)
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(str(path))
        self._ready = threading.Event()
        environment["NOTIFY_SOCKET"] = str(path)
        environment["WATCHDOG_USEC"] = str(WATCHDOG_USEC)
        super().__init__(name, [program, "--config", configuration], directory, port, environment)

    def __enter__(self):
        threading.Thread(target=self._listen, daemon=True).start()
        return super().__enter__()

    def __exit__(self, *_):
        super().__exit__()
        # Ends the thread's recv().
        self._notify.shutdown(socket.SHUT_RDWR)
        self._notify.close()

    def _listen(self):
        while message := self._receive():
            if b"READY=1" in message.split(b"\n"):
                self._ready.set()

    def _receive(self):
        try:
            return self._notify.recv(4096)
        except OSError:
            return b""

    def ready(self):
        return self._ready.is_set()
