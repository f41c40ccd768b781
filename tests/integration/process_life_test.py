"""From READY to exit: sockets by name, the stop that answers what is in flight, the health service, reflection."""

import os
import signal
import socket
import time

import grpc

from harness import (PATIENCE, Case, eventually, health_pb2, health_pb2_grpc, listen_tcp, listen_unix, main, maxos_pb2,
                     reflection_pb2, reflection_pb2_grpc, request, retry_delay)

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class Start(Case):
    def test_ready_comes_when_the_sockets_serve(self):
        daemon = self.daemon()
        at, ready = daemon.notify.wait_for("READY", "1")
        self.assertIn("Serving on 127.0.0.1:", ready["STATUS"])
        # The very first call is answered without a retry.
        self.assertEqual(daemon.ask("uptime").status, "success")
        self.assertLess(at - daemon.started, 10)
        self.assertEqual(daemon.notify.count("READY"), 1)

    def test_by_hand_it_serves_what_the_configuration_names_and_tells_so(self):
        path = self.folder + "/grpc.sock"
        daemon = self.daemon(notify=False, config=self.config(server={"listen": ["127.0.0.1:0", "[::1]:0", "unix:" + path]}))
        self.assertEqual(len(daemon.addresses), 3)
        for address in daemon.addresses[:2]:
            self.assertEqual(daemon.stub(address).HandleText(request("uptime"), timeout=PATIENCE).status, "success")
        self.assertEqual(daemon.stub("unix:" + path).HandleText(request("uptime"), timeout=PATIENCE).status, "success")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o660)

    def test_by_hand_the_state_is_below_xdg_state_home(self):
        daemon = self.daemon(notify=False)
        daemon.ask("uptime", request_id="one")
        state = self.folder + "/state/maxos-grpc/state.db"
        self.assertTrue(os.path.exists(state))
        self.assertEqual(os.stat(state).st_mode & 0o777, 0o600)

    def test_the_state_directory_of_systemd_wins_over_that_of_the_user(self):
        directory = self.folder + "/given"
        daemon = self.daemon(environment={"STATE_DIRECTORY": directory})
        daemon.ask("uptime", request_id="one")
        self.assertTrue(os.path.exists(directory + "/state.db"))


class Descriptors(Case):
    def test_sockets_are_taken_by_their_names(self):
        path = self.folder + "/local.sock"
        with listen_tcp() as tcp, listen_unix(path) as local:
            daemon = self.daemon(descriptors=[local, tcp], names=["grpc-local", "grpc"],
                                 config=self.config(server={"listen": ["127.0.0.1:1"]}))
            for target in ("127.0.0.1:%d" % tcp.getsockname()[1], "unix:" + path):
                self.assertEqual(daemon.stub(target).HandleText(request("uptime"), timeout=PATIENCE).status, "success")
            self.assertEqual(daemon.stop(), 0)
        # The socket's file is systemd's, not ours.
        self.assertTrue(os.path.exists(path))

    def test_several_sockets_of_one_name_are_all_served(self):
        with listen_tcp() as first, listen_tcp() as second:
            daemon = self.daemon(descriptors=[first, second], names=["grpc", "grpc"])
            for listener in (first, second):
                target = "127.0.0.1:%d" % listener.getsockname()[1]
                self.assertEqual(daemon.stub(target).HandleText(request("uptime"), timeout=PATIENCE).status, "success")

    def test_a_connection_made_before_the_start_is_served(self):
        with listen_tcp() as listener:
            target = "127.0.0.1:%d" % listener.getsockname()[1]
            channel = grpc.insecure_channel(target)
            self.addCleanup(channel.close)
            call = channel.unary_unary("/maxos.MaxOSService/HandleText", request_serializer=maxos_pb2.TextRequest.SerializeToString,
                                       response_deserializer=maxos_pb2.AgentResponse.FromString)
            waiting = call.future(request("uptime"), timeout=PATIENCE)
            # Its connection is in the backlog: the kernel has answered it, nobody has accepted it.
            self.daemon(descriptors=[listener], names=["grpc"])
            self.assertEqual(waiting.result().status, "success")

    def assert_start_refused(self, *parts, **options):
        daemon = self.daemon(ready=False, **options)
        self.assertNotEqual(daemon.wait_exit(), 0)
        line = daemon.wait_line(parts[0])
        for part in parts:
            self.assertIn(part, line)
        self.assertEqual(daemon.notify.count("READY"), 0)

    def test_a_descriptor_of_an_unknown_name_is_refused_with_the_valid_ones(self):
        with listen_tcp() as listener:
            self.assert_start_refused("surprise", "grpc", "grpc-local", descriptors=[listener], names=["surprise"])

    def test_a_name_for_the_wrong_kind_of_socket_is_refused(self):
        with listen_tcp() as listener:
            self.assert_start_refused("grpc-local", descriptors=[listener], names=["grpc-local"])
        with listen_unix(self.folder + "/x.sock") as listener:
            self.assert_start_refused("grpc", descriptors=[listener], names=["grpc"])

    def test_a_descriptor_that_does_not_listen_is_refused(self):
        with socket.socket() as idle:
            self.assert_start_refused("grpc", "listening", descriptors=[idle], names=["grpc"])
        with open("/dev/null", "rb") as file:
            self.assert_start_refused("grpc", descriptors=[file], names=["grpc"])

    def test_tcp_beyond_loopback_is_refused(self):
        with socket.create_server(("0.0.0.0", 0)) as listener:
            self.assert_start_refused("loopback", descriptors=[listener], names=["grpc"])


class Stop(Case):
    def test_sigterm_and_sigint_end_it_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            daemon = self.daemon()
            self.assertEqual(daemon.ask("uptime").status, "success")
            daemon.signal(number)
            self.assertEqual(daemon.wait_exit(), 0)
            daemon.notify.wait_for("STOPPING", "1")
            daemon.wait_line("Stopping")

    def test_an_idle_daemon_with_idle_connections_stops_at_once(self):
        daemon = self.daemon()
        for _ in range(20):
            daemon.stub().HandleText(request("uptime"), timeout=PATIENCE)
        started = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - started, 2)

    def test_what_is_in_flight_is_answered_and_new_calls_are_unavailable(self):
        daemon = self.hooked_daemon()
        unary = daemon.service.HandleText.future(request("test work 1"), timeout=PATIENCE)
        stream = daemon.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        for update in stream:
            if update.message == "working":
                break
        daemon.signal(signal.SIGTERM)
        daemon.notify.wait_for("STOPPING")
        # STOPPING is sent before the guard closes: asked again until it has, and executed or refused in between, nothing else.
        error = eventually(lambda: self.error_of(daemon), "a new call is refused")
        self.assertEqual(error.code(), UNAVAILABLE)
        self.assertIn("not executed", error.details())
        self.assertGreater(retry_delay(error), 0)
        self.assertEqual(unary.result().status, "success")
        self.assertEqual(list(stream)[-1].status, "completed")
        self.assertEqual(daemon.wait_exit(), 0)

    @staticmethod
    def error_of(daemon):
        try:
            daemon.ask("uptime")
        except grpc.RpcError as error:
            return error
        return None

    def test_a_change_asked_for_while_it_stops_is_not_made(self):
        daemon = self.hooked_daemon()
        token = daemon.ask("test change late").payload["confirmation_token"]
        stream = daemon.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        for update in stream:
            if update.message == "working":
                break
        daemon.signal(signal.SIGTERM)
        eventually(lambda: self.error_of(daemon), "a new call is refused")
        self.assert_code(UNAVAILABLE, daemon.ask, "test change late", confirmation_token=token)
        self.assertEqual(list(stream)[-1].status, "completed")
        self.assertEqual(daemon.wait_exit(), 0)
        self.assertEqual(self.read_lines(self.changes), [])

    def test_work_that_does_not_end_is_given_up_at_the_drain_timeout(self):
        daemon = self.hooked_daemon(config=self.config(server={"drain_timeout": "500ms"}))
        stream = daemon.service.StreamOperations(request("test work 60"), timeout=120)
        for update in stream:
            if update.message == "working":
                break
        started = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertTrue(0.5 <= time.monotonic() - started < 5, time.monotonic() - started)
        with self.assertRaises(grpc.RpcError):
            list(stream)

    def test_a_second_sigterm_while_it_drains_changes_nothing(self):
        daemon = self.hooked_daemon()
        stream = daemon.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        for update in stream:
            if update.message == "working":
                break
        for _ in range(3):
            daemon.signal(signal.SIGTERM)
        self.assertEqual(list(stream)[-1].status, "completed")
        self.assertEqual(daemon.wait_exit(), 0)

    def test_a_reload_while_it_drains_does_not_say_ready(self):
        daemon = self.hooked_daemon()
        stream = daemon.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        for update in stream:
            if update.message == "working":
                break
        daemon.signal(signal.SIGTERM)
        daemon.notify.wait_for("STOPPING")
        seen = len(daemon.notify.messages)
        daemon.signal(signal.SIGHUP)
        self.assertEqual(list(stream)[-1].status, "completed")
        self.assertEqual(daemon.wait_exit(), 0)
        self.assertFalse([message for _, message in daemon.notify.messages.all()[seen:]
                          if "READY" in message or "RELOADING" in message])

    def test_the_state_is_whole_after_the_stop(self):
        daemon = self.daemon()
        first = daemon.ask("uptime", request_id="one")
        self.assertEqual(daemon.stop(), 0)
        # No journal of SQLite is left: everything is in the one file.
        self.assertEqual(os.listdir(self.folder + "/state/maxos-grpc"), ["state.db"])
        self.assertEqual(self.daemon().ask("uptime", request_id="one"), first)


class HealthService(Case):
    def test_check_says_serving_for_every_service_and_knows_no_other(self):
        daemon = self.daemon()
        stub = health_pb2_grpc.HealthStub(daemon.channel())
        for service in ("", "maxos.MaxOSService", "maxos.RegistryService"):
            self.assertEqual(stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE).status, SERVING)
        self.assert_code(grpc.StatusCode.NOT_FOUND, stub.Check, health_pb2.HealthCheckRequest(service="no.such"),
                         timeout=PATIENCE)

    def test_watch_says_serving_then_not_serving_when_the_stop_begins(self):
        daemon = self.hooked_daemon()
        stub = health_pb2_grpc.HealthStub(daemon.channel())
        watch = stub.Watch(health_pb2.HealthCheckRequest())
        self.assertEqual(next(watch).status, SERVING)
        stream = daemon.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        for update in stream:
            if update.message == "working":
                break
        stopped = time.monotonic()
        daemon.signal(signal.SIGTERM)
        self.assertEqual(next(watch).status, NOT_SERVING)
        # At the beginning of the stop, not at its end.
        self.assertLess(time.monotonic() - stopped, 0.5)
        self.assertEqual(stub.Check(health_pb2.HealthCheckRequest(), timeout=PATIENCE).status, NOT_SERVING)
        self.assertEqual(list(stream)[-1].status, "completed")
        with self.assertRaises(grpc.RpcError) as caught:
            next(watch)
        self.assertEqual(caught.exception.code(), UNAVAILABLE)
        self.assertEqual(daemon.wait_exit(), 0)

    def test_watch_of_an_unknown_service_says_so_and_stays(self):
        daemon = self.daemon()
        stub = health_pb2_grpc.HealthStub(daemon.channel())
        watch = stub.Watch(health_pb2.HealthCheckRequest(service="no.such"))
        self.assertEqual(next(watch).status, health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)
        self.assertTrue(watch.is_active())
        watch.cancel()

    def test_a_watch_does_not_hold_up_the_stop(self):
        daemon = self.daemon()
        watches = [health_pb2_grpc.HealthStub(daemon.channel()).Watch(health_pb2.HealthCheckRequest()) for _ in range(10)]
        for watch in watches:
            self.assertEqual(next(watch).status, SERVING)
        started = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - started, 2)

    def test_watches_come_and_go_without_a_trace(self):
        daemon = self.daemon()
        stub = health_pb2_grpc.HealthStub(daemon.channel())
        for _ in range(500):
            watch = stub.Watch(health_pb2.HealthCheckRequest())
            self.assertEqual(next(watch).status, SERVING)
            watch.cancel()
        self.assertEqual(daemon.stop(), 0)


class Reflection(Case):
    def ask(self, stub, **what):
        return next(stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(**what)]), timeout=PATIENCE))

    def test_reflection_lists_the_services_and_resolves_each(self):
        stub = reflection_pb2_grpc.ServerReflectionStub(self.daemon().channel())
        listed = {service.name for service in self.ask(stub, list_services="").list_services_response.service}
        self.assertLessEqual({"maxos.MaxOSService", "maxos.RegistryService", "grpc.health.v1.Health"}, listed)
        for name in listed:
            answer = self.ask(stub, file_containing_symbol=name)
            self.assertTrue(answer.file_descriptor_response.file_descriptor_proto, name)

    def test_the_described_service_is_that_of_the_proto_file(self):
        from google.protobuf import descriptor_pb2
        stub = reflection_pb2_grpc.ServerReflectionStub(self.daemon().channel())
        answer = self.ask(stub, file_containing_symbol="maxos.MaxOSService")
        files = [descriptor_pb2.FileDescriptorProto.FromString(data)
                 for data in answer.file_descriptor_response.file_descriptor_proto]
        methods = {method.name for file in files for service in file.service if service.name == "MaxOSService"
                   for method in service.method}
        self.assertEqual(methods, {"HandleText", "StreamOperations", "GetSystemHealth"})


if __name__ == "__main__":
    main()
