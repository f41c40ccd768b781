"""Clients that vanish in the middle of a call: the work stops, unless it was asked to go on."""

import socket
import struct
import subprocess
import sys
import time

import grpc

from harness import PATIENCE, Case, eventually, main, request

# How long the work may go on without its client. It looks every 5 ms; the rest is for a machine that is busy.
STOPS_WITHIN = 0.2


class ClientsLeave(Case):
    def setUp(self):
        super().setUp()
        # One worker: whether it is free shows whether the work has stopped.
        self.running = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 4}))

    def start_work(self, stub, text="test work 30", **context):
        """A stream whose work has begun."""
        call = stub.StreamOperations(request(text, **context), timeout=120)
        for update in call:
            if update.message == "working":
                return call
        raise AssertionError("the work never began")

    def worker_is_busy(self):
        """Whether a request that needs the worker runs out of time."""
        try:
            self.running.ask("ls", timeout=0.3)
        except grpc.RpcError as error:
            return error.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        return False

    def assert_worker_is_free(self, since):
        self.assertEqual(self.running.ask("ls").status, "success")
        self.assertLess(time.monotonic() - since, STOPS_WITHIN + 0.1)

    def test_closing_the_channel_stops_a_stream(self):
        channel = self.running.channel()
        stub = type(self.running.service)(channel)
        self.start_work(stub)
        self.running.health()  # the other channel is connected
        left = time.monotonic()
        channel.close()
        self.assert_worker_is_free(left)
        line = self.running.wait_line("test.work for")
        self.assertIn("MAXOS_STATUS=cancelled", line)

    def test_cancelling_stops_a_unary_call(self):
        call = self.running.service.HandleText.future(request("test work 30"), timeout=120)
        eventually(self.worker_is_busy, "the worker has it")
        left = time.monotonic()
        call.cancel()
        self.assert_worker_is_free(left)

    def test_a_client_that_is_killed_stops_its_work(self):
        program = ("import sys, grpc\n"
                   "channel = grpc.insecure_channel(sys.argv[1])\n"
                   "call = channel.unary_stream('/maxos.MaxOSService/StreamOperations')(bytes.fromhex(sys.argv[2]))\n"
                   "for update in call:\n"
                   "    if b'working' in update: print('working', flush=True)\n")
        client = subprocess.Popen([sys.executable, "-c", program, self.running.target,
                                   request("test work 30").SerializeToString().hex()], stdout=subprocess.PIPE)
        try:
            self.assertEqual(client.stdout.readline(), b"working\n")
            self.running.health()
            left = time.monotonic()
        finally:
            client.kill()
            client.wait()
            client.stdout.close()
        self.assert_worker_is_free(left)

    def test_a_connection_that_is_reset_stops_its_work(self):
        # Between client and daemon, so that the connection can be torn down without a word of HTTP/2.
        listener = socket.create_server(("127.0.0.1", 0))
        host, port = self.running.target.rsplit(":", 1)
        import threading
        ends = []

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
            except OSError:
                pass

        def relay():
            inner, _ = listener.accept()
            outer = socket.create_connection((host, int(port)))
            ends.extend((inner, outer))
            threading.Thread(target=pump, args=(inner, outer), daemon=True).start()
            pump(outer, inner)

        thread = threading.Thread(target=relay, daemon=True)
        thread.start()
        self.start_work(self.running.stub("127.0.0.1:%d" % listener.getsockname()[1]))
        self.running.health()
        left = time.monotonic()
        ends[1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        ends[1].shutdown(socket.SHUT_RD)
        ends[1].close()
        self.assert_worker_is_free(left)
        ends[0].close()
        listener.close()
        thread.join(PATIENCE)

    def test_a_detached_operation_goes_on_without_its_client(self):
        call = self.start_work(self.running.service, "test work 1", detach="true")
        call.cancel()
        line = self.running.wait_line("test.work for")
        self.assertIn("MAXOS_STATUS=success", line)

    def test_what_still_waits_is_not_executed_when_its_client_leaves(self):
        token = self.running.ask("test change gone").payload["confirmation_token"]
        busy = self.start_work(self.running.service, "test work 30")
        waiting = self.running.service.HandleText.future(request("test change gone", confirmation_token=token), timeout=60)
        # Behind it in the queue: answered means that the one before had its turn.
        last = self.running.service.HandleText.future(request("ls"), timeout=60)
        waiting.cancel()
        eventually(waiting.done, "the call is cancelled")
        # A round trip on the same connection: the cancellation was read before it.
        self.running.health()
        busy.cancel()
        self.assertEqual(last.result(PATIENCE).status, "success")
        self.assertEqual(self.read_lines(self.changes), [])

    def test_a_hundred_clients_that_leave_at_once_leave_nothing_behind(self):
        daemon = self.hooked_daemon(config=self.config(workers={"threads": 4, "queue": 256}))
        self.assertEqual(daemon.ask("uptime").status, "success")
        before = daemon.descriptors()
        channels = [daemon.channel() for _ in range(100)]
        calls = [type(daemon.service)(channel).StreamOperations(request("test work 30"), timeout=120) for channel in channels]
        for call in calls:
            self.assertEqual(next(call).status, "started")
        left = time.monotonic()
        for channel in channels:
            channel.close()
        self.assertEqual(daemon.ask("ls").status, "success")
        self.assertLess(time.monotonic() - left, 5)
        eventually(lambda: daemon.descriptors() <= before + 2, "the connections' descriptors are closed")


if __name__ == "__main__":
    main()
