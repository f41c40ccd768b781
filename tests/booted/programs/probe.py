"""What a program in the front end's sandbox can reach: run as a unit with the settings of maxos-grpc.service; prints JSON."""

import json
import os
import socket

# The operating system itself, which is the same on every machine, and what the kernel shows of this very process.
BARE = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/proc", "/sys", "/dev")


def attempt(action):
    """None when it works, else the name of the error."""
    try:
        action()
        return None
    except OSError as error:
        return type(error).__name__ + ": " + (error.strerror or "")


def readable_files():
    """Files outside of the bare operating system that can be opened."""
    found = []
    for top, folders, files in os.walk("/", onerror=lambda error: None):
        if top == "/":
            folders[:] = [name for name in folders if "/" + name not in BARE]
        for name in files:
            path = os.path.join(top, name)
            if os.path.isfile(path) and attempt(lambda: open(path, "rb").close()) is None:
                found.append(path)
    return found


def writable_folders():
    found = []
    for top, folders, _ in os.walk("/", onerror=lambda error: None):
        if top == "/":
            folders[:] = [name for name in folders if name not in ("proc", "sys", "dev")]
        probe = os.path.join(top, ".probe")
        if attempt(lambda: os.close(os.open(probe, os.O_CREAT | os.O_WRONLY, 0o600))) is None:
            os.unlink(probe)
            found.append(top)
    return found


def connect(path):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(path)


print("PROBE " + json.dumps({
    "uid": os.getuid(),
    "groups": os.getgroups(),
    "files": readable_files(),
    "writable": writable_folders(),
    "processes": [int(name) for name in os.listdir("/proc") if name.isdigit()],
    "self": os.getpid(),
    "interfaces": [name for _, name in socket.if_nameindex()] if attempt(socket.if_nameindex) is None else [],
    "tcp": attempt(lambda: socket.socket(socket.AF_INET).close()),
    "tcp6": attempt(lambda: socket.socket(socket.AF_INET6).close()),
    "netlink": attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()),
    "bus": attempt(lambda: connect("/run/dbus/system_bus_socket")),
    "manager": attempt(lambda: connect("/run/systemd/private")),
    "agents": attempt(lambda: connect("/run/maxos/agents.sock")),
    "folders": {path: attempt(lambda: os.listdir(path)) for path in ("/srv", "/home", "/root", "/var/lib/maxos", "/var/log")},
}))
