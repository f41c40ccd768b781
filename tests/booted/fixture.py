"""What the cases share: the machines, and how far the one that most of them use has come."""

import json
import pathlib
import shutil
import subprocess
import time
import unittest

import root as debian
from machine import Machine, PROGRAMS, eventually

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
REPOSITORY = "/opt/apt"
SERVICE = "maxos-grpc.service"
SERVICE_ACCOUNTS = ["maxos-grpc", "maxos", "maxos-system", "maxos-http", "maxos-run"]
SOCKETS = ["maxos-grpc.socket", "maxos-grpc-local.socket"]
REDIS = "redis-server@maxos.service"
TCP = "localhost:50051"
LOCAL = "unix:/run/maxos/grpc.sock"
TESTING_DAEMON = "/usr/libexec/maxos/maxos-grpcd-testing"
TESTING_HOST = "/usr/libexec/maxos/maxos-agentd-testing"
# What carries out what is asked, and as what it is started.
HOSTS = {"maxos-agents.service": "files", "maxos-system.service": "system"}
UNITS = "/run/systemd/system"
CONFIG = "/etc/maxos/maxos-grpc.toml"
OWN_CONFIG = "/etc/maxos/maxos-grpc.d/90-booted.toml"
TESTING_CONFIG = "/etc/maxos/maxos-grpc.d/80-testing.toml"
ONLY_OUR_SOURCE = ["-o", "Dir::Etc::sourcelist=sources.list.d/maxos.list", "-o", "Dir::Etc::sourceparts=-",
                   "-o", "APT::Get::List-Cleanup=0"]


class House:
    """Made once by each process of `run`. Machines are made when a case first asks for them."""

    def __init__(self, options, part=0):
        self.full = options.full
        self.repository = options.repository
        self.build_dir = options.build_dir
        self.roots = options.work_dir
        # What is this process's own; several run at once.
        self.part = part
        self.folder = options.work_dir / f"part{part}"
        self.keep = options.keep
        self._machines = {}
        self._shared_stage = "none"
        self.install_output = ""
        self._upgrades = 0
        self._lower = None

    def prepare(self):
        """The root that all machines stand on; raises RootError."""
        self._lower = debian.debian_root(self.roots, self.repository)

    def count(self, small, full):
        return full if self.full else small

    def machine(self, name):
        """The machine of that name, booted, with our repository in its sources and nothing of ours installed."""
        if name not in self._machines:
            machine = Machine(self._lower, self.folder, name, f"{name}{self.part}")
            machine.__enter__()
            self._machines[name] = machine
            self.offer(machine, self.repository)
            machine.copy_in(HERE / "programs", "/opt")
            machine.run("/bin/mv", "/opt/programs", PROGRAMS)
        return self._machines[name]

    def offer(self, machine, repository):
        """Makes `repository` the machine's source of our packages. The lists of Debian's stay those of the root."""
        machine.run("/bin/rm", "-rf", REPOSITORY)
        machine.copy_in(repository, "/opt")
        if repository.name != "apt":
            machine.run("/bin/mv", f"/opt/{repository.name}", REPOSITORY)
        machine.write("/etc/apt/sources.list.d/maxos.list", f"deb [trusted=yes] file:{REPOSITORY} ./\n")
        machine.run("apt-get", "update", "-q", *ONLY_OUR_SOURCE)

    def shared(self, stage="running"):
        """The machine that most cases use: "fresh", "installed" or "running" (enabled, started, with clients)."""
        machine = self.machine("shared")
        stages = ["none", "fresh", "installed", "running"]
        if stages.index(self._shared_stage) < stages.index("installed") <= stages.index(stage):
            self.install_output = machine.run("apt-get", "install", "-q", "-y", "maxos-grpc", timeout=300).stdout
            self._shared_stage = "installed"
        if stages.index(self._shared_stage) < stages.index("running") <= stages.index(stage):
            machine.run("systemctl", "enable", "--now", "maxos-grpc")
            machine.run("apt-get", "install", "-q", "-y", "python3-maxos", timeout=300)
            machine.run("useradd", "--create-home", "--groups", "maxos-users,systemd-journal", "alice")
            machine.run("useradd", "--create-home", "bob")
            self._shared_stage = "running"
        return machine

    def install_testing_daemon(self, machine):
        """Front end and hosts with the test hooks, which are not in the package."""
        for program in map(pathlib.PurePosixPath, (TESTING_DAEMON, TESTING_HOST)):
            if machine.run("test", "-x", str(program), check=False).returncode == 0:
                continue
            found = sorted(self.build_dir.glob(f"**/{program.name}"))
            if not found:
                raise AssertionError(f"no {program.name} below {self.build_dir}: build the target of that name")
            machine.copy_in(found[0], str(program.parent))

    def chroot_root(self):
        """A root that is not booted, with our repository in its sources."""
        if "chroot" not in self._machines:
            machine = Machine(self._lower, self.folder, "chroot", "chroot")
            machine.make_root()
            self._machines["chroot"] = machine
            shutil.copytree(self.repository, machine.path(REPOSITORY))
            machine.path("/etc/apt/sources.list.d/maxos.list").write_text(f"deb [trusted=yes] file:{REPOSITORY} ./\n")
            subprocess.run(["chroot", str(machine.root), "apt-get", "update", "-q", *ONLY_OUR_SOURCE], check=True,
                           capture_output=True)
        return self._machines["chroot"].root

    def newer_repository(self, suffix=None):
        """A repository with the same programs as a newer version; every call makes a newer one still."""
        if suffix is None:
            self._upgrades += 1
            suffix = f"+booted{self._upgrades}"
        output = self.folder / ("newer" + suffix)
        done = subprocess.run([str(TOP / "scripts/build-deb"), "--repack", str(self.repository), "--no-install", "--build-dir",
                               str(self.build_dir), "--output", str(output), "--version-suffix", suffix],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"scripts/build-deb --version-suffix failed:\n{done.stdout}{done.stderr}")
        return output

    def save_logs(self, folder):
        for name, machine in self._machines.items():
            machine.save_logs(folder / name)

    def end(self):
        for machine in self._machines.values():
            machine.end()
            if not self.keep:
                machine.remove()
        self._machines.clear()


# Set by `run` before the cases are loaded.
house = None


class BootedCase(unittest.TestCase):
    """A case on the shared machine, which it leaves as it found it: the package's daemon running, its configuration
    that of the package."""

    stage = "running"
    maxDiff = None

    def setUp(self):
        self.house = house
        self.machine = house.shared(self.stage)

    # --- asking -------------------------------------------------------------------------------------------------

    def ask(self, text, address=TCP, timeout=20, user="root", **context):
        return self.machine.program("ask.py", address, str(timeout), text,
                                    *[f"{key}={value}" for key, value in context.items()], user=user)

    def ask_ok(self, text, **options):
        answer = self.ask(text, **options)
        self.assertEqual((answer["code"], answer.get("status")), ("OK", "success"), answer)
        return answer

    def confirmed(self, text, state):
        """Asks, sees by the answer to `state` that nothing was done, confirms; the preview and the answer."""
        before = self.ask_ok(state)["message"]
        first = self.ask(text)
        self.assertEqual(first.get("status"), "confirmation_required", first)
        self.assertEqual(self.ask_ok(state)["message"], before)
        done = self.ask_ok(text, confirmation_token=first["payload"]["confirmation_token"])
        return first["payload"]["preview"], done

    def stream(self, text, address=TCP, timeout=60, **context):
        """All updates and, last, the code."""
        done = self.machine.run("/usr/bin/python3", f"{PROGRAMS}/stream.py", address, str(timeout), text,
                                *[f"{key}={value}" for key, value in context.items()], timeout=timeout + 30)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def health(self):
        answer = self.machine.program("health.py", TCP)
        self.assertEqual(answer["code"], "OK", answer)
        return answer

    def reasons(self):
        return json.loads(self.health()["metrics"].get("reasons", "[]"))

    # --- the service --------------------------------------------------------------------------------------------

    def main_pid(self):
        return int(self.machine.property(SERVICE, "MainPID"))

    def restart(self):
        self.machine.run("systemctl", "restart", SERVICE)

    def configure(self, text):
        """The administrator's own file; taken back when the case ends. Takes effect at the next reload or restart."""
        self.machine.write(OWN_CONFIG, text)
        self.addCleanup(self._unconfigure)

    def _unconfigure(self):
        self.machine.remove_file(OWN_CONFIG)
        self.restart()

    def override(self, name, text, unit=SERVICE):
        """A drop-in for the service, until the case ends; in force from the next start on."""
        self.machine.write(f"{UNITS}/{unit}.d/{name}.conf", text)
        self.machine.run("systemctl", "daemon-reload")
        self.addCleanup(self._take_back_override, name, unit)

    def _take_back_override(self, name, unit):
        self.machine.remove_file(f"{UNITS}/{unit}.d/{name}.conf")
        self.machine.run("systemctl", "daemon-reload")
        # A host is started again by its socket.
        self.machine.run("systemctl", "stop" if unit in HOSTS else "restart", unit)

    def use_testing_daemon(self, watchdog="30s", extra=""):
        """The daemon with the test hooks in the place of the package's, until the case ends."""
        self.house.install_testing_daemon(self.machine)
        self.machine.write(TESTING_CONFIG, '[system_host]\nintents = ["system.*", "network.*", "test.*"]\n')
        self.addCleanup(self.machine.remove_file, TESTING_CONFIG)
        for unit, kind in HOSTS.items():
            self.override("testing", f"[Service]\nExecStart=\nExecStart={TESTING_HOST} --class {kind} --config {CONFIG}\n"
                                     f"WatchdogSec={watchdog}\n{extra}", unit)
            self.machine.run("systemctl", "stop", unit)
        self.override("testing", f"[Service]\nExecStart=\nExecStart={TESTING_DAEMON} --config {CONFIG} --hosts /run/maxos\n"
                                 f"WatchdogSec={watchdog}\n{extra}")
        self.restart()

    def wait_until_redis_is(self, state, timeout=10):
        eventually(f"health says redis = {state}",
                   lambda: self.health()["metrics"].get("redis") == state, timeout=timeout)

    def start_load(self, rate, text="What's my system uptime?"):
        """The load program; stop_load() ends it."""
        load = self.machine.start_program("load.py", str(rate), text)
        self.addCleanup(self._end_load, load)
        self.assertEqual(json.loads(load.stdout.readline()), {"running": True})
        return load

    def stop_load(self, load):
        out, err = load.communicate(timeout=120)
        self.assertEqual(load.returncode, 0, err)
        return json.loads(out)

    @staticmethod
    def _end_load(load):
        if load.poll() is None:
            load.kill()
            load.communicate()

    @staticmethod
    def now():
        return time.monotonic()
