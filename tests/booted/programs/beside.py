"""beside.py ADDRESS ROUNDS UNIT: how long the answer about a unit takes over a kept channel, and busctl beside it for one
property of the same unit, in turn. Prints the medians in microseconds as one JSON object."""

import os
import statistics
import subprocess
import sys
import time

# Before gRPC is loaded: busctl is started beside it.
os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"

import json  # noqa: E402

from client import request, stub  # noqa: E402

MANAGER = ["busctl", "call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"]


def microseconds(action):
    begin = time.monotonic()
    action()
    return 1e6 * (time.monotonic() - begin)


def main():
    address, rounds, unit = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    # "o "/org/…""
    found = subprocess.run([*MANAGER, "GetUnit", "s", unit], stdout=subprocess.PIPE, text=True, check=True).stdout
    command = ["busctl", "get-property", "org.freedesktop.systemd1", found.split('"')[1], "org.freedesktop.systemd1.Unit",
               "ActiveState"]
    service = stub(address)

    def ask():
        answer = service.HandleText(request(f"status of {unit}"), timeout=10)
        assert answer.payload["unit"] == unit, answer

    def tell():
        subprocess.run(command, stdout=subprocess.DEVNULL, close_fds=False, check=True)

    ask()
    pairs = [(microseconds(ask), microseconds(tell)) for _ in range(rounds)]
    ours, busctl = (statistics.median(side) for side in zip(*pairs))
    print(json.dumps({"ours": ours, "busctl": busctl}))


main()
