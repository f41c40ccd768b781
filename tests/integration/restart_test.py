"""Restart under load over listening sockets that are kept, as systemd keeps them: no client that retries UNAVAILABLE notices."""

import collections
import os
import signal
import socket
import threading
import time

import grpc

from harness import Case, eventually, listen_tcp, listen_unix, main, maxos_pb2_grpc, request

# scripts/soak and who is patient may ask for more.
RESTARTS = int(os.environ.get("MAXOS_RESTARTS", "6"))
CLIENTS = 4
# Soon again after a failure. min_reconnect_backoff_ms stays as it is: it is also how long one attempt may take, and the kernel keeps
# connections waiting while nobody serves.
OPTIONS = [("grpc.use_local_subchannel_pool", 1), ("grpc.initial_reconnect_backoff_ms", 50),
           ("grpc.max_reconnect_backoff_ms", 100)]


class Load:
    """Clients that call without pause, retry UNAVAILABLE, and note everything else that is not an answer."""

    def __init__(self, targets, messages):
        self.targets = targets
        self.messages = messages
        self.codes = collections.Counter()
        self.faults = []
        self.operations = collections.Counter()
        self.answered = 0
        self.slowest = 0.0
        self.lock = threading.Condition()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(CLIENTS)]
        self.threads.append(threading.Thread(target=self.knock))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def wait_answers(self, count):
        """Until so many more answers have come."""
        with self.lock:
            goal = self.answered + count
            if not self.lock.wait_for(lambda: self.answered >= goal, 60):
                raise AssertionError(f"no {count} answers within a minute; {self.codes} {self.faults[:5]}")

    def run(self, number):
        target = self.targets[number % len(self.targets)]
        with grpc.insecure_channel(target, options=OPTIONS) as channel:
            stub = maxos_pb2_grpc.MaxOSServiceStub(channel)
            turn = 0
            while not self.stop.is_set():
                message = self.messages[turn % len(self.messages)]
                turn += 1
                self.call(stub, message, stream=turn % 3 == 0)

    def call(self, stub, message, stream):
        started = time.monotonic()
        while True:
            try:
                if stream:
                    last = list(stub.StreamOperations(message, timeout=30))[-1]
                    status, operation = last.payload["status"], last.operation_id
                else:
                    answer = stub.HandleText(message, timeout=30)
                    status, operation = answer.status, answer.payload["operation_id"]
            except grpc.RpcError as error:
                with self.lock:
                    self.codes[error.code().name] += 1
                    if error.code() != grpc.StatusCode.UNAVAILABLE or "refused" in error.details().lower():
                        self.faults.append(f"{error.code().name}: {error.details()}")
                        return
                if time.monotonic() - started > 30:
                    with self.lock:
                        self.faults.append("UNAVAILABLE for 30 s")
                    return
                self.stop.wait(0.02)
                continue
            with self.lock:
                self.answered += 1
                self.operations[operation] += 1
                self.slowest = max(self.slowest, time.monotonic() - started)
                if status != "success":
                    self.faults.append(f"status {status}")
                self.lock.notify_all()
            return

    def knock(self):
        """Bare connections, for a refusal would hide in gRPC's own reconnecting."""
        host, port = self.targets[0].rsplit(":", 1)
        while not self.stop.wait(0.01):
            try:
                socket.create_connection((host, int(port)), timeout=30).close()
            except OSError as error:
                with self.lock:
                    self.faults.append(f"connect: {error}")


class Restart(Case):
    def setUp(self):
        super().setUp()
        self.tcp = listen_tcp()
        self.addCleanup(self.tcp.close)
        self.path = self.folder + "/grpc.sock"
        self.local = listen_unix(self.path)
        self.addCleanup(self.local.close)
        self.targets = ["127.0.0.1:%d" % self.tcp.getsockname()[1], "unix:" + self.path]

    def start(self, **options):
        return self.hooked_daemon(descriptors=[self.tcp, self.local], names=["grpc", "grpc-local"], **options)

    def test_restarts_under_load_cost_no_call(self):
        daemon = self.start()
        with Load(self.targets, [request("What's my system uptime?"), request("List files in my home directory")]) as load:
            load.wait_answers(50)
            for _ in range(RESTARTS):
                self.assertEqual(daemon.stop(), 0)
                daemon = self.start()
                load.wait_answers(50)
        print(f"{RESTARTS} restarts, {load.answered} answers, {dict(load.codes)}, slowest {load.slowest:.3f} s")
        self.assertEqual(load.faults, [])
        self.assertLessEqual(set(load.codes), {"UNAVAILABLE"})
        self.assertEqual([id for id, count in load.operations.items() if count > 1], [])
        self.assertLess(load.slowest, 5)

    def test_restarts_with_work_in_flight_cost_no_call(self):
        daemon = self.start()
        with Load(self.targets, [request("test work 1"), request("What's my system uptime?")]) as load:
            load.wait_answers(8)
            for _ in range(3):
                self.assertEqual(daemon.stop(), 0)
                daemon = self.start()
                load.wait_answers(8)
        self.assertEqual(load.faults, [])
        self.assertLessEqual(set(load.codes), {"UNAVAILABLE"})

    def test_changes_retried_over_restarts_are_made_exactly_once(self):
        daemon = self.start()
        done = threading.Semaphore(0)
        stop = threading.Event()
        faults = []
        made = []

        def call(stub, message):
            end = time.monotonic() + 30
            while True:
                try:
                    return stub.HandleText(message, timeout=30)
                except grpc.RpcError as error:
                    if error.code() != grpc.StatusCode.UNAVAILABLE or time.monotonic() > end:
                        raise
                stop.wait(0.02)

        def client(number):
            with grpc.insecure_channel(self.targets[number % 2], options=OPTIONS) as channel:
                stub = maxos_pb2_grpc.MaxOSServiceStub(channel)
                turn = 0
                while not stop.is_set():
                    turn += 1
                    text = f"test change line{number}x{turn}"
                    try:
                        token = call(stub, request(text)).payload["confirmation_token"]
                        # Sent twice on purpose: what a client does whose first answer got lost.
                        message = request(text, confirmation_token=token, request_id=f"{number}-{turn}")
                        first, second = call(stub, message), call(stub, message)
                        if first.status == "success":
                            made.append(text.split()[-1])
                        elif first.status != "denied":
                            faults.append(f"{first.status}: {first.message}")
                        # Tokens live in memory: a restart in between denies, it never half does.
                        if second != first:
                            faults.append(f"{first} then {second}")
                    except grpc.RpcError as error:
                        faults.append(f"{error.code().name}: {error.details()}")
                    done.release()

        threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(4):
                for _ in range(10):
                    self.assertTrue(done.acquire(timeout=60))
                self.assertEqual(daemon.stop(), 0)
                daemon = self.start()
            for _ in range(10):
                self.assertTrue(done.acquire(timeout=60))
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual(faults, [])
        self.assertEqual(sorted(self.read_lines(self.changes)), sorted(made))
        self.assertGreater(len(made), 20)

    @staticmethod
    def answered(stub):
        try:
            return stub.HandleText(request("uptime"), timeout=30).status == "success"
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, error
            return False

    def test_a_call_made_while_nobody_serves_waits_for_the_next_process(self):
        daemon = self.start()
        self.assertEqual(daemon.stop(), 0)
        with grpc.insecure_channel(self.targets[0]) as channel:
            call = maxos_pb2_grpc.MaxOSServiceStub(channel).HandleText.future(request("uptime"), timeout=30)
            self.start()
            self.assertEqual(call.result().status, "success")

    def test_the_next_process_serves_while_the_old_one_still_drains(self):
        old = self.start()
        work = old.stub(self.targets[0]).StreamOperations(request("test work 2"), timeout=60)
        for update in work:
            if update.message == "working":
                break
        old.signal(signal.SIGTERM)
        old.notify.wait_for("STOPPING")
        old.wait_line("Stopping")
        new = self.start(environment={"XDG_STATE_HOME": self.folder + "/state2"})
        self.assertEqual(len(new.addresses), 2)
        stub = new.stub(self.targets[1])
        # A connection that the old one took in its last moment is answered UNAVAILABLE, and the next one is the new one's.
        eventually(lambda: self.answered(stub), "the new process answers", limit=1.5)
        self.assertTrue(work.is_active())
        self.assertEqual(list(work)[-1].status, "completed")
        self.assertEqual(old.wait_exit(), 0)


if __name__ == "__main__":
    main()
