"""Who comes through the doors, and what happens when too many do."""

import os
import resource
import socket
import subprocess
import sys
import time

import grpc

from harness import PATIENCE, Case, Recorded, eventually, health_pb2, main, maxos_pb2, request

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class Callers(Case):
    # Whom this process can also be: root anybody, anybody else nobody but himself.
    OTHERS = [65534, 4321] if os.geteuid() == 0 else []
    PROGRAM = ("import sys, grpc\n"
               "call = grpc.insecure_channel(sys.argv[1]).unary_unary('/maxos.MaxOSService/HandleText')\n"
               "call(bytes.fromhex(sys.argv[2]), timeout=20)\n")

    def test_callers_are_known_by_their_uid_at_every_door(self):
        path = self.folder + "/grpc.sock"
        daemon = self.daemon(config=self.config(server={"listen": ["127.0.0.1:0", "[::1]:0", "unix:" + path]}))
        os.chmod(self.folder, 0o755)
        os.chmod(path, 0o666)
        for uid in (os.geteuid(), *self.OTHERS):
            for target in (*daemon.addresses[:2], "unix:" + path):
                start = len(daemon.lines)
                subprocess.run([sys.executable, "-c", self.PROGRAM, target, request("list files in /etc").SerializeToString().hex()],
                               user=uid if uid != os.geteuid() else None, check=True, timeout=PATIENCE)
                self.assertIn(f"MAXOS_PRINCIPAL=uid:{uid} ", daemon.wait_line("MAXOS_PRINCIPAL=", start))

    def test_an_outsider_reads_the_machine_and_is_told_which_group_is_missing_for_more(self):
        path = self.folder + "/grpc.sock"
        daemon = self.daemon(config=self.config(server={"listen": ["127.0.0.1:0", "unix:" + path]}))
        os.chmod(self.folder, 0o755)
        os.chmod(path, 0o666)
        program = self.PROGRAM.replace("call(bytes", "print(call(bytes").replace("timeout=20)", "timeout=20).hex())")
        for uid in self.OTHERS:
            for target in (daemon.addresses[0], "unix:" + path):
                answers = []
                for text in ("uptime", "help", "list files in my home directory"):
                    done = subprocess.run([sys.executable, "-c", program, target, request(text).SerializeToString().hex()],
                                          user=uid, group=uid, extra_groups=[], check=True, timeout=PATIENCE,
                                          capture_output=True, text=True)
                    answers.append(maxos_pb2.AgentResponse.FromString(bytes.fromhex(done.stdout)))
                self.assertEqual([answer.status for answer in answers], ["success", "success", "denied"])
                self.assertEqual(answers[2].payload["intent"], "file.list")
                self.assertIn("usermod -aG maxos-users", answers[2].message)

    def test_one_caller_cannot_use_the_token_or_the_request_id_of_another(self):
        daemon = self.hooked_daemon(config=self.config(server={"listen": ["127.0.0.1:0"]}))
        token = daemon.ask("test change alpha").payload["confirmation_token"]
        first = daemon.ask("uptime", request_id="one")
        program = self.PROGRAM.replace("call(bytes", "print(call(bytes").replace("timeout=20)", "timeout=20).hex())")

        def as_other(uid, message):
            done = subprocess.run([sys.executable, "-c", program, daemon.target, message.SerializeToString().hex()], user=uid,
                                  check=True, timeout=PATIENCE, capture_output=True, text=True)
            return maxos_pb2.AgentResponse.FromString(bytes.fromhex(done.stdout))
        for uid in self.OTHERS:
            self.assertEqual(as_other(uid, request("test change alpha", confirmation_token=token)).status, "denied")
            self.assertNotEqual(as_other(uid, request("uptime", request_id="one")).payload["operation_id"],
                                first.payload["operation_id"])
        self.assertEqual(daemon.ask("test change alpha", confirmation_token=token).status, "success")
        self.assertEqual(self.read_lines(self.changes), ["alpha"])


class Connections(Case):
    def test_a_connection_too_many_is_closed_at_once_and_told(self):
        daemon = self.daemon(config=self.config(server={"max_connections": 3}))
        held = [daemon.stub() for _ in range(3)]
        for stub in held:
            self.assertEqual(stub.HandleText(request("uptime"), timeout=PATIENCE).status, "success")
        host, port = daemon.target.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as extra:
            self.assertEqual(extra.recv(100), b"")
        daemon.wait_line("max_connections")
        self.assertEqual(held[0].HandleText(request("uptime"), timeout=PATIENCE).status, "success")
        # Room again as soon as one leaves.
        daemon.channels[0].close()
        eventually(lambda: self.connects(host, int(port)), "a connection has its place")
        # The place of the connection just tried may be taken a moment longer, and a client that waits gets it.
        self.assertEqual(daemon.stub().HandleText(request("uptime"), timeout=PATIENCE, wait_for_ready=True).status, "success")

    @staticmethod
    def connects(host, port):
        with socket.create_connection((host, port), timeout=PATIENCE) as probe:
            probe.settimeout(0.2)
            probe.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
            try:
                return probe.recv(9) != b""
            except OSError:
                return False

    def test_running_out_of_descriptors_is_survived(self):
        daemon = self.daemon()
        self.assertEqual(daemon.ask("uptime").status, "success")
        limit = daemon.descriptors() + 20
        resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (limit, limit))
        host, port = daemon.target.rsplit(":", 1)
        clients = [socket.create_connection((host, int(port)), timeout=PATIENCE) for _ in range(60)]
        daemon.wait_line("out of file descriptors")
        # The connection that was there before is served all along, and new ones are as soon as there is room.
        self.assertEqual(daemon.ask("uptime").status, "success")
        for client in clients:
            client.close()
        eventually(lambda: self.connects(host, int(port)), "a new connection is served")
        self.assertEqual(daemon.stub().HandleText(request("uptime"), timeout=PATIENCE, wait_for_ready=True).status, "success")

    def test_bytes_that_are_no_http2_end_their_own_connection_alone(self):
        daemon = self.daemon()
        host, port = daemon.target.rsplit(":", 1)
        for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01" + bytes(500), bytes(1000), b"SSH-2.0-x\r\n"):
            with socket.create_connection((host, int(port)), timeout=PATIENCE) as client:
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                ended = Recorded()
                try:
                    while client.recv(4096):
                        pass
                except ConnectionResetError:
                    pass
                ended.add(True)
        self.assertEqual(daemon.ask("uptime").status, "success")

    def test_a_handshake_that_never_comes_is_given_up(self):
        daemon = self.daemon()
        host, port = daemon.target.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as silent:
            started = time.monotonic()
            while silent.recv(4096):
                pass
            self.assertLess(time.monotonic() - started, 8)


if __name__ == "__main__":
    main()
