"""Redis stopped, killed and started again under load: no request notices, health does, and what was said is kept."""

import json
import time

import fixture
from fixture import REDIS
from machine import eventually

SOCKET = "/run/redis-maxos/redis.sock"


class RedisUnderLoad(fixture.BootedCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.machine.run, "systemctl", "start", REDIS)
        self.wait_until_redis_is("up")
        self.since = self.machine.cursor()

    def redis(self, *command):
        return self.machine.output("redis-cli", "-s", SOCKET, "--no-raw", *command)

    def conversation(self, session):
        text = self.machine.output("redis-cli", "-s", SOCKET, "--raw", "LRANGE",
                                   "maxos:{uid:0/" + session + "}:conversation", "0", "-1")
        return [json.loads(line) for line in text.splitlines()]

    def watch(self):
        watch = self.machine.start_program("watch_redis.py")
        self.addCleanup(lambda: watch.poll() is None and watch.kill())
        # A sample may be a second old and tell what was before this test; the state it settles on is `up`.
        while json.loads(watch.stdout.readline())["redis"] != "up":
            pass
        return watch

    def assert_seen_within(self, watch, state, since, seconds):
        seen = json.loads(watch.stdout.readline())
        self.assertEqual(seen["redis"], state)
        self.assertLess(seen["time"] - since, seconds, f"health told {state} too late")

    def say(self, session, numbers):
        """A conversation, each sentence of which can be told from the others."""
        operations = []
        for number in numbers:
            answer = self.ask_ok("What's my system uptime?", session=session, mark=str(number))
            operations.append(answer["payload"]["operation_id"])
        return operations

    def kept(self, session):
        return [item["operation_id"] for item in self.conversation(session)]

    def assert_no_request_failed(self, load):
        seen = self.stop_load(load)
        self.assertEqual((seen["faults"], set(seen["codes"]), set(seen["statuses"])), ([], {"OK"}, {"success"}))
        print(f"       {seen['codes']}, slowest {seen['slowest_seconds'] * 1000:.0f} ms")

    def changes_told(self):
        names = {"c76b5b5a9f39479e9f08ae7135014709": "up", "493b48ab55d44d56a75a6140505d0ac3": "down"}
        return [names[entry["MESSAGE_ID"]] for entry in
                self.machine.journal(self.since)
                if entry.get("MESSAGE_ID") in names]

    def test_stopped_and_started(self):
        session = f"stopped-{time.time_ns()}"
        load, watch = self.start_load(self.house.count(100, 200)), self.watch()
        for round_ in range(self.house.count(1, 10)):
            name = f"{session}-{round_}"
            told = self.say(name, range(3))
            eventually("the first items are kept", lambda: self.kept(name) == told)
            self.machine.run("systemctl", "stop", REDIS)
            self.assert_seen_within(watch, "down", time.time(), 2)
            told += self.say(name, range(3, 8))
            self.machine.run("systemctl", "start", REDIS)
            self.assert_seen_within(watch, "up", time.time(), 2)
            told += self.say(name, range(8, 10))
            eventually("all items are kept, in order", lambda: self.kept(name) == told)
        watch.communicate(timeout=30)
        self.assert_no_request_failed(load)
        # One line a change: they alternate. A machine that stands still for longer than command_timeout adds a pair.
        told = self.changes_told()
        self.assertEqual(told, ["down", "up"] * (len(told) // 2))
        self.assertGreaterEqual(len(told), 2 * self.house.count(1, 10))

    def test_killed(self):
        session = f"killed-{time.time_ns()}"
        load = self.start_load(self.house.count(100, 200))
        for round_ in range(self.house.count(1, 10)):
            name = f"{session}-{round_}"
            redis = self.machine.property(REDIS, "MainPID")
            self.machine.run("kill", "-KILL", redis)
            told = self.say(name, range(4))
            eventually("systemd has started it again",
                       lambda: self.machine.property(REDIS, "MainPID") not in ("0", redis))
            self.wait_until_redis_is("up")
            told += self.say(name, range(4, 6))
            eventually("what was said meanwhile is kept, in order", lambda: self.kept(name) == told)
        self.assert_no_request_failed(load)

    def test_hung(self):
        name = f"hung-{time.time_ns()}"
        load, watch = self.start_load(50), self.watch()
        redis = self.machine.property(REDIS, "MainPID")
        told = self.say(name, range(2))
        eventually("the first items are kept", lambda: self.kept(name) == told)
        stopped = time.time()
        self.machine.run("kill", "-STOP", redis)
        try:
            told += self.say(name, range(2, 5))
            self.assert_seen_within(watch, "down", stopped, 3)
        finally:
            self.machine.run("kill", "-CONT", redis)
        self.assert_seen_within(watch, "up", time.time(), 3)
        eventually("all items are kept once and in order", lambda: self.kept(name) == told)
        watch.communicate(timeout=30)
        self.assert_no_request_failed(load)

    def test_what_is_kept_has_a_bound_and_a_time_to_live(self):
        self.configure('[memory]\nitems = 4\nttl = "1h"\n')
        self.restart()
        self.wait_until_redis_is("up")
        name = f"bounded-{time.time_ns()}"
        told = self.say(name, range(7))
        eventually("the last four are kept", lambda: self.kept(name) == told[-4:])
        left = int(self.machine.output("redis-cli", "-s", SOCKET, "TTL", "maxos:{uid:0/" + name + "}:conversation"))
        self.assertTrue(0 < left <= 3600, left)

    def test_a_wrong_password_is_told_and_heals(self):
        self.redis("CONFIG", "SET", "requirepass", "secret")
        self.addCleanup(self.machine.run, "systemctl", "restart", REDIS)
        # Who is connected already stays authenticated.
        self.redis("-a", "secret", "CLIENT", "KILL", "TYPE", "normal")
        eventually("health says so", lambda: self.health()["metrics"]["redis"] == "down")
        self.ask_ok("What's my system uptime?")
        self.assertTrue(any("redis" in reason.lower() for reason in self.reasons()), self.reasons())
        self.machine.run("redis-cli", "-s", SOCKET, "-a", "secret", "CONFIG", "SET", "requirepass", "")
        self.wait_until_redis_is("up")
