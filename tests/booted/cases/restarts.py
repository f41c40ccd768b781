"""Socket activation, and what clients notice of restarts and upgrades: nothing."""

import time

import fixture
from fixture import LOCAL, SERVICE, SOCKETS, TCP
from machine import eventually

RATE = 200


class SocketActivation(fixture.BootedCase):
    def test_a_first_call_starts_the_service_and_is_answered(self):
        for address in (TCP, LOCAL):
            self.machine.run("systemctl", "stop", SERVICE)
            self.assertFalse(self.machine.is_active(SERVICE))
            for unit in SOCKETS:
                self.assertTrue(self.machine.is_active(unit), unit)
            answer = self.ask_ok("What's my system uptime?", address=address)
            self.assertLess(answer["seconds"], 5)
            self.assertTrue(self.machine.is_active(SERVICE))

    def test_redis_does_not_hold_up_a_cold_start(self):
        self.machine.run("systemctl", "stop", SERVICE)
        self.machine.run("systemctl", "mask", "--runtime", "--now", fixture.REDIS)
        try:
            self.ask_ok("What's my system uptime?")
        finally:
            self.machine.run("systemctl", "unmask", "--runtime", fixture.REDIS)
            self.machine.run("systemctl", "start", fixture.REDIS)
        self.wait_until_redis_is("up")


class UnderLoad(fixture.BootedCase):
    """Every execution is written to the journal here, so that each can be held against the answer it belongs to."""

    def setUp(self):
        super().setUp()
        self.override("loud", "[Service]\nLogRateLimitIntervalSec=0\n")
        self.configure("[journal]\nreads_per_second = 100000\n")
        self.restart()
        self.since = self.machine.cursor()

    def assert_nobody_noticed(self, load, least):
        self.assertEqual(load["faults"], [])
        self.assertEqual(load["refused"], 0)
        self.assertEqual(set(load["codes"]) - {"OK", "UNAVAILABLE"}, set(), load["codes"])
        self.assertEqual(set(load["statuses"]), {"success"})
        self.assertGreaterEqual(load["codes"]["OK"], least, load["codes"])
        answered = load["operations"]
        self.assertEqual(len(answered), len(set(answered)), "two answers of one operation")
        executed = [entry["MAXOS_OPERATION_ID"] for entry in
                    self.machine.journal(self.since, MAXOS_RPC="HandleText", MAXOS_STATUS="success")]
        self.assertEqual(len(executed), len(set(executed)), "one operation has two entries")
        # Were a call carried out and then answered UNAVAILABLE, the client's second try would have run it twice.
        self.assertEqual(set(executed), set(answered))
        # What came over is told in figures, for whoever reads the log of the run.
        print(f"       {load['codes']}, slowest {load['slowest_seconds'] * 1000:.0f} ms, "
              f"{load['connections']} bare connections")

    def spaced(self, action, times, pause):
        """Does it at a steady pace, since load between the restarts is what the case is about."""
        for _ in range(times):
            started = time.monotonic()
            action()
            time.sleep(max(0.0, pause - (time.monotonic() - started)))

    def test_restarts_cost_no_call(self):
        times = self.house.count(5, 50)
        load = self.start_load(RATE)
        self.spaced(self.restart, times, 1.0)
        self.assert_nobody_noticed(self.stop_load(load), least=times * 1.0 * RATE * 0.5)

    def test_a_crash_costs_connections_but_no_door(self):
        load = self.start_load(RATE)
        pid = self.main_pid()
        self.machine.run("kill", "-KILL", str(pid))
        eventually("the service runs again",
                   lambda: self.main_pid() not in (0, pid) and self.machine.is_active(SERVICE))
        seen = self.stop_load(load)
        self.assertEqual(seen["refused"], 0)
        self.assertEqual(seen["faults"], [])

    def test_an_upgrade_costs_no_call(self):
        repositories = [self.house.newer_repository() for _ in range(self.house.count(1, 5))]
        load = self.start_load(RATE)
        sockets = [self.machine.property(unit, "InvocationID") for unit in SOCKETS]
        for repository in repositories:
            before = self.machine.property(SERVICE, "InvocationID")
            self.house.offer(self.machine, repository)
            self.machine.run("apt-get", "install", "-q", "-y", "maxos-grpc", timeout=300)
            self.assertNotEqual(self.machine.property(SERVICE, "InvocationID"), before)
        self.assertEqual([self.machine.property(unit, "InvocationID") for unit in SOCKETS], sockets)
        self.assert_nobody_noticed(self.stop_load(load), least=RATE)


class ManyRestarts(fixture.BootedCase):
    def test_twenty_in_a_row_meet_no_limit(self):
        for _ in range(self.house.count(20, 200)):
            self.restart()
        self.assertTrue(self.machine.is_active(SERVICE))
        for unit in SOCKETS:
            self.assertEqual(self.machine.properties(unit, "ActiveState", "Result"),
                             {"ActiveState": "active", "Result": "success"})
        self.ask_ok("What's my system uptime?")

    def test_twenty_stops_that_a_waiting_client_undoes_meet_no_limit(self):
        for _ in range(self.house.count(20, 100)):
            self.machine.run("systemctl", "stop", SERVICE)
            self.machine.run("maxosctl", "health")
        for unit in SOCKETS:
            self.assertEqual(self.machine.property(unit, "Result"), "success")

    def test_a_daemon_that_cannot_start_leaves_the_sockets_open(self):
        # A broken file at a restart is the administrator's mistake; mending it must be all that is needed.
        self.configure("[server]\nmax_conections = 7\n")
        self.machine.run("systemctl", "restart", SERVICE, check=False)
        waiting = self.machine.start_program("ask.py", TCP, "60", "What's my system uptime?")
        self.addCleanup(lambda: waiting.poll() is None and waiting.kill())
        eventually("it was tried again", lambda: int(self.machine.property(SERVICE, "NRestarts")) >= 4)
        for unit in SOCKETS:
            self.assertTrue(self.machine.is_active(unit), unit)
        self.machine.remove_file(fixture.OWN_CONFIG)
        out, err = waiting.communicate(timeout=60)
        self.assertIn('"success"', out, err)
        self.assertTrue(self.machine.is_active(SERVICE))
