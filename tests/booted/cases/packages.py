"""Install, upgrade, remove, purge, each also twice, on a machine of their own."""

import re
import subprocess

import fixture
from fixture import CONFIG, REDIS, SERVICE, SOCKETS
from machine import eventually

UNITS = [SERVICE, *SOCKETS]


class ALifeOfThePackage(fixture.BootedCase):
    """In order; each test goes on from where the last one left the machine."""

    def setUp(self):
        self.house = fixture.house
        self.machine = self.house.machine("packages")

    def apt(self, *arguments, check=True):
        done = self.machine.run("apt-get", "-q", "-y", *arguments, timeout=300, check=check)
        return done.stdout + done.stderr

    def offer_newer(self):
        repository = self.house.newer_repository()
        self.house.offer(self.machine, repository)

    def invocation(self):
        return self.machine.property(SERVICE, "InvocationID")

    def files_of_ours(self):
        """Every file by name, but for what apt and dpkg keep about packages, and our own test's."""
        skipped = ["/proc", "/sys", "/opt", "/var/cache", "/var/lib/apt", "/var/log", "/tmp", "/var/tmp"]
        pruned = [word for folder in skipped for word in ("-path", folder, "-o")][:-1]
        found = self.machine.output("find", "/", "-xdev", "(", *pruned, ")", "-prune", "-o", "-iname", "*maxos*",
                                    "-print")
        found += "\n" + self.machine.output("find", "/run", "-iname", "*maxos*", "-not", "-path", "/run/systemd/*")
        return sorted(line for line in found.splitlines()
                      if line and line != "/etc/apt/sources.list.d/maxos.list")

    def test_01_installs_where_no_systemd_runs(self):
        # An image is built in a chroot: nothing is booted there, and nothing may be asked of it.
        done = subprocess.run(["unshare", "--mount", "--pid", "--fork", "chroot", str(self.house.chroot_root()),
                               "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                               "DEBIAN_FRONTEND=noninteractive", "sh", "-c",
                               "apt-get install -q -y maxos-grpc && apt-get purge -q -y maxos-grpc"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_02_upgrade_of_what_is_not_running_starts_nothing(self):
        self.apt("install", "maxos-grpc", "python3-maxos")
        self.offer_newer()
        self.apt("install", "maxos-grpc")
        for unit in UNITS:
            self.assertEqual(self.machine.output("systemctl", "is-active", unit, check=False), "inactive", unit)
            self.assertEqual(self.machine.output("systemctl", "is-enabled", unit, check=False), "disabled", unit)

    def test_03_upgrade_of_what_runs_restarts_it_and_keeps_the_sockets(self):
        self.machine.run("systemctl", "enable", "--now", "maxos-grpc")
        eventually("Redis runs", lambda: self.machine.is_active(REDIS))
        service, redis = self.invocation(), self.machine.property(REDIS, "InvocationID")
        sockets = [self.machine.property(unit, "InvocationID") for unit in SOCKETS]
        self.offer_newer()
        self.apt("install", "maxos-grpc")
        self.assertTrue(self.machine.is_active(SERVICE))
        self.assertNotEqual(self.invocation(), service)
        self.assertEqual([self.machine.property(unit, "InvocationID") for unit in SOCKETS], sockets)
        self.assertEqual(self.machine.property(REDIS, "InvocationID"), redis)
        self.assertEqual(self.machine.output("systemctl", "is-enabled", *UNITS), "enabled\nenabled\nenabled")

    def test_04_upgrade_that_does_not_accept_the_configuration_leaves_the_old_process(self):
        good = self.machine.read(CONFIG)
        self.machine.write(CONFIG, good.replace("[health]\n", "[health]\ncpu_precent = { warning = 80 }\n"))
        line = good.splitlines().index("[health]") + 2
        before = self.invocation(), self.main_pid()
        self.offer_newer()
        said = self.apt("install", "maxos-grpc", "-o", "Dpkg::Options::=--force-confold")
        self.assertIn(f"{CONFIG}:{line}", said)
        self.assertIn("cpu_percent", said)
        self.assertIn("the old process goes on running", said)
        self.assertEqual((self.invocation(), self.main_pid()), before)
        self.assertTrue(self.machine.is_active(SERVICE))
        self.assertEqual(self.machine.output("dpkg-query", "-W", "-f", "${db:Status-Abbrev}", "maxos-grpc"), "ii")
        self.machine.write(CONFIG, good)
        self.apt("install", "--reinstall", "maxos-grpc")
        self.assertNotEqual(self.invocation(), before[0])

    def test_05_configuring_twice_changes_nothing(self):
        before = self.files_of_ours()
        self.machine.run("dpkg-reconfigure", "-f", "noninteractive", "maxos-grpc", check=False)
        self.machine.run("/var/lib/dpkg/info/maxos-grpc.postinst", "configure", "")
        self.assertEqual(self.files_of_ours(), before)
        self.assertTrue(self.machine.is_active(SERVICE))

    def test_06_remove_stops_and_disables_and_keeps_configuration_and_state(self):
        self.machine.write("/srv/maxos/notes.txt", "of a user\n")
        self.machine.write("/etc/maxos/maxos-grpc.d/50-site.toml", "[workers]\nthreads = 2\n")
        self.apt("remove", "maxos-grpc")
        for unit in [*UNITS, REDIS]:
            self.assertNotEqual(self.machine.output("systemctl", "is-active", unit, check=False), "active", unit)
        self.assertEqual(self.machine.output("pgrep", "-u", "maxos-grpc", check=False), "")
        # systemd may remember the names for a while, but has no unit behind them.
        left = self.machine.output("systemctl", "list-units", "--all", "--no-legend", "--plain", "maxos-*")
        for line in left.splitlines():
            self.assertEqual(line.split()[1:4], ["not-found", "inactive", "dead"], left)
        self.assertEqual(self.machine.output("find", "/etc/systemd", "-name", "*maxos*"), "")
        self.assertEqual(self.machine.output("ls", CONFIG), CONFIG)
        self.machine.run("test", "-d", "/var/lib/maxos-grpc")
        # Again, as a retried script would.
        self.apt("remove", "maxos-grpc")

    def test_07_install_after_remove_starts_nothing_and_keeps_the_configuration(self):
        self.apt("install", "maxos-grpc")
        for unit in UNITS:
            self.assertEqual(self.machine.output("systemctl", "is-active", unit, check=False), "inactive", unit)
            self.assertEqual(self.machine.output("systemctl", "is-enabled", unit, check=False), "disabled", unit)
        self.assertIn("threads = 2", self.machine.read("/etc/maxos/maxos-grpc.d/50-site.toml"))
        self.machine.run("systemctl", "enable", "--now", "maxos-grpc")
        self.assertTrue(self.machine.is_active(SERVICE))

    def test_08_purge_leaves_nothing_but_what_users_own(self):
        # What maxosctl has written for the administrator goes, too.
        self.machine.run("useradd", "--create-home", "frieda")
        self.machine.run("maxosctl", "user", "enable", "frieda")
        self.machine.run("mkdir", "-p", "/data")
        self.machine.run("maxosctl", "root", "add", "/data")
        self.assertTrue(self.machine.is_active("maxos-agent@frieda.socket"))
        self.apt("purge", "maxos-grpc", "python3-maxos")
        self.assertEqual(self.files_of_ours(), ["/srv/maxos"])
        self.assertEqual(self.machine.read("/srv/maxos/notes.txt"), "of a user\n")
        self.assertEqual(self.machine.output("systemctl", "list-unit-files", "--no-legend", "maxos*",
                                             check=False), "")
        self.assertEqual(self.machine.output("systemctl", "--failed", "--no-legend"), "")
        self.assertEqual(self.machine.output("dpkg", "-l", "maxos-grpc", check=False), "")
        # Again, as a retried script would.
        self.apt("purge", "maxos-grpc")

    def test_09_purge_of_an_untouched_install_leaves_nothing_at_all(self):
        self.machine.remove_file("/srv/maxos/notes.txt")
        self.apt("install", "maxos-grpc")
        self.apt("purge", "maxos-grpc")
        self.assertEqual(self.files_of_ours(), [])

    def test_10_lintian_has_no_error_and_each_override_says_why(self):
        packages = sorted(str(file) for file in self.house.repository.glob("*.deb"))
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error", *packages], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for file in sorted((fixture.TOP / "debian").glob("*/lintian-overrides")):
            reason = False
            for line in file.read_text().splitlines():
                self.assertTrue(line.startswith("#") or reason, f"{file}: no reason above {line}")
                reason = line.startswith("#") or not re.match(r"\S+: ", line)

    def test_11_file_names_are_those_of_debian(self):
        for file in self.house.repository.glob("*.deb"):
            fields = subprocess.run(["dpkg-deb", "-f", str(file), "Package", "Version", "Architecture"],
                                    capture_output=True, text=True, check=True).stdout
            name, version, architecture = [line.split(": ")[1] for line in fields.splitlines()]
            self.assertEqual(file.name, f"{name}_{version}_{architecture}.deb")
