"""Agent hosts in processes of their own: what one costs that ends, hangs or is full, and that none is left behind."""

import os
import signal
import threading
import time

from agent_hosts import AgentHost
from harness import Case, eventually, main, request

# Within which a client learns that the host which worked for it is gone.
LIMIT = 2.0


def runs(pid):
    """Whether there is such a process that is no zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class Load:
    """Clients that ask all the time; what they are told must be an answer or the truth about a host, and come in time."""

    CLIENTS = 3

    def __init__(self, daemon):
        self.good, self.wrong = 0, []
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._ask, args=(daemon.stub(),)) for _ in range(self.CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _ask(self, stub):
        while not self._end.is_set():
            for text in ("list files in my home directory", "uptime"):
                began = time.monotonic()
                answer = stub.HandleText(request(text), timeout=30)
                took = time.monotonic() - began
                true = answer.status == "success" or "does not answer" in answer.message or "Interrupted" in answer.message
                with self._lock:
                    self.good += answer.status == "success"
                    if not true or took > 2 * LIMIT:
                        self.wrong.append((text, answer.status, answer.message, took))

    def stop(self):
        self._end.set()
        for thread in self._threads:
            thread.join()


class ByHand(Case):
    def begin_work(self, daemon, seconds=60):
        """A stream of work that has begun on the host."""
        call = daemon.service.StreamOperations(request(f"test work {seconds}"), timeout=120)
        self.assertEqual(next(call).status, "started")
        for update in call:
            if "working" in update.message:
                return call
        raise AssertionError("the work ended before it began")

    def last_of(self, call):
        began = time.monotonic()
        updates = list(call)
        return updates[-1], time.monotonic() - began

    def test_the_host_is_a_child_that_ends_with_the_daemon(self):
        daemon = self.daemon()
        self.assertEqual(daemon.ask("uptime").status, "success")
        host = daemon.host_pid()
        self.assertIn("maxos-agentd", os.readlink(f"/proc/{host}/exe"))
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(runs(host))

    def test_the_host_ends_with_a_daemon_that_is_killed(self):
        daemon = self.daemon()
        daemon.ask("uptime")
        host = daemon.host_pid()
        os.kill(host, signal.SIGSTOP)
        daemon.process.kill()
        daemon.process.wait()
        daemon.process.returncode = 0  # killed on purpose
        eventually(lambda: not runs(host), "the host is gone, though it was stopped")

    def test_a_host_that_is_killed_costs_what_ran_in_it(self):
        daemon = self.hooked_daemon()
        call = self.begin_work(daemon)
        first = daemon.host_pid()
        os.kill(first, signal.SIGKILL)
        last, took = self.last_of(call)
        self.assertEqual((last.progress, last.status), (100, "error"))
        self.assertIn("Interrupted", last.message)
        self.assertLess(took, LIMIT)
        # The next one is there at once.
        self.assertEqual(daemon.ask("list files in my home directory").status, "success")
        self.assertNotEqual(daemon.host_pid(), first)
        self.assertEqual(daemon.health().status, "healthy")

    def test_a_host_that_is_stopped_is_given_up_in_time(self):
        daemon = self.hooked_daemon()
        call = self.begin_work(daemon)
        os.kill(daemon.host_pid(), signal.SIGSTOP)
        last, took = self.last_of(call)
        self.assertEqual((last.progress, last.status), (100, "error"))
        self.assertIn("Interrupted", last.message)
        self.assertLess(took, LIMIT)
        self.assertEqual(daemon.ask("list files in my home directory").status, "success")

    def test_what_needs_no_host_goes_on_meanwhile(self):
        daemon = self.hooked_daemon()
        self.begin_work(daemon)
        os.kill(daemon.host_pid(), signal.SIGSTOP)
        began = time.monotonic()
        self.assertEqual(daemon.ask("help").status, "success")
        self.assertLess(time.monotonic() - began, 1)

    def test_a_host_without_memory_fails_the_operation_alone(self):
        daemon = self.hooked_daemon()
        daemon.ask("uptime")
        answer = daemon.ask("test work 1", bytes=str(1 << 46))
        self.assertEqual(answer.status, "error")
        self.assertEqual(daemon.ask("list files in my home directory").status, "success")

    def test_cancelling_reaches_the_host(self):
        daemon = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 4}))
        call = self.begin_work(daemon, 600)
        call.cancel()
        self.assertEqual(daemon.ask("test work 1").status, "success")

    def test_many_faults_under_load_leave_nothing_behind(self):
        daemon = self.hooked_daemon()
        daemon.ask("list files in my home directory")
        before, kib = descriptors(daemon.pid), daemon.resident_kib()
        count = int(os.environ.get("MAXOS_FAULTS", "8"))
        load = Load(daemon)
        hosts = set()
        for number in range(count):
            call = self.begin_work(daemon)
            host = daemon.host_pid()
            hosts.add(host)
            os.kill(host, signal.SIGKILL if number % 4 else signal.SIGSTOP)
            last, took = self.last_of(call)
            self.assertIn("Interrupted", last.message, f"fault {number}, host {host}, now {daemon.host_pid()}")
            self.assertLess(took, LIMIT)
        load.stop()
        self.assertEqual(load.wrong, [])
        self.assertGreater(load.good, count)
        self.assertEqual(len(hosts), count)
        self.assertEqual(daemon.ask("list files in my home directory").status, "success")
        self.assertEqual([pid for pid in hosts if runs(pid)], [])
        eventually(lambda: descriptors(daemon.pid) <= before + 2 * Load.CLIENTS + 3, "no descriptor is left behind")
        self.assertLess(daemon.resident_kib() - kib, 16 * 1024)


class Apart(Case):
    """Two hosts with sockets of their own, as under systemd."""

    def setUp(self):
        super().setUp()
        self.hosts = {kind: AgentHost(self.folder, kind, self.config(workers={"threads": 2, "queue": 4}), watchdog_usec=2_000_000)
                      for kind in ("files", "system")}
        for host in self.hosts.values():
            self.addCleanup(host.end)

    def start(self):
        for host in self.hosts.values():
            host.start()
        return self.hooked_daemon(arguments=("--hosts", self.folder + "/run"))

    def test_each_host_carries_out_its_own(self):
        daemon = self.start()
        self.assertIsNone(daemon.host_pid())
        self.assertEqual(daemon.ask("list files in my home directory").status, "success")
        self.assertEqual(daemon.ask("test work 1").status, "success")
        self.assertEqual(daemon.health().status, "healthy")

    def test_a_missing_system_host_is_named_and_files_go_on(self):
        daemon = self.start()
        daemon.ask("list files in my home directory")
        self.hosts["system"].kill()
        health = eventually(lambda: (lambda h: h if h.status == "unhealthy" else None)(daemon.health()), "it is unhealthy")
        self.assertIn("system host does not answer", health.metrics["reasons"])
        answer = daemon.ask("uptime")
        self.assertEqual(answer.status, "unavailable")
        self.assertIn("system host", answer.message)
        self.assertEqual(daemon.ask("list files in my home directory").status, "success")
        self.hosts["system"].start()
        eventually(lambda: daemon.health().status == "healthy", "it is healthy again")
        self.assertEqual(daemon.ask("uptime").status, "success")

    def test_a_missing_files_host_is_a_warning(self):
        daemon = self.start()
        daemon.ask("list files in my home directory")
        self.hosts["files"].kill()
        answer = daemon.ask("list files in my home directory")
        self.assertEqual(answer.status, "unavailable")
        self.assertIn("files host", answer.message)
        health = eventually(lambda: (lambda h: h if "files host" in h.metrics["reasons"] else None)(daemon.health()), "it is named")
        self.assertEqual(health.status, "healthy")
        self.hosts["files"].start()
        eventually(lambda: daemon.ask("list files in my home directory").status == "success", "files are listed again")

    def test_hung_workers_stop_the_hosts_pings(self):
        daemon = self.start()
        system = self.hosts["system"]
        system.notify.wait_for("WATCHDOG")
        # Kept: a call that nobody holds is cancelled.
        calls = [daemon.service.StreamOperations(request("test hang 600", detach="true"), timeout=600) for _ in range(2)]
        for call in calls:
            self.assertEqual(next(call).status, "started")
        eventually(lambda: system.threads().count("maxos-worker") == 2, "both workers hang")
        start = len(system.notify.messages)
        eventually(lambda: time.monotonic() > system.notify.messages.all()[-1][0] + 4, "no ping in two periods")
        self.assertLessEqual(len(system.notify.messages) - start, 3)
        # What is answered from a sample goes on.
        self.assertEqual(daemon.ask("uptime").status, "success")
        system.kill()
        for call in calls:
            self.assertIn("Interrupted", list(call)[-1].message)

    def test_a_restarted_front_end_finds_the_hosts_again(self):
        first = self.start()
        self.assertEqual(first.ask("list files in my home directory").status, "success")
        self.assertEqual(first.stop(), 0)
        second = self.hooked_daemon(arguments=("--hosts", self.folder + "/run"))
        self.assertEqual(second.ask("list files in my home directory").status, "success")
        self.assertEqual(second.ask("uptime").status, "success")

    def test_the_hosts_ceiling_holds_whatever_the_front_end_thinks(self):
        with open(self.hosts["files"].config_file, "w", encoding="utf-8") as file:
            file.write(self.config(files_host={"intents": ["file.info"]}))
        daemon = self.start()
        answer = daemon.ask("list files in my home directory")
        self.assertEqual(answer.status, "denied")
        self.assertIn("files_host.intents", answer.message)


if __name__ == "__main__":
    main()
