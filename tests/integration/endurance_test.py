"""Memory, descriptors and threads come back to where they were after bad clients have had their day."""

import os
import socket
import struct
import threading

import grpc

from harness import PATIENCE, Case, eventually, main, request

CONNECTIONS = int(os.environ.get("MAXOS_CONNECTIONS", "2000"))
BAD_REQUESTS = int(os.environ.get("MAXOS_BAD_REQUESTS", "20000"))
# What a process may grow by that has met its first full load: pools of gRPC and of malloc.
GROWTH_KIB = 12 * 1024


class Endurance(Case):
    def settled(self, daemon, before):
        eventually(lambda: daemon.descriptors() <= before["descriptors"] + 3,
                   f"descriptors are back at {before['descriptors']}", limit=30)
        self.assertLessEqual(len(daemon.threads()), before["threads"] + 8, daemon.threads())
        self.assertEqual(daemon.ask("What's my system uptime?").status, "success")

    def state(self, daemon):
        return {"descriptors": daemon.descriptors(), "threads": len(daemon.threads()), "kib": daemon.resident_kib()}

    def test_connections_opened_and_closed_leave_nothing_behind(self):
        daemon = self.daemon()
        host, port = daemon.target.rsplit(":", 1)
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"

        def round_of(count):
            for number in range(count):
                with socket.create_connection((host, int(port)), timeout=PATIENCE) as client:
                    # Silent, in the middle of a handshake, reset, and whole: by turns.
                    if number % 4 == 1:
                        client.sendall(preface[:10])
                    elif number % 4 == 2:
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        client.sendall(preface)
                    elif number % 4 == 3:
                        client.sendall(preface)
                        client.recv(9)
        daemon.ask("uptime")
        round_of(200)
        before = {"descriptors": 40, "threads": len(daemon.threads())}
        eventually(lambda: daemon.descriptors() <= before["descriptors"], "the first round is over", limit=30)
        before = self.state(daemon)
        round_of(CONNECTIONS)
        self.settled(daemon, before)
        after = self.state(daemon)
        print(f"{CONNECTIONS} connections: {before} -> {after}")
        self.assertLess(after["kib"] - before["kib"], GROWTH_KIB)

    def test_bad_requests_leave_nothing_behind(self):
        daemon = self.hooked_daemon(config=self.config(journal={"reads_per_second": 0}))
        messages = [b"", b"\x0a\x01\xff", b"\x0a\xff\xff\xff\xff\x0f", request("sing").SerializeToString(),
                    request("list files in /etc").SerializeToString(), request("x" * 70_000).SerializeToString(),
                    request("uptime", **{f"k{n}": "v" for n in range(200)}).SerializeToString(),
                    request("uptime", request_id="i" * 65).SerializeToString(),
                    request("test change X").SerializeToString(),
                    request("test change X", confirmation_token="nonsense").SerializeToString(),
                    request("test work 30").SerializeToString()]

        def client(count):
            with grpc.insecure_channel(daemon.target, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
                unary = channel.unary_unary("/maxos.MaxOSService/HandleText")
                stream = channel.unary_stream("/maxos.MaxOSService/StreamOperations")
                for number in range(count):
                    message = messages[number % len(messages)]
                    # The work is left in the middle; everything else is refused or answered by itself.
                    long = message is messages[-1]
                    try:
                        if number % 2:
                            for _ in stream(message, timeout=0.02 if long else PATIENCE):
                                if long and number % 4 == 1:
                                    break
                        else:
                            unary(message, timeout=0.02 if long else PATIENCE)
                    except grpc.RpcError as error:
                        code = error.code()
                        if code not in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.DEADLINE_EXCEEDED):
                            faults.append(f"{code.name}: {error.details()}")

        def round_of(count):
            threads = [threading.Thread(target=client, args=(count // 4,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        faults = []
        self.assertEqual(daemon.ask("uptime").status, "success")
        # The first round fills what is bounded: answers that wait for a confirmation (1,000), pools.
        round_of(12_000 if BAD_REQUESTS > 12_000 else BAD_REQUESTS)
        before = self.state(daemon)
        round_of(BAD_REQUESTS)
        self.settled(daemon, before)
        after = self.state(daemon)
        print(f"{BAD_REQUESTS} bad requests: {before} -> {after}")
        self.assertEqual(faults, [])
        self.assertLess(after["kib"] - before["kib"], GROWTH_KIB)
        self.assertEqual(self.read_lines(self.changes), [])

    def test_long_answers_kept_for_request_ids_do_not_fill_the_memory(self):
        for number in range(3000):
            with open(f"{self.srv}/home/{number:05}{'x' * 100}", "wb"):
                pass
        daemon = self.daemon(config=self.config(journal={"reads_per_second": 0}))
        options = {"sort": "size", "limit": "3000"}
        size = daemon.ask("ls", **options).ByteSize()
        self.assertGreater(size, 500_000)
        for number in range(10):
            daemon.ask("ls", request_id=f"a{number}", **options)
        before = self.state(daemon)
        for number in range(60):
            answer = daemon.ask("ls", request_id=f"b{number}", **options)
        after = self.state(daemon)
        print(f"60 answers of {size} bytes: {before} -> {after}")
        self.assertLess(after["kib"] - before["kib"], GROWTH_KIB)
        self.assertEqual(daemon.ask("ls", request_id="b59", **options), answer)

    def test_answers_kept_for_request_ids_are_bounded(self):
        daemon = self.daemon(config=self.config(journal={"reads_per_second": 0}))

        def round_of(name, count):
            calls = []
            for number in range(count):
                calls.append(daemon.service.HandleText.future(request("uptime", request_id=f"{name}{number}"), timeout=PATIENCE))
                if len(calls) == 50:
                    for call in calls:
                        self.assertEqual(call.result().status, "success")
                    calls = []
        round_of("a", 6000)
        before = self.state(daemon)
        round_of("b", 6000)
        after = self.state(daemon)
        print(f"6,000 request ids: {before} -> {after}")
        self.assertLess(after["kib"] - before["kib"], GROWTH_KIB)


if __name__ == "__main__":
    main()
