"""A booted Debian: systemd-nspawn on a copy-on-write layer over the kept root, without network of its own."""

import contextlib
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import time

ENVIRONMENT = ["/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8",
               "DEBIAN_FRONTEND=noninteractive", "PYTHONDONTWRITEBYTECODE=1", "SYSTEMD_PAGER=cat"]
PROGRAMS = "/opt/booted"


class MachineError(Exception):
    """The machine did not do what was asked of it; the text has the output."""


def eventually(what, condition, timeout=20.0, every=0.05):
    """Waits until condition() is true and returns its value; `what` names the event in the error."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {timeout:g} s")
        time.sleep(every)


def own_cgroups(name):
    """Folders for a control group of that name below our own, in each hierarchy that systemd uses (cgroups(7)).

    With --keep-unit systemd-nspawn makes its machine's groups below the group that it is in: two machines in the same one would
    each take the other's services for what is left of its own.
    """
    ours = {}
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        ours[controllers] = path
    found = []
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        before, after = line.split(" - ", 1)
        kind, _, options = after.split(" ", 2)
        hierarchy = "" if kind == "cgroup2" else "name=systemd"
        if kind == "cgroup2" or (kind == "cgroup" and hierarchy in options.split(",")):
            root, point = before.split(" ")[3:5]
            path = ours.get(hierarchy, "/")
            inside = path[len(root):] if root != "/" and path.startswith(root) else path
            found.append(pathlib.Path(point + inside.rstrip("/"), name))
    return found


def remove_cgroup(folder):
    """With the groups below it; what still holds a process stays."""
    for below, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(below)


class Machine:
    """One machine. Use as a context manager: whatever happens, its processes and mounts end with it."""

    def __init__(self, lower, folder, name, unique):
        """`name`: of its folder below `folder`; `unique`: as which systemd-nspawn knows it."""
        self.name = unique
        self.folder = folder / name
        self.root = self.folder / "root"
        self.console = self.folder / "console.log"
        self._lower = lower
        self._nspawn = None
        self._leader = None
        self._mounted = False
        self._cgroups = own_cgroups(f"maxos-booted-{os.getpid()}-{unique}")

    def __enter__(self):
        try:
            self.make_root()
            self.boot()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    def make_root(self):
        """The machine's files, mounted until end()."""
        if self.folder.exists():
            # What a run that was killed left mounted.
            subprocess.run(["umount", "--quiet", str(self.root)], check=False, stderr=subprocess.DEVNULL)
            shutil.rmtree(self.folder)
        upper, work = self.folder / "upper", self.folder / "work"
        for part in (self.root, upper, work):
            part.mkdir(parents=True)
        options = f"lowerdir={self._lower},upperdir={upper},workdir={work}"
        mounted = subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, str(self.root)],
                                 capture_output=True, text=True)
        self._mounted = mounted.returncode == 0
        if not self._mounted:
            # A build folder that lies on an overlay itself cannot carry another one.
            subprocess.run(["cp", "-a", f"{self._lower}/.", str(self.root)], check=True)

    # --- life ---------------------------------------------------------------------------------------------------

    def boot(self):
        """Starts the machine and waits until systemd has nothing left to start."""
        for group in self._cgroups:
            group.mkdir(exist_ok=True)

        def enter_cgroups():
            for group in self._cgroups:
                (group / "cgroup.procs").write_text(str(os.getpid()))

        with self.console.open("ab") as console:
            self._nspawn = subprocess.Popen(
                # Should this very process be killed, the machine powers off all the same.
                ["setpriv", "--pdeathsig", "TERM", "systemd-nspawn", "--quiet", "-D", str(self.root),
                 "--machine=" + self.name, "--register=no", "--keep-unit", "--private-network", "--console=read-only", "-b"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True,
                preexec_fn=enter_cgroups)
        self._leader = eventually("the machine's systemd", self._find_leader)
        eventually("the machine's system bus",
                   lambda: self.run("systemctl", "is-system-running", "--wait", check=False).stdout.strip()
                   in ("running", "degraded"), timeout=60)

    def _find_leader(self):
        if self._nspawn.poll() is not None:
            raise MachineError(f"systemd-nspawn ended:\n{self.console.read_text(errors='replace')[-2000:]}")
        try:
            children = pathlib.Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
            for child in children:
                if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                    return int(child)
        except OSError:
            pass
        return None

    def _wait_for_leader(self, timeout):
        with contextlib.suppress(ProcessLookupError):
            pidfd = os.pidfd_open(self._leader)
            try:
                return bool(select.select([pidfd], [], [], timeout)[0])
            finally:
                os.close(pidfd)
        return True

    def reboot(self):
        """The machine's own reboot. systemd-nspawn boots it anew, or ends and is started again."""
        self.run("systemctl", "reboot", check=False)
        if not self._wait_for_leader(60):
            raise MachineError("the machine did not go down for its reboot")
        self._stop_nspawn()
        self.boot()

    def _stop_nspawn(self):
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._nspawn.wait(2)
        if self._nspawn.poll() is None:
            self._nspawn.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._nspawn.wait(15)
        if self._nspawn.poll() is None:
            self._nspawn.kill()
            self._nspawn.wait(15)

    def end(self):
        """Powers off, and ends what does not go by itself, by its id."""
        if self._nspawn is not None and self._leader is not None and self._nspawn.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                # SIGRTMIN+4 is systemd's own request to power off, see systemd(1).
                os.kill(self._leader, signal.SIGRTMIN + 4)
            if not self._wait_for_leader(20):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._leader, signal.SIGKILL)
        if self._nspawn is not None:
            self._stop_nspawn()
        self._nspawn = None
        for group in self._cgroups:
            remove_cgroup(group)
        if self._mounted:
            eventually("unmounting the machine's root", lambda: subprocess.run(
                ["umount", str(self.root)], stderr=subprocess.DEVNULL, check=False).returncode == 0)
            self._mounted = False

    def remove(self):
        """Deletes the files of a machine that has ended."""
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- commands -----------------------------------------------------------------------------------------------

    def _inside(self, user):
        command = ["nsenter", "-t", str(self._leader), "-m", "-u", "-i", "-n", "-p", *ENVIRONMENT]
        if user != "root":
            command += ["runuser", "-u", user, "--"]
        return command

    def run(self, *command, check=True, user="root", stdin=None, timeout=120):
        """Runs an argv inside; returns the CompletedProcess with text output."""
        done = subprocess.run([*self._inside(user), *command], capture_output=True, text=True, input=stdin,
                              timeout=timeout, errors="replace",
                              **({} if stdin is not None else {"stdin": subprocess.DEVNULL}))
        if check and done.returncode != 0:
            raise MachineError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start(self, *command, user="root"):
        """Starts an argv inside that goes on while the case does other things."""
        return subprocess.Popen([*self._inside(user), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run_outside(self, namespace, *command, check=True, stdin=""):
        """Runs a program of the system that tests, which the machine may lack, in the machine's network namespace of
        that name (ip-netns(8)); None: in the machine's own."""
        network = f"/proc/{self._leader}/root/run/netns/{namespace}" if namespace else f"/proc/{self._leader}/ns/net"
        done = subprocess.run(["nsenter", f"--net={network}", *command], capture_output=True, text=True, input=stdin, timeout=60)
        if check and done.returncode != 0:
            raise MachineError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start_on_bus(self, *command):
        """Starts a program of the system that tests, which the machine may lack, as root on the machine's system bus."""
        bus = f"unix:path=/proc/{self._leader}/root/run/dbus/system_bus_socket"
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus, "PYTHONDONTWRITEBYTECODE": "1"})

    def output(self, *command, **options):
        return self.run(*command, **options).stdout.strip()

    def program(self, name, *arguments, **options):
        """Runs one of tests/booted/programs with the Debian's own python3; returns what it printed as JSON."""
        done = self.run("/usr/bin/python3", f"{PROGRAMS}/{name}", *arguments, **options)
        return json.loads(done.stdout)

    def start_program(self, name, *arguments, **options):
        return self.start("/usr/bin/python3", f"{PROGRAMS}/{name}", *arguments, **options)

    # --- files --------------------------------------------------------------------------------------------------

    def path(self, inside):
        return self.root / str(inside).lstrip("/")

    def write(self, inside, text, mode=0o644):
        """Through the machine, whose view of a mounted layer is the one that counts."""
        self.run("/bin/mkdir", "-p", str(pathlib.PurePosixPath(inside).parent))
        self.run("/usr/bin/tee", str(inside), stdin=text)
        self.run("/bin/chmod", oct(mode)[2:], str(inside))

    def remove_file(self, inside):
        self.run("/bin/rm", "-f", str(inside))

    def read(self, inside):
        return self.run("/bin/cat", str(inside)).stdout

    def copy_in(self, source, inside):
        """A file or folder of the host, before or while the machine runs."""
        data = subprocess.run(["tar", "-C", str(source.parent), "-cf", "-", "--owner=0", "--group=0", source.name],
                              check=True, capture_output=True).stdout
        self.run("/bin/mkdir", "-p", str(inside))
        subprocess.run([*self._inside("root"), "tar", "-C", str(inside), "-xf", "-"], input=data, check=True)

    # --- systemd ------------------------------------------------------------------------------------------------

    def properties(self, unit, *names):
        """systemctl show as a dictionary."""
        text = self.output("systemctl", "show", unit, *[f"--property={name}" for name in names])
        return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)

    def property(self, unit, name):
        return self.properties(unit, name).get(name, "")

    def is_active(self, unit):
        return self.run("systemctl", "is-active", unit, check=False).stdout.strip() == "active"

    def journal(self, since, **fields):
        """The entries after the place `since`, oldest first, that have these fields, as dictionaries.

        Filtered here: journalctl 252 with --after-cursor= and a match skips the first entry that matches. And `-u`
        would miss the last entries of a process that has ended before journald looked where it belonged.
        """
        self.run("journalctl", "--sync", check=False)
        text = self.run("journalctl", "-q", "--no-pager", "-o", "json", "--all", "--after-cursor=" + since).stdout
        entries = [json.loads(line) for line in text.splitlines()]
        return [entry for entry in entries if all(entry.get(name) == value for name, value in fields.items())]

    def cursor(self):
        """A place in the journal, for journal()."""
        self.run("journalctl", "--sync", check=False)
        text = self.output("journalctl", "-q", "-n", "1", "-o", "json", "--output-fields=MESSAGE")
        return json.loads(text.splitlines()[-1])["__CURSOR"]

    def save_logs(self, folder):
        """What an engineer wants to see of a failed case."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, command in {
            "journal.txt": ["journalctl", "--no-pager", "-o", "short-precise", "-n", "4000"],
            "maxos-grpc.txt": ["journalctl", "--no-pager", "-o", "verbose", "-u", "maxos-grpc", "-n", "400"],
            "status.txt": ["systemctl", "--no-pager", "--full", "status", "maxos-grpc.service", "maxos-grpc.socket",
                           "maxos-grpc-local.socket", "redis-server@maxos.service"],
            "units.txt": ["systemctl", "--no-pager", "list-units", "--all"],
            "processes.txt": ["ps", "auxf"],
        }.items():
            with contextlib.suppress(Exception):
                (folder / name).write_text(self.run(*command, check=False, timeout=30).stdout)
        with contextlib.suppress(OSError):
            shutil.copy(self.console, folder / "console.txt")
