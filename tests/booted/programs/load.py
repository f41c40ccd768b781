"""load.py RATE TEXT: that many HandleText a second, half over TCP and half over the local socket, until stdin ends. A
call that fails with UNAVAILABLE is sent again, without a request_id: that nothing is executed twice is up to the service.
Whatever else happens is told. Beside it, bare connections show whether one is ever refused. Prints one JSON object
at the end."""

import collections
import json
import socket
import sys
import threading
import time

import grpc

from client import request, stub

WORKERS = 20
# A client that retries gives up some day, too.
RETRY_SECONDS = 60


class Load:
    def __init__(self, rate, text):
        self.period = WORKERS / rate
        self.text = text
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.codes = collections.Counter()
        self.statuses = collections.Counter()
        self.faults = []
        self.operations = []
        self.slowest = 0.0
        self.refused = 0
        self.connections = 0

    def call_once(self, service):
        try:
            answer = service.HandleText(request(self.text), timeout=30)
        except grpc.RpcError as error:
            return error.code().name, error.details(), None
        return "OK", answer.status, answer

    def call(self, service):
        started = time.monotonic()
        while True:
            code, details, answer = self.call_once(service)
            with self.lock:
                self.codes[code] += 1
                if code == "OK":
                    self.statuses[answer.status] += 1
                    self.operations.append(answer.payload.get("operation_id", ""))
                    self.slowest = max(self.slowest, time.monotonic() - started)
                    return
                if code != "UNAVAILABLE" or "refused" in (details or "").lower():
                    self.faults.append(f"{code}: {details}")
                    return
            if time.monotonic() - started > RETRY_SECONDS:
                with self.lock:
                    self.faults.append(f"still UNAVAILABLE after {RETRY_SECONDS} s: {details}")
                return
            time.sleep(0.05)

    def work(self, number):
        service = stub("localhost:50051" if number % 2 == 0 else "unix:/run/maxos/grpc.sock")
        due = time.monotonic() + self.period * number / WORKERS
        while not self.stop.wait(max(0.0, due - time.monotonic())):
            self.call(service)
            # A pause of the service is not made up for by a burst: the rate is that of a steady client.
            due = max(due + self.period, time.monotonic() - 1)

    def knock(self):
        while not self.stop.wait(0.02):
            for family, address in ((socket.AF_INET, ("127.0.0.1", 50051)), (socket.AF_INET6, ("::1", 50051)),
                                    (socket.AF_UNIX, "/run/maxos/grpc.sock")):
                with socket.socket(family) as door:
                    door.settimeout(30)
                    self.connections += 1
                    try:
                        door.connect(address)
                    except OSError as error:
                        self.refused += 1
                        self.faults.append(f"connect {address}: {error}")

    def run(self):
        threads = [threading.Thread(target=self.work, args=(number,)) for number in range(WORKERS)]
        threads.append(threading.Thread(target=self.knock))
        for thread in threads:
            thread.start()
        print(json.dumps({"running": True}), flush=True)
        sys.stdin.read()
        self.stop.set()
        for thread in threads:
            thread.join()
        print(json.dumps({"codes": self.codes, "statuses": self.statuses, "faults": self.faults[:50],
                          "operations": self.operations, "slowest_seconds": self.slowest, "refused": self.refused,
                          "connections": self.connections}))


Load(float(sys.argv[1]), sys.argv[2]).run()
