"""Conversations in a private Redis: in order, once each, whatever happens to the server."""

import json
import os
import pathlib
import signal
import subprocess
import threading
import time

from harness import DIES_WITH_PARENT, Case, eventually, main, request

NOTICED_WITHIN = 2.0


class Server:
    """A redis-server on a unix socket; started and ended as often as a test likes."""

    def __init__(self, folder, *options, persistent=False):
        self.folder = folder
        self.socket = folder + "/redis.sock"
        self.options = [*options, *(["--appendonly", "yes", "--appendfsync", "always"] if persistent else [])]
        self.process = None

    def start(self):
        self.mend()
        self.process = subprocess.Popen([*DIES_WITH_PARENT, "redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder,
                                         "--save", "", *self.options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: self.call("PING") == ["PONG"], "redis-server answers")
        return self

    def mend(self):
        """What a server that was killed has written of a transaction is taken out of its file, as redis-check-aof(1) does
        it: Redis 7.0 leaves it out at the next start, but in the file, and carries it out at the start after that."""
        manifest = pathlib.Path(self.folder, "appendonlydir", "appendonly.aof.manifest")
        if manifest.exists():
            subprocess.run(["redis-check-aof", "--fix", str(manifest)], input="y\n", stdout=subprocess.DEVNULL, text=True, timeout=20,
                           check=True)

    def call(self, *words, password=None):
        """Lines of redis-cli; None when it cannot be reached."""
        command = ["redis-cli", "--raw", "-s", self.socket]
        if password:
            command += ["--no-auth-warning", "-a", password]
        done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.splitlines() if done.returncode == 0 else None

    def items(self, key, **options):
        return [json.loads(line) for line in self.call("LRANGE", key, "0", "-1", **options) if line]

    def stop(self, number=signal.SIGTERM):
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait()
            self.process = None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


class Redis(Case):
    KEY = "maxos:{uid:%d/%s}:conversation"

    def setUp(self):
        super().setUp()
        os.mkdir(self.folder + "/redis")

    def server(self, *options, **named):
        server = Server(self.folder + "/redis", *options, **named)
        self.addCleanup(server.stop, signal.SIGKILL)
        return server

    def redis_config(self, server, **sections):
        redis = {"enabled": True, "socket": server.socket, **sections.pop("redis", {})}
        return self.config(redis=redis, health={"max_age": "100ms"}, **sections)

    def key(self, session="default"):
        return self.KEY % (os.geteuid(), session)

    def texts(self, server, session="default"):
        return [item["text"] for item in server.items(self.key(session))]

    def wait_texts(self, server, expected, session="default"):
        try:
            eventually(lambda: self.texts(server, session) == expected, "all of it in Redis")
        except AssertionError:
            # With what is missing, double or out of its place.
            self.assertEqual(self.texts(server, session), expected)

    def wait_redis(self, daemon, state, limit=NOTICED_WITHIN):
        """GetSystemHealth shows it in time; gives that answer."""
        def shown():
            health = daemon.health()
            return health if health.metrics["redis"] == state else None
        return eventually(shown, f"health shows redis {state}", limit)

    def test_conversation_items_are_there_in_order(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        daemon.wait_line("Redis is up")
        asked = ["What's my system uptime?", "sing a song", "List files in my home directory", "list files in /etc"]
        answers = [daemon.ask(text) for text in asked]
        self.wait_texts(server, asked)
        items = server.items(self.key())
        self.assertEqual([item["intent"] for item in items], ["system.uptime", "unknown", "file.list", "file.list"])
        self.assertEqual([item["status"] for item in items], [answer.status for answer in answers])
        self.assertEqual([item["operation_id"] for item in items], [answer.payload["operation_id"] for answer in answers])
        self.assertEqual(items[2]["slots"], json.loads(answers[2].payload["slots"]))
        self.assertTrue(all(abs(item["time"] - time.time()) < 60 for item in items))
        self.assertTrue(0 < int(server.call("TTL", self.key())[0]) <= 86400)

    def test_sessions_are_kept_apart(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        for number in range(6):
            daemon.ask(f"uptime {'please ' * number}", session=f"s{number % 2}")
        daemon.ask("uptime", session="")
        self.wait_texts(server, [f"uptime {'please ' * number}" for number in (0, 2, 4)], "s0")
        self.wait_texts(server, [f"uptime {'please ' * number}" for number in (1, 3, 5)], "s1")
        self.wait_texts(server, ["uptime"])

    def test_a_conversation_keeps_its_newest_items_alone(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server, memory={"items": 3, "ttl": "60s"}))
        for number in range(10):
            daemon.ask(f"unknown request number {number}")
        self.wait_texts(server, [f"unknown request number {number}" for number in (7, 8, 9)])
        self.assertLessEqual(int(server.call("TTL", self.key())[0]), 60)

    def test_every_key_begins_with_maxos_and_has_a_time_to_live(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        daemon.ask("uptime", session="with spaces {and} \n more")
        daemon.ask("uptime", session="x" * 5000)
        eventually(lambda: len([key for key in server.call("KEYS", "*") if "conversation" in key]) == 2, "two conversations")
        for key in server.call("KEYS", "*"):
            self.assertTrue(key.startswith("maxos:{"), key)
            ttl = int(server.call("PTTL", key)[0])
            self.assertTrue(ttl > 0 or ttl == -2, f"{key} lives for ever")

    def load(self, daemon, stop, faults, texts, session):
        number = 0
        while not stop.is_set():
            text = f"request number {number}"
            try:
                answer = daemon.ask(text, session=session)
                if answer.status != "unhandled":
                    faults.append(answer.status)
                texts.append(text)
            except Exception as error:  # whatever it is, it is the finding
                faults.append(repr(error))
            number += 1
            stop.wait(0.01)

    def test_redis_away_and_back_under_load_costs_no_request_and_loses_no_item(self):
        server = self.server(persistent=True).start()
        daemon = self.daemon(config=self.redis_config(server, memory={"items": 1000}))
        self.wait_redis(daemon, "up")
        stop, faults, texts = threading.Event(), [], {"a": [], "b": []}
        threads = [threading.Thread(target=self.load, args=(daemon, stop, faults, texts[name], name)) for name in texts]
        for thread in threads:
            thread.start()
        try:
            for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM):
                server.stop(number)
                health = self.wait_redis(daemon, "down")
                self.assertEqual(health.status, "healthy")
                self.assertIn("Redis is down", health.metrics["reasons"])
                self.assertEqual(health.metrics["level"], "warning")
                server.start()
                self.wait_redis(daemon, "up")
            # However fast Redis was seen to go and come.
            eventually(lambda: len(texts["a"]) > 50, "50 requests have been answered")
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual(faults, [])
        self.assertGreater(len(texts["a"]), 50)
        for name, asked in texts.items():
            self.wait_texts(server, asked[-1000:], name)
        # One line for each change of state, not one for each attempt.
        downs = [line for line in daemon.lines.all() if line and "Redis is down" in line]
        self.assertEqual(len(downs), 3, downs)

    def test_what_waited_is_written_when_redis_first_comes(self):
        server = self.server()
        daemon = self.daemon(config=self.redis_config(server))
        self.wait_redis(daemon, "down")
        asked = [f"request number {number}" for number in range(20)]
        for text in asked:
            self.assertEqual(daemon.ask(text).status, "unhandled")
        server.start()
        self.wait_redis(daemon, "up")
        self.wait_texts(server, asked)

    def test_a_redis_that_hangs_is_noticed_within_2_seconds(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        self.wait_redis(daemon, "up")
        server.freeze()
        frozen = time.monotonic()
        health = self.wait_redis(daemon, "down")
        self.assertLess(time.monotonic() - frozen, NOTICED_WITHIN)
        self.assertEqual(health.status, "healthy")
        asked = ["first while it hangs", "second while it hangs"]
        for text in asked:
            started = time.monotonic()
            self.assertEqual(daemon.ask(text).status, "unhandled")
            self.assertLess(time.monotonic() - started, 0.5)
        server.thaw()
        self.wait_redis(daemon, "up")
        self.wait_texts(server, asked)

    def test_an_idle_redis_that_hangs_is_noticed_by_the_question_for_health(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        daemon.wait_line("Redis is up")
        server.freeze()
        asked = time.monotonic()
        self.wait_redis(daemon, "down")
        self.assertLess(time.monotonic() - asked, NOTICED_WITHIN)
        server.thaw()
        self.wait_redis(daemon, "up")

    def test_what_it_is_is_known_after_a_restart(self):
        server = self.server().start()
        config = self.redis_config(server)
        first = self.daemon(config=config)
        self.wait_redis(first, "up")
        asked = f"list files in {self.srv}/home"
        self.assertEqual(first.ask(asked).status, "success")
        self.wait_texts(server, [asked])
        first.end()
        second = self.daemon(config=config)
        self.wait_redis(second, "up")
        answer = second.ask("how big is it?")
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "file.info"))
        self.assertIn(f"{self.srv}/home", answer.payload["refers_to"])

    def test_a_password_is_used_and_a_wrong_one_is_told(self):
        server = self.server("--requirepass", "right")
        secret = self.folder + "/etc/secret"
        with open(secret, "w", encoding="utf-8") as file:
            file.write("wrong\n")
        server.process = subprocess.Popen([*DIES_WITH_PARENT, "redis-server", "--port", "0", "--unixsocket", server.socket,
                                           "--dir", server.folder, "--save", "", *server.options],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: server.call("PING", password="right") == ["PONG"], "redis-server answers")
        daemon = self.daemon(config=self.redis_config(server, redis={"password_file": secret}))
        health = self.wait_redis(daemon, "down")
        self.assertIn("password", health.metrics["redis_detail"])
        line = daemon.wait_line("Redis is down")
        self.assertIn("password", line)
        self.assertEqual(daemon.ask("uptime").status, "success")
        # The file is read anew at each attempt: the right one heals it, without a restart.
        with open(secret, "w", encoding="utf-8") as file:
            file.write("right\n")
        self.wait_redis(daemon, "up")
        eventually(lambda: server.call("LLEN", self.key(), password="right") == ["1"], "the item is there")

    def test_a_redis_that_takes_no_writes_is_down(self):
        server = self.server("--maxmemory", "1", "--maxmemory-policy", "noeviction").start()
        daemon = self.daemon(config=self.redis_config(server))
        health = self.wait_redis(daemon, "down")
        self.assertIn("OOM", health.metrics["redis_detail"])
        daemon.ask("a request of the time without memory")
        server.call("CONFIG", "SET", "maxmemory", "0")
        self.wait_redis(daemon, "up")
        self.wait_texts(server, ["a request of the time without memory"])

    def test_a_read_only_replica_is_down(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        self.wait_redis(daemon, "up")
        server.call("REPLICAOF", "127.0.0.1", "1")
        daemon.ask("uptime")
        health = self.wait_redis(daemon, "down")
        self.assertIn("READONLY", health.metrics["redis_detail"])
        server.call("REPLICAOF", "NO", "ONE")
        self.wait_redis(daemon, "up")
        self.wait_texts(server, ["uptime"])

    def test_what_waits_is_flushed_at_the_stop(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        self.wait_redis(daemon, "up")
        asked = [f"request number {number}" for number in range(40)]
        calls = [daemon.service.HandleText.future(request(text), timeout=20) for text in asked]
        for call in calls:
            call.result()
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(sorted(self.texts(server)), sorted(asked))

    def test_a_redis_that_hangs_does_not_hold_up_the_stop(self):
        server = self.server().start()
        daemon = self.daemon(config=self.redis_config(server))
        self.wait_redis(daemon, "up")
        server.freeze()
        daemon.ask("uptime")
        started = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - started, 4)

    def test_the_buffer_is_bounded_while_redis_is_away(self):
        server = self.server()
        daemon = self.daemon(config=self.redis_config(server, memory={"buffered_conversations": 10, "items": 5}))
        daemon.ask("uptime")
        before = daemon.resident_kib()
        for number in range(2000):
            daemon.ask("x" * 4000, session=f"s{number}")
        self.assertLess(daemon.resident_kib() - before, 20 * 1024)
        server.start()
        self.wait_redis(daemon, "up")
        eventually(lambda: len([key for key in server.call("KEYS", "*") if "conversation" in key]) == 10,
                   "the ten newest conversations")
        self.assertTrue(server.call("EXISTS", self.key("s1999")) == ["1"])


if __name__ == "__main__":
    main()
