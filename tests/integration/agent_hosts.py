"""Agent hosts as systemd would start them: each with its listening socket, for a daemon that is told --hosts."""

import os
import signal
import socket
import subprocess
import sys
import tempfile

from harness import _LAUNCH, DIES_WITH_PARENT, TEST_DAEMON, NotifySocket, Recorded

HOST_PROGRAM = os.path.join(os.path.dirname(TEST_DAEMON), "maxos-agentd-testing")
SOCKETS = {"files": "agents.sock", "system": "system.sock"}


class AgentHost:
    """One maxos-agentd on a socket that outlives it, as a socket unit's does. `start` may be called again."""

    def __init__(self, folder, kind, config, watchdog_usec=None, account=None):
        """`account`: name, uid and home of the user whom a host of kind "user" is for."""
        self.folder, self.kind, self.watchdog_usec, self.account = folder, kind, watchdog_usec, account
        os.makedirs(f"{folder}/run", exist_ok=True)
        self.config_file = f"{folder}/etc/{kind}-host.toml"
        with open(self.config_file, "w", encoding="utf-8") as file:
            file.write(config)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{folder}/run/{SOCKETS[kind] if account is None else f'agent-{account[0]}.sock'}")
        self.listener.listen(16)
        self.notify = NotifySocket(tempfile.mktemp(prefix="host-", dir=folder))
        self.lines = Recorded()
        self.process = None

    def start(self):
        env = {"PATH": "/usr/bin:/bin", "HOME": self.folder + "/srv/home", "STATE_DIRECTORY": self.folder + "/state",
               "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/no-bus", "MAXOS_TEST_CHANGE_FILE": self.folder + "/changes",
               "NOTIFY_SOCKET": self.notify.path, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "host"}
        ids = ["LISTEN_PID"]
        if self.watchdog_usec:
            env["WATCHDOG_USEC"] = str(self.watchdog_usec)
            ids.append("WATCHDOG_PID")
        become = []
        if self.account is not None:
            _, uid, env["HOME"] = self.account
            del env["STATE_DIRECTORY"]
            os.chmod(self.notify.path, 0o666)
            become = [f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
        command = [sys.executable, "-I", "-c", _LAUNCH, str(self.listener.fileno()), ",".join(ids), *DIES_WITH_PARENT[:-1],
                   *become, "--", HOST_PROGRAM, "--class", self.kind, "--config", self.config_file]
        start = len(self.notify.messages)
        self.process = subprocess.Popen(command, env=env, pass_fds=[self.listener.fileno()], stdin=subprocess.DEVNULL,
                                        start_new_session=True)
        self.notify.wait_for("READY", start=start)
        return self

    def threads(self):
        names = []
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/comm", encoding="utf-8") as file:
                names.append(file.read().strip())
        return names

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
        self.notify.close()
        self.listener.close()
