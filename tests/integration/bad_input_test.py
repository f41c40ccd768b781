"""Bad input gets a code of its own and a sentence that says what to do; never INTERNAL, never a hang."""

import subprocess
import time

import grpc

from harness import PATIENCE, Case, Recorded, eventually, main, maxos_pb2, request, retry_delay

INVALID = grpc.StatusCode.INVALID_ARGUMENT
KIB = 1024


def field(number, payload):
    """A length-delimited protobuf field (protobuf encoding guide)."""
    def varint(value):
        out = bytearray()
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
        return bytes(out)
    return varint(number << 3 | 2) + varint(len(payload)) + payload


class BadInput(Case):
    def setUp(self):
        super().setUp()
        self.running = self.daemon()
        channel = self.running.channel()
        raw = {"request_serializer": None, "response_deserializer": None}
        self.raw_unary = channel.unary_unary("/maxos.MaxOSService/HandleText", **raw)
        self.raw_stream = channel.unary_stream("/maxos.MaxOSService/StreamOperations", **raw)
        self.calls = (self.running.service.HandleText, self.running.service.StreamOperations)

    def refused(self, message, *parts):
        """Both calls refuse the message with all of `parts` in the reason."""
        for call in self.calls:
            details = self.assert_code(INVALID, call, message, timeout=PATIENCE).details()
            for part in parts:
                self.assertIn(part, details)

    def refused_bytes(self, data, *parts):
        for call in (self.raw_unary, self.raw_stream):
            details = self.assert_code(INVALID, call, data, timeout=PATIENCE).details()
            for part in parts:
                self.assertIn(part, details)

    def tearDown(self):
        # Whatever was sent, the daemon still serves.
        self.assertEqual(self.running.ask("What's my system uptime?").status, "success")
        super().tearDown()

    def test_empty_text_is_refused(self):
        self.refused(request(""), "empty", "for example")
        self.refused(maxos_pb2.TextRequest(), "empty")

    def test_text_of_white_space_alone_is_refused(self):
        for text in (" ", "\n\t \r\n", " " * 1000):
            self.refused(request(text), "empty")

    def test_invalid_utf_8_in_the_text_is_refused(self):
        for text in (b"\xff\xfe", b"What's my \xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80"):
            self.refused_bytes(field(1, text), "UTF-8")

    def test_invalid_utf_8_in_the_context_is_refused(self):
        text = field(1, b"What's my system uptime?")
        self.refused_bytes(text + field(2, field(1, b"\xff") + field(2, b"value")), "UTF-8")
        self.refused_bytes(text + field(2, field(1, b"key") + field(2, b"\xff")), "UTF-8")

    def test_bytes_that_are_no_message_are_refused(self):
        whole = request("What's my system uptime?", domain="system").SerializeToString()
        for size in (1, 5, len(whole) - 1):
            self.refused_bytes(whole[:size], "TextRequest")
        self.refused_bytes(b"\x00\x01\x02\x03 nonsense \xff", "TextRequest")
        self.refused_bytes(b"\x0a\xff\xff\xff\xff\x0f", "TextRequest")

    def test_an_unknown_field_is_passed_over(self):
        data = request("What's my system uptime?").SerializeToString() + field(1000, b"new")
        answer = maxos_pb2.AgentResponse.FromString(self.raw_unary(data, timeout=PATIENCE))
        self.assertEqual(answer.status, "success")

    def test_64_kib_of_text_are_taken_and_one_byte_more_is_refused(self):
        self.assertEqual(self.running.ask("x" * 64 * KIB).status, "unhandled")
        self.refused(request("x" * (64 * KIB + 1)), "65536", "65537", "limits.text_bytes")

    def test_128_context_entries_are_taken_and_10000_are_refused(self):
        self.assertEqual(self.running.ask("uptime", **{f"key{n}": "v" for n in range(128)}).status, "success")
        self.refused(request("uptime", **{f"key{n}": "v" for n in range(129)}), "128", "limits.context_entries")
        self.refused(request("uptime", **{f"key{n}": "v" for n in range(10_000)}), "10000", "128", "limits.context_entries")

    def test_a_key_of_256_bytes_is_taken_and_of_257_refused(self):
        self.assertEqual(self.running.ask("uptime", **{"k" * 256: "v"}).status, "success")
        self.refused(request("uptime", **{"k" * 257: "v"}), "256", "257", "limits.context_key_bytes")

    def test_64_kib_of_context_are_taken_and_one_byte_more_is_refused(self):
        self.assertEqual(self.running.ask("uptime", key="v" * (64 * KIB - 3)).status, "success")
        self.refused(request("uptime", key="v" * (64 * KIB - 2)), "65536", "limits.context_bytes")

    def test_limits_are_those_of_the_configuration(self):
        small = self.daemon(config=self.config(limits={"text_bytes": 10, "context_entries": 0}))
        self.assertEqual(small.ask("uptime").status, "success")
        self.assertIn("limits.text_bytes", self.assert_code(INVALID, small.ask, "a longer text").details())
        self.assertIn("limits.context_entries", self.assert_code(INVALID, small.ask, "uptime", a="b").details())

    def test_a_message_of_many_megabytes_is_refused(self):
        for call in self.calls:
            self.assert_code(grpc.StatusCode.RESOURCE_EXHAUSTED, call, request("x" * (5 * KIB * KIB)), timeout=PATIENCE)

    def test_a_compressed_message_is_refused_before_it_is_inflated(self):
        # Some KiB on the wire that would be many MiB in memory.
        for call in self.calls:
            with self.assertRaises(grpc.RpcError) as caught:
                answer = call(request("x" * (16 * KIB * KIB)), compression=grpc.Compression.Gzip, timeout=PATIENCE)
                if hasattr(answer, "__next__"):
                    list(answer)
            self.assertIn(caught.exception.code(), (grpc.StatusCode.UNIMPLEMENTED, grpc.StatusCode.RESOURCE_EXHAUSTED))
        self.assertLess(self.running.resident_kib(), 100 * KIB)

    def test_metadata_beyond_its_limit_is_refused(self):
        # A channel of its own: the server ends a connection with headers that are far too long.
        service = self.running.stub()
        for size in (16 * KIB, 256 * KIB):
            with self.assertRaises(grpc.RpcError) as caught:
                service.HandleText(request("uptime"), metadata=[("key", "v" * size)], timeout=PATIENCE)
            self.assertIn(caught.exception.code(), (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE))

    def test_headers_that_are_known_to_hurt_do_not(self):
        # By nghttp(1): the client library would not send them.
        body = self.folder + "/body"
        message = request("What's my system uptime?").SerializeToString()
        with open(body, "wb") as file:
            file.write(b"\0" + len(message).to_bytes(4, "big") + message)
        url = f"http://{self.running.target}/maxos.MaxOSService/HandleText"

        def post(*headers, content_type="application/grpc"):
            arguments = [argument for header in (f"content-type: {content_type}", "te: trailers", *headers)
                         for argument in ("-H", header)]
            return subprocess.run(["nghttp", "-v", "-n", "-t", "20", "-d", body, *arguments, url], capture_output=True, text=True,
                                  timeout=PATIENCE * 2, check=False).stdout
        self.assertIn("grpc-status: 0", post())
        for header in ("grpclb_client_stats: x", "grpc-timeout: nonsense", "grpc-timeout: 99999999999999H", "something-bin: %%%",
                       "grpc-encoding: nonsense", "grpc-encoding: gzip", "grpc-accept-encoding: nonsense", "host: " + "x" * 4000):
            self.assertNotIn("grpc-status: 13", post(header), header)
            self.assertEqual(self.running.ask("uptime").status, "success", header)
        for kind in ("application/json", "text/plain", "application/grpc+nonsense"):
            post(content_type=kind)

    def test_a_method_that_does_not_exist_is_unimplemented(self):
        call = self.running.channel().unary_unary("/maxos.MaxOSService/NoSuchMethod")
        self.assert_code(grpc.StatusCode.UNIMPLEMENTED, call, b"", timeout=PATIENCE)
        call = self.running.channel().unary_unary("/no.such.Service/Method")
        self.assert_code(grpc.StatusCode.UNIMPLEMENTED, call, b"", timeout=PATIENCE)

    def test_garbage_for_the_other_services_is_refused(self):
        channel = self.running.channel()
        for method in ("/maxos.RegistryService/ListCapabilities", "/grpc.health.v1.Health/Check"):
            self.assert_code(INVALID, channel.unary_unary(method), b"\x0a\xff\xff", timeout=PATIENCE)
        watch = channel.unary_stream("/grpc.health.v1.Health/Watch")
        self.assert_code(INVALID, watch, b"\x0a\xff\xff", timeout=PATIENCE)

    def test_zero_bytes_and_control_characters_in_text_do_no_harm(self):
        for text in ("\0", "upt\0ime", "\x1b[31muptime", "uptime\u202e", "\ufeffuptime"):
            self.assertIn(self.running.ask(text).status, ("success", "unhandled"), repr(text))
        self.assertEqual(self.running.ask("list files", path="/srv\0/etc").status, "error")

    def test_what_is_no_name_of_a_host_a_unit_or_a_link_is_told_so(self):
        nonsense = ("-c.1", "; reboot", "$(reboot)", "a/b", "../../etc/passwd", "x" * 300, "two  words", "line\nbreak", "\u0430pple",
                    "ssh\u200b")
        for value in nonsense:
            for text, context in (("ping the host", {"host": value}), ("resolve the name", {"host": value}),
                                  ("is port 22 open on the host", {"host": value, "port": "22"}),
                                  ("show the interface", {"interface": value, "domain": "network"}),
                                  ("status of the unit", {"unit": value, "domain": "system"}),
                                  ("restart the unit", {"unit": value, "action": "restart", "domain": "system"}),
                                  ("show the logs", {"unit": value, "domain": "system"})):
                # Where there could be one of that name, what knows it is asked: systemd, which is not here.
                if value == "-c.1" and "unit" in context or value in ("-c.1", "$(reboot)") and "interface" in context:
                    continue
                answer = self.running.ask(text, **context)
                self.assertEqual(answer.status, "error", (text, context, answer))
                self.assertIn("is not a valid", answer.message, (text, context))
                self.assertLess(len(answer.message), 600)

    def test_a_deadline_of_a_millisecond_ends_as_deadline_exceeded(self):
        testing = self.hooked_daemon()
        for call in (testing.service.HandleText, testing.service.StreamOperations):
            started = time.monotonic()
            self.assert_code(grpc.StatusCode.DEADLINE_EXCEEDED, call, request("test work 30"), timeout=0.001)
            self.assertLess(time.monotonic() - started, 2)

    def test_a_deadline_in_the_middle_of_the_work_ends_it(self):
        testing = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 1}))
        for call in (testing.service.HandleText, testing.service.StreamOperations):
            started = time.monotonic()
            self.assert_code(grpc.StatusCode.DEADLINE_EXCEEDED, call, request("test work 30"), timeout=0.5)
            self.assertLess(time.monotonic() - started, 5)
            # The one worker is free again.
            self.assertEqual(testing.ask("ls").status, "success")

    def test_a_deadline_centuries_away_is_none(self):
        self.assertEqual(self.running.ask("uptime", timeout=3e9).status, "success")

    def test_an_expired_deadline_is_never_executed(self):
        testing = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 8}))
        token = testing.ask("test change late").payload["confirmation_token"]
        busy = testing.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        # It runs, not waits, from its first report on.
        for update in busy:
            if update.message == "working":
                break
        self.assert_code(grpc.StatusCode.DEADLINE_EXCEEDED, testing.service.HandleText,
                         request("test change late", confirmation_token=token), timeout=0.3)
        self.assertEqual(list(busy)[-1].payload["status"], "success")
        self.assertEqual(testing.ask("ls").status, "success")
        self.assertEqual(self.read_lines(self.changes), [])

    def test_a_full_queue_is_resource_exhausted_and_says_when_to_come_again(self):
        testing = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 2}))
        working = testing.service.StreamOperations(request("test work 30"), timeout=60)
        # It runs, not waits, from its first report on.
        for update in working:
            if update.message == "working":
                break
        calls = [testing.service.HandleText.future(request("ls"), timeout=60) for _ in range(8)]
        ended = Recorded()
        for call in calls:
            call.add_done_callback(ended.add)
        # Two wait; the others are told at once, while the worker is still busy.
        eventually(lambda: len(ended) == 6, "six of eight calls are refused")
        for call in ended.all():
            error = call.exception()
            self.assertEqual(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
            self.assertIn("Nothing was done", error.details())
            self.assertGreater(retry_delay(error), 0)
        working.cancel()
        self.assertEqual([call.result().status for call in calls if call not in ended.all()[:6]], ["success"] * 2)

    def test_reads_of_the_health_need_no_worker(self):
        testing = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 1}))
        working = testing.service.StreamOperations(request("test work 30"), timeout=60)
        for update in working:
            if update.message == "working":
                break
        self.assertEqual(testing.health().metrics["orchestrator"], "ready")
        working.cancel()


if __name__ == "__main__":
    main()
