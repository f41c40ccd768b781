"""Configuration: faults with file and line, a reload that takes or leaves the whole, and a start that says why it cannot."""

import os
import signal
import socket
import subprocess

import grpc

from daemon_config import OFF, QUIET_HEALTH
from harness import DAEMON, PATIENCE, Case, eventually, health_pb2, health_pb2_grpc, main, request


class CheckConfig(Case):
    def check(self, text, name="maxos-grpc.toml"):
        """Exit status, stdout and stderr of --check-config; and the file."""
        file = f"{self.folder}/etc/{name}"
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)
        done = subprocess.run([DAEMON, "--check-config", "--config", file], capture_output=True, text=True, timeout=PATIENCE,
                              check=False)
        return done, file

    def assert_refused(self, text, line, *parts):
        done, file = self.check(text)
        self.assertEqual(done.returncode, 1, done)
        self.assertEqual(done.stdout, "")
        self.assertIn(f"{file}:{line}", done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)

    def test_a_good_file_exits_0(self):
        done, _ = self.check(self.config())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_an_empty_file_is_good(self):
        self.assertEqual(self.check("")[0].returncode, 0)

    def test_a_typo_is_told_with_file_and_line_and_the_valid_names(self):
        self.assert_refused("[server]\n\nmax_conections = 5\n", 3, "max_conections", "max_connections", "listen",
                            "drain_timeout", "did you mean")
        self.assert_refused("[sever]\nlisten = []\n", 1, "sever", "server", "workers", "health", "journal")

    def test_a_key_twice_in_one_file_is_told_with_both_lines(self):
        self.assert_refused("[workers]\nthreads = 2\nqueue = 5\nthreads = 3\n", 4, "threads", "twice", "line 2")

    def test_a_wrong_type_is_told_with_what_is_wanted(self):
        self.assert_refused('[workers]\nthreads = "four"\n', 2, "threads", "whole number")
        self.assert_refused("[workers]\nthreads = 1.5\n", 2, "threads")
        self.assert_refused("[limits]\nrequest_timeout = 5\n", 2, "request_timeout", "unit")
        self.assert_refused("[server]\nlisten = 5\n", 2, "listen", "list")

    def test_a_value_out_of_range_is_told_with_the_range(self):
        self.assert_refused("[workers]\nthreads = 0\n", 2, "threads", "256")
        self.assert_refused("[health]\ncpu_percent = { warning = 95, critical = 90 }\n", 2, "cpu_percent", "critical")

    def test_an_address_beyond_loopback_is_refused(self):
        self.assert_refused('[server]\nlisten = ["0.0.0.0:50051"]\n', 2, "loopback")

    def test_what_is_no_toml_is_told_with_its_line(self):
        self.assert_refused("[server]\nlisten = [\n", 2)
        self.assert_refused("[server\n", 1)

    def test_all_faults_are_told_at_once(self):
        done, file = self.check("[workers]\nthreads = 0\nqeue = 1\n[limits]\ntext_bytes = true\n")
        self.assertEqual(done.returncode, 1)
        for line in (2, 3, 5):
            self.assertIn(f"{file}:{line}", done.stderr)

    def test_a_drop_in_wins_and_its_faults_carry_its_name(self):
        os.mkdir(self.folder + "/etc/maxos-grpc.d")
        drop_in = self.folder + "/etc/maxos-grpc.d/50-local.toml"
        with open(drop_in, "w", encoding="utf-8") as file:
            file.write("[workers]\nthreds = 1\n")
        done, _ = self.check(self.config())
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{drop_in}:2", done.stderr)

    def test_a_file_that_is_not_there_is_told_by_name(self):
        done = subprocess.run([DAEMON, "--check-config", "--config", self.folder + "/nowhere.toml"], capture_output=True,
                              text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere.toml", done.stderr)
        self.assertIn("No such file", done.stderr)

    def test_version_help_and_unknown_options(self):
        def run(*arguments):
            return subprocess.run([DAEMON, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertRegex(run("--version").stdout, r"^maxos-grpcd \d+\.\d+\.\d+\n$")
        self.assertIn("--check-config", run("--help").stdout)
        wrong = run("--chek-config")
        self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        self.assertIn("--check-config", wrong.stderr)
        self.assertEqual(run("--config").returncode, 2)


class Start(Case):
    def test_a_broken_configuration_ends_the_start_with_its_line(self):
        daemon = self.daemon(config="[server]\nlissten = []\n", ready=False)
        self.assertEqual(daemon.wait_exit(), 1)
        self.assertIn("maxos-grpc.toml:2", daemon.wait_line("lissten"))

    def test_a_port_in_use_ends_the_start_and_says_what_to_do(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            daemon = self.daemon(config=self.config(server={"listen": [address]}), ready=False)
            self.assertNotEqual(daemon.wait_exit(), 0)
            line = daemon.wait_line(address)
            for part in ("another program listens", "ss -ltnp", "server.listen"):
                self.assertIn(part, line)
            self.assertEqual(daemon.notify.count("READY"), 0)

    def test_a_second_daemon_on_the_same_socket_file_is_refused(self):
        path = self.folder + "/grpc.sock"
        config = self.config(server={"listen": ["unix:" + path]})
        first = self.daemon(config=config)
        second = self.daemon(config=config, ready=False)
        self.assertNotEqual(second.wait_exit(), 0)
        second.wait_line("another program listens")
        self.assertEqual(first.ask("uptime").status, "success")

    def test_a_socket_file_left_behind_is_replaced(self):
        path = self.folder + "/grpc.sock"
        with socket.socket(socket.AF_UNIX) as left_behind:
            left_behind.bind(path)
        daemon = self.daemon(config=self.config(server={"listen": ["unix:" + path]}))
        self.assertEqual(daemon.ask("uptime").status, "success")
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(os.path.exists(path))

    def assert_unhealthy_but_up(self, daemon, *parts):
        health = daemon.health()
        self.assertEqual((health.status, health.metrics["level"]), ("unhealthy", "critical"))
        for part in parts:
            self.assertIn(part, health.metrics["reasons"])
        self.assertEqual(daemon.ask("What's my system uptime?").status, "success")
        daemon.wait_line("state")

    def test_a_state_folder_that_cannot_be_written_makes_it_unhealthy_with_the_reason(self):
        # Below a regular file, where root cannot write either.
        with open(self.folder + "/file", "w", encoding="utf-8"):
            pass
        daemon = self.hooked_daemon(config=self.config(state={"directory": self.folder + "/file/state"}))
        self.assert_unhealthy_but_up(daemon, self.folder + "/file/state", "Not a directory")
        # A change that cannot be remembered is not made.
        token = daemon.ask("test change alpha").payload["confirmation_token"]
        answer = daemon.ask("test change alpha", confirmation_token=token, request_id="one")
        self.assertEqual(answer.status, "unavailable")
        self.assertEqual(self.read_lines(self.changes), [])

    def test_a_state_folder_on_proc_makes_it_unhealthy_with_the_reason(self):
        daemon = self.daemon(config=self.config(state={"directory": "/proc/maxos-state"}))
        self.assert_unhealthy_but_up(daemon, "/proc/maxos-state")

    def test_a_state_folder_that_can_be_written_again_heals(self):
        state = self.folder + "/later/state"
        with open(self.folder + "/later", "w", encoding="utf-8"):
            pass
        daemon = self.daemon(config=self.config(state={"directory": state}, health={"max_age": "10ms"}))
        self.assert_unhealthy_but_up(daemon, state)
        os.unlink(self.folder + "/later")
        os.makedirs(state)
        daemon.ask("uptime", request_id="one")
        eventually(lambda: daemon.health().status == "healthy", "it is healthy again")

    def test_a_damaged_state_file_is_moved_aside_and_told(self):
        os.makedirs(self.folder + "/state/maxos-grpc")
        with open(self.folder + "/state/maxos-grpc/state.db", "wb") as file:
            file.write(b"this is no database, but long enough to be taken for one. " * 100)
        daemon = self.daemon()
        self.assertEqual(daemon.health().status, "healthy")
        self.assertEqual(daemon.ask("uptime", request_id="one").status, "success")
        daemon.wait_line("damaged")
        self.assertTrue([name for name in os.listdir(self.folder + "/state/maxos-grpc") if "damaged" in name])


class Reload(Case):
    def rewrite(self, daemon, text):
        with open(daemon.config_file + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(daemon.config_file + ".new", daemon.config_file)

    def reload(self, daemon, text):
        """Rewrites the file, sends SIGHUP and waits for the message that ends the reload."""
        seen = len(daemon.notify.messages)
        self.rewrite(daemon, text)
        daemon.signal(signal.SIGHUP)
        _, reloading = daemon.notify.wait_for("RELOADING", "1", start=seen)
        self.assertTrue(reloading["MONOTONIC_USEC"].isdigit())
        return daemon.notify.wait_for("READY", "1", start=seen)[1]

    def test_a_changed_threshold_is_in_force_after_a_reload(self):
        daemon = self.daemon()
        self.assertEqual(daemon.health().status, "healthy")
        health = dict(QUIET_HEALTH, memory_used_percent={"warning": 0.001, "critical": 0.002})
        self.reload(daemon, self.config(health=health))
        answer = daemon.health()
        self.assertEqual((answer.status, answer.metrics["level"]), ("unhealthy", "critical"))
        self.assertIn("emory", answer.metrics["reasons"])
        self.reload(daemon, self.config(health=dict(QUIET_HEALTH, memory_used_percent={"warning": 0.001, "critical": 0})))
        answer = daemon.health()
        self.assertEqual((answer.status, answer.metrics["level"]), ("healthy", "warning"))
        self.reload(daemon, self.config(health=dict(QUIET_HEALTH, memory_used_percent=OFF)))
        self.assertNotIn("emory", daemon.health().metrics["reasons"])

    def test_the_monotonic_time_of_a_reload_is_that_of_the_clock(self):
        import time
        daemon = self.daemon()
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self.reload(daemon, self.config())
        after = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        _, reloading = daemon.notify.wait_for("RELOADING")
        self.assertTrue(before <= int(reloading["MONOTONIC_USEC"]) <= after)

    def test_limits_and_roots_are_in_force_after_a_reload(self):
        daemon = self.daemon()
        os.mkdir(self.srv + "/other")
        self.assertEqual(daemon.ask("uptime please").status, "success")
        self.reload(daemon, self.config(limits={"text_bytes": 8},
                                        filesystem={"roots": [self.srv + "/other"], "home": self.srv + "/other"}))
        self.assert_code(grpc.StatusCode.INVALID_ARGUMENT, daemon.ask, "uptime please")
        self.assertEqual(daemon.ask("ls", path=self.srv + "/home").status, "denied")
        self.assertEqual(daemon.ask("ls").payload["path"], self.srv + "/other")

    def test_a_broken_file_leaves_the_old_configuration_and_names_the_line(self):
        daemon = self.daemon()
        for broken, part in (("[health]\n\nmax_agee = \"1s\"\n", "max_agee"), ("[health\n", "TOML"),
                             ("[workers]\nthreads = 4\nthreads = 4\n", "twice")):
            ready = self.reload(daemon, broken)
            line = broken.rstrip("\n").count("\n") + 1
            self.assertIn(f"{daemon.config_file}:{line}", ready["STATUS"])
            self.assertIn(part, ready["STATUS"])
            self.assertIn("old configuration", ready["STATUS"])
            self.assertIn(f"maxos-grpc.toml:{line}", daemon.wait_line(part))
            self.assertEqual(daemon.health().status, "healthy")
            self.assertEqual(daemon.ask("List files in my home directory").status, "success")
        self.assertIn("Serving on", self.reload(daemon, self.config())["STATUS"])

    def test_a_file_that_is_gone_leaves_the_old_configuration(self):
        daemon = self.daemon()
        os.unlink(daemon.config_file)
        seen = len(daemon.notify.messages)
        daemon.signal(signal.SIGHUP)
        self.assertIn("No such file", daemon.notify.wait_for("READY", start=seen)[1]["STATUS"])
        self.assertEqual(daemon.ask("uptime").status, "success")

    def test_a_running_stream_survives_a_reload(self):
        daemon = self.hooked_daemon()
        stream = daemon.service.StreamOperations(request("test work 1"), timeout=PATIENCE)
        for update in stream:
            if update.message == "working":
                break
        self.reload(daemon, self.config(health=dict(QUIET_HEALTH, memory_used_percent={"warning": 0.001, "critical": 0})))
        self.reload(daemon, "[broken\n")
        last = list(stream)[-1]
        self.assertEqual((last.progress, last.status), (100, "completed"))

    def test_a_drop_in_that_came_later_is_in_force_after_a_reload(self):
        daemon = self.daemon()
        os.mkdir(self.folder + "/etc/maxos-grpc.d")
        with open(self.folder + "/etc/maxos-grpc.d/50-local.toml", "w", encoding="utf-8") as file:
            file.write("[limits]\ntext_bytes = 8\n")
        self.reload(daemon, self.config(limits={"text_bytes": 1000}))
        self.assertIn("limits.text_bytes", self.assert_code(grpc.StatusCode.INVALID_ARGUMENT, daemon.ask, "uptime please").details())

    def test_keys_that_wait_for_a_restart_are_named(self):
        daemon = self.daemon()
        self.reload(daemon, self.config(server={"max_connections": 7}, workers={"threads": 2}))
        line = daemon.wait_line("next restart")
        self.assertIn("server.max_connections", line)
        self.assertIn("workers.threads", line)
        self.assertNotIn("server.listen", line)

    def test_a_hundred_reloads_in_a_row_leave_it_serving(self):
        daemon = self.daemon()
        for number in range(100):
            self.rewrite(daemon, self.config(limits={"list_entries": 100 + number}))
            daemon.signal(signal.SIGHUP)
            self.assertEqual(daemon.ask("uptime").status, "success")
        check = health_pb2_grpc.HealthStub(daemon.channel()).Check(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
        self.assertEqual(check.status, health_pb2.HealthCheckResponse.SERVING)


if __name__ == "__main__":
    main()
