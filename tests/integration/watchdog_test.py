"""The watchdog of the front end: pings while its duties move; what the daemon talks to may be down or hang."""

import signal
import subprocess

from harness import DIES_WITH_PARENT, Case, eventually, main, request

PERIOD_USEC = 2_000_000


class Watchdog(Case):
    def test_pings_come_faster_than_the_period(self):
        daemon = self.daemon(watchdog_usec=PERIOD_USEC)
        start = len(daemon.notify.messages)
        eventually(lambda: daemon.notify.count("WATCHDOG") >= 6, "six pings")
        times = [at for at, message in daemon.notify.messages.all()[start:] if "WATCHDOG" in message]
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertLess(max(gaps), PERIOD_USEC / 1e6)
        # Not as fast as it can, either: an idle daemon sleeps.
        self.assertGreater(sum(gaps) / len(gaps), 0.6)

    def test_without_a_watchdog_nothing_is_sent(self):
        daemon = self.daemon()
        daemon.ask("uptime")
        self.assertEqual(daemon.notify.count("WATCHDOG"), 0)

    def test_a_watchdog_meant_for_another_process_is_left_alone(self):
        daemon = self.hooked_daemon(watchdog_usec=200_000, wrong_watchdog_pid=True)
        # A second of work, five periods long.
        self.assertEqual(daemon.ask("test work 1").status, "success")
        self.assertEqual(daemon.notify.count("WATCHDOG"), 0)

    def hang_all(self, daemon, threads):
        # Kept: a call that nobody holds is cancelled.
        self.calls = [daemon.service.StreamOperations(request("test hang 600", detach="true"), timeout=600)
                      for _ in range(threads)]
        for call in self.calls:
            self.assertEqual(next(call).status, "started")
        eventually(lambda: daemon.threads(daemon.host_pid()).count("maxos-worker") == threads, "all workers are there")

    def test_workers_of_the_host_that_hang_are_its_own_watchdogs_business(self):
        daemon = self.hooked_daemon(watchdog_usec=PERIOD_USEC, config=self.config(workers={"threads": 2, "queue": 4}))
        self.hang_all(daemon, 2)
        # Reads that need no worker of the host go on, and so does the front end.
        self.assertEqual(daemon.ask("uptime").status, "success")
        self.assert_pings_go_on(daemon)

    def test_one_hung_worker_among_others_does_not(self):
        daemon = self.hooked_daemon(watchdog_usec=PERIOD_USEC, config=self.config(workers={"threads": 2, "queue": 4}))
        hung = daemon.service.StreamOperations(request("test hang 600", detach="true"), timeout=600)
        self.assertEqual(next(hung).status, "started")
        self.assertEqual(daemon.ask("test work 1").status, "success")
        self.assert_pings_go_on(daemon)

    def assert_pings_go_on(self, daemon, pings=5):
        count = daemon.notify.count("WATCHDOG")
        start = len(daemon.notify.messages)
        eventually(lambda: daemon.notify.count("WATCHDOG") >= count + pings, "pings go on")
        times = [at for at, message in daemon.notify.messages.all()[start:] if "WATCHDOG" in message]
        self.assertLess(max(b - a for a, b in zip(times, times[1:])), PERIOD_USEC / 1e6)

    def test_workers_that_work_for_long_keep_the_pings_coming(self):
        daemon = self.hooked_daemon(watchdog_usec=PERIOD_USEC, config=self.config(workers={"threads": 2, "queue": 4}))
        calls = [daemon.service.StreamOperations(request("test work 30"), timeout=60) for _ in range(2)]
        for call in calls:
            self.assertEqual(next(call).status, "started")
        self.assert_pings_go_on(daemon)
        for call in calls:
            call.cancel()

    def test_redis_and_dbus_that_are_away_keep_the_pings_coming(self):
        config = self.config(redis={"enabled": True, "socket": self.folder + "/no-redis"})
        daemon = self.daemon(watchdog_usec=PERIOD_USEC, config=config)
        self.assertEqual(daemon.health().metrics["redis"], "down")
        self.assertEqual(daemon.health().metrics["dbus"], "down")
        self.assert_pings_go_on(daemon)

    def test_a_redis_that_hangs_keeps_the_pings_coming(self):
        socket_path = self.folder + "/redis.sock"
        redis = subprocess.Popen([*DIES_WITH_PARENT, "redis-server", "--port", "0", "--unixsocket", socket_path, "--save", "", "--dir", self.folder],
                                 stdout=subprocess.DEVNULL)
        try:
            daemon = self.daemon(watchdog_usec=PERIOD_USEC,
                                 config=self.config(redis={"enabled": True, "socket": socket_path}))
            daemon.wait_line("Redis is up")
            redis.send_signal(signal.SIGSTOP)
            daemon.ask("uptime")
            eventually(lambda: daemon.health().metrics["redis"] == "down", "it is seen as down")
            self.assert_pings_go_on(daemon)
        finally:
            redis.kill()
            redis.wait()

    def test_a_stopped_process_sends_no_ping_and_goes_on_when_it_continues(self):
        daemon = self.daemon(watchdog_usec=PERIOD_USEC)
        daemon.notify.wait_for("WATCHDOG")
        daemon.signal(signal.SIGSTOP)
        eventually(lambda: open(f"/proc/{daemon.pid}/stat", encoding="utf-8").read().rsplit(")", 1)[1].split()[0] == "T",
                   "it is stopped")
        count = daemon.notify.count("WATCHDOG")
        # As systemd would see it: not one ping in two periods.
        with self.assertRaises(AssertionError):
            daemon.notify.wait_for("WATCHDOG", start=len(daemon.notify.messages), limit=2 * PERIOD_USEC / 1e6)
        self.assertEqual(daemon.notify.count("WATCHDOG"), count)
        daemon.signal(signal.SIGCONT)
        daemon.notify.wait_for("WATCHDOG", start=len(daemon.notify.messages))


if __name__ == "__main__":
    main()
