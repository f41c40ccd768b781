"""`apt install maxos-grpc`, `systemctl enable --now maxos-grpc`, and a reboot."""

import re

import fixture
from fixture import LOCAL, REDIS, SERVICE, SOCKETS
from machine import eventually

UNITS = [SERVICE, *SOCKETS]


class AFreshInstall(fixture.BootedCase):
    stage = "installed"

    def test_1_by_name_pulls_in_redis(self):
        state = self.machine.output("dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n", "maxos-grpc",
                                    "redis-server")
        self.assertEqual([line.split() for line in state.splitlines()],
                         [["maxos-grpc", "ii"], ["redis-server", "ii"]])
        self.assertIn("redis-server", self.house.install_output)
        # Nothing of what maintainer scripts say should make an administrator wonder.
        for word in ("rror", "arning", "ailed"):
            self.assertNotIn(word, self.house.install_output)

    def test_2_neither_enables_nor_starts(self):
        for unit in UNITS:
            self.assertEqual(self.machine.output("systemctl", "is-enabled", unit, check=False), "disabled", unit)
        for unit in [*UNITS, REDIS]:
            self.assertEqual(self.machine.output("systemctl", "is-active", unit, check=False), "inactive", unit)
        self.assertEqual(self.machine.output("pgrep", "-f", "maxos-grpcd", check=False), "")

    def test_3_units_and_folders_are_sound(self):
        verified = self.machine.run("systemd-analyze", "verify", "--man=no", *UNITS, REDIS, check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        self.assertEqual(self.machine.output("stat", "-c", "%n %a %U:%G", "/run/maxos", "/srv/maxos",
                                             "/etc/maxos/maxos-grpc.toml", "/etc/maxos/maxos-grpc.d"),
                         "/run/maxos 755 root:root\n/srv/maxos 750 maxos:maxos\n"
                         "/etc/maxos/maxos-grpc.toml 644 root:root\n/etc/maxos/maxos-grpc.d 755 root:root")
        self.assertEqual(self.machine.output("find", "/usr/libexec/maxos", "/usr/bin/maxosctl", "-perm", "/6000"), "")
        self.machine.run("/usr/libexec/maxos/maxos-grpcd", "--check-config", "--config", "/etc/maxos/maxos-grpc.toml")
        for page in (["8", "maxos-grpcd"], ["5", "maxos-grpc.toml"], ["1", "maxosctl"]):
            self.assertTrue(self.machine.output("man", "--where", *page), page)

    def test_4_exposure_is_small(self):
        for unit, most in ((SERVICE, 2.0), (REDIS, 0.5)):
            said = self.machine.output("systemd-analyze", "security", "--no-pager", unit)
            exposure = float(re.search(r"Overall exposure level for .*: ([0-9.]+)", said).group(1))
            self.assertLessEqual(exposure, most, unit)


class Enabled(fixture.BootedCase):
    def assert_all_up(self):
        status = self.machine.output("systemctl", "status", "--no-pager", SERVICE, check=False)
        self.assertRegex(status, r"Active: active \(running\)")
        self.assertRegex(status, r"Status: \"\S.*\"")
        for unit in SOCKETS:
            self.assertTrue(self.machine.is_active(unit), unit)
        eventually("Redis is up", lambda: self.machine.is_active(REDIS))
        self.assertEqual(self.machine.output("stat", "-c", "%a %U:%G", "/run/maxos/grpc.sock"),
                         "660 root:maxos-users")
        self.assertEqual(self.machine.output("stat", "-c", "%a %U:%G", "/run/redis-maxos",
                                             "/run/redis-maxos/redis.sock"),
                         "750 redis:maxos-grpc\n770 redis:maxos-grpc")
        self.assertEqual(self.machine.output("systemctl", "--failed", "--no-legend", "--plain"), "")
        self.assertEqual(self.ask_ok("What's my system uptime?")["payload"]["intent"], "system.uptime")
        self.assertEqual(self.ask_ok("What's my system uptime?", address=LOCAL)["agent"], "system")
        self.wait_until_redis_is("up")

    def test_1_enable_now_gives_a_running_service_with_its_sockets(self):
        self.assert_all_up()

    def test_2_redis_is_reached_by_unix_socket_only(self):
        pid = self.machine.property(REDIS, "MainPID")
        # In a network namespace of its own there is nothing to listen on; and it does not listen there either.
        listening = self.machine.output("nsenter", "-t", pid, "-n", "ss", "-Hltn")
        self.assertEqual(listening, "")
        refused = self.machine.run("redis-cli", "-s", "/run/redis-maxos/redis.sock", "ping", user="bob", check=False)
        self.assertNotIn("PONG", refused.stdout)

    def test_3_all_is_up_again_after_a_reboot(self):
        before = self.machine.output("cat", "/proc/sys/kernel/random/boot_id"), self.main_pid()
        self.machine.reboot()
        self.assertNotEqual(before[1], 0)
        eventually("the service is active", lambda: self.machine.is_active(SERVICE))
        self.assert_all_up()
