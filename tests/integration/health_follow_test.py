"""The machine's health, followed in a stream: each change of the verdict comes by itself."""

import os
import signal
import time

from harness import Case, main, request
from redis_test import Server

# The host looks every two seconds; what the front end learns itself comes at once.
WITHIN = 8.0


class HealthFollow(Case):
    def setUp(self):
        super().setUp()
        os.mkdir(self.folder + "/redis")
        self.redis = Server(self.folder + "/redis").start()
        self.addCleanup(self.redis.stop, signal.SIGKILL)
        self.running = self.daemon(config=self.settings())

    def settings(self, **health):
        return self.config(redis={"enabled": True, "socket": self.redis.socket}, health={"max_age": "100ms", **health})

    def follow(self, text="watch the system health", timeout=60, **context):
        call = self.running.service.StreamOperations(request(text, **context), timeout=timeout)
        self.addCleanup(call.cancel)
        return call

    def next(self, call, holds=lambda _: True):
        """The next item (or the last update) for which it holds."""
        begin = time.monotonic()
        for update in call:
            if update.payload and holds(update):
                self.assertLess(time.monotonic() - begin, WITHIN, update)
                return update
        self.fail("the stream ended")

    def names(self, words):
        return lambda update: words in update.payload["reasons"]

    def lacks(self, words):
        return lambda update: words not in update.payload["reasons"]

    def test_the_present_state_comes_first_and_then_what_changes(self):
        call = self.follow()
        first = self.next(call, self.lacks("Redis"))
        self.assertEqual((first.status, first.progress), ("processing", 20))
        self.assertEqual(sorted(first.payload), ["level", "reasons", "status", "time"])
        self.assertEqual(first.payload["status"], "healthy")
        self.redis.stop(signal.SIGKILL)
        down = self.next(call, self.names("Redis is down"))
        self.assertEqual(down.payload["level"], "warning")
        self.assertIn("Redis is down", down.message)
        self.redis.start()
        self.next(call, self.lacks("Redis"))

    def test_it_goes_on_over_the_end_of_the_host_that_pushes(self):
        call = self.follow()
        self.next(call, self.lacks("Redis"))
        # Each is replaced before anybody misses it: that is nothing to be told. What comes later is.
        for number in (signal.SIGKILL, signal.SIGSTOP):
            seen = len(self.running.lines)
            os.kill(self.running.host_pid(), number)
            self.running.wait_line("The agent hosts answer again", start=seen)
            self.redis.stop(signal.SIGKILL)
            self.next(call, self.names("Redis is down"))
            self.redis.start()
            self.next(call, self.lacks("Redis"))

    def test_a_threshold_that_is_reloaded_is_crossed_at_once(self):
        call = self.follow()
        self.next(call, self.lacks("Memory"))
        with open(self.running.config_file, "w", encoding="utf-8") as file:
            file.write(self.settings(memory_used_percent={"warning": 0.001, "critical": 100.0}))
        self.running.signal(signal.SIGHUP)
        self.next(call, self.names("Memory is"))

    def test_its_time_is_over_with_an_answer(self):
        call = self.follow(timeout=2)
        last = self.next(call, lambda update: update.progress == 100)
        self.assertEqual((last.status, last.payload["status"]), ("completed", "success"), last)
        self.assertIn(last.payload["followed_seconds"], ("1", "2"))
        self.assertIn("level", last.payload)
        self.assertIn("The time to follow is over", last.message)

    def test_a_client_that_leaves_ends_it_and_the_watch(self):
        call = self.follow()
        self.next(call)
        left = time.monotonic()
        call.cancel()
        self.running.wait_line("MAXOS_INTENT=system.health MAXOS_AGENT=system MAXOS_STATUS=cancelled")
        self.assertLess(time.monotonic() - left, 1)

    def test_no_more_follow_than_half_of_the_workers_and_others_are_answered(self):
        for _ in range(2):
            self.next(self.follow())
        refused = self.running.stream("watch the system health")[-1]
        self.assertEqual(refused.payload["status"], "error")
        self.assertIn("follow the machine's health already", refused.message)
        self.assertEqual(self.running.ask("system health").status, "success")

    def test_without_a_stream_it_is_answered_and_says_so(self):
        answer = self.running.ask("watch the system health")
        self.assertEqual(answer.status, "success")
        self.assertIn("ask in a stream", answer.message)
        self.assertNotIn("ask in a stream", self.running.ask("system health").message)
        self.assertEqual(answer.payload["reasons"], self.running.ask("system health").payload["reasons"])


if __name__ == "__main__":
    main()
