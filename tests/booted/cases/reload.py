"""`systemctl reload`: what it changes, what it leaves alone, and what a broken file does."""

import json

import fixture
from fixture import CONFIG, OWN_CONFIG, SERVICE, TCP
from machine import eventually

# Whatever runs, it uses more memory than this.
TINY = "[health]\nmemory_used_percent = { warning = 0.01, critical = 0 }\n"


class Reload(fixture.BootedCase):
    def reload(self, check=True):
        return self.machine.run("systemctl", "reload", SERVICE, check=check)

    def memory_reasons(self):
        return [reason for reason in self.reasons() if "memory" in reason.lower()]

    def test_a_changed_threshold_takes_effect_and_a_running_stream_goes_on(self):
        self.use_testing_daemon()
        pid = self.main_pid()
        self.assertEqual(self.memory_reasons(), [])
        stream = self.machine.start_program("stream.py", TCP, "60", "test work 4")
        self.addCleanup(lambda: stream.poll() is None and stream.kill())
        first = [json.loads(stream.stdout.readline()) for _ in range(3)]
        self.assertEqual(first[0]["status"], "started")
        self.configure(TINY)
        self.reload()
        eventually("the warning is told", self.memory_reasons)
        self.assertEqual(self.health()["metrics"]["level"], "warning")
        self.assertEqual(self.health()["status"], "healthy")
        out, err = stream.communicate(timeout=60)
        updates = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(updates[-1], {"code": "OK"}, err)
        self.assertEqual((updates[-2]["progress"], updates[-2]["status"]), (100, "completed"))
        self.assertEqual(self.main_pid(), pid)

    def test_a_broken_file_leaves_the_old_configuration_and_names_the_line(self):
        self.configure(TINY)
        self.reload()
        eventually("the warning is told", self.memory_reasons)
        pid, since = self.main_pid(), self.machine.cursor()
        self.machine.write(OWN_CONFIG, "[health]\n\nmemory_used_precent = { warning = 99 }\n")
        done = self.reload(check=False)
        self.assertNotEqual(done.returncode, 0, "the administrator is not told that nothing was changed")
        place = f"{OWN_CONFIG}:3"
        eventually("systemctl status names the line", lambda: place in
                   self.machine.property(SERVICE, "StatusText"))
        status = self.machine.output("systemctl", "status", "--no-pager", "--full", SERVICE)
        self.assertIn("active (running)", status)
        self.assertRegex(status, rf'Status: ".*{place}')
        refused = self.machine.journal(since, MESSAGE_ID="59f01306e50c45e6a41a6559b046a32b")
        self.assertEqual(len(refused), 1)
        self.assertIn(place, refused[0]["MESSAGE"])
        self.assertIn("memory_used_percent", refused[0]["MESSAGE"])
        self.assertEqual(self.main_pid(), pid)
        self.assertTrue(self.memory_reasons())

        self.machine.write(OWN_CONFIG, TINY.replace("0.01", "99"))
        self.reload()
        eventually("the new threshold is in force", lambda: not self.memory_reasons())
        self.assertNotIn(place, self.machine.property(SERVICE, "StatusText"))

    def test_check_config_says_the_same_as_a_start(self):
        self.configure("[health]\nmax_age = 5\n[health]\n")
        done = self.machine.run("/usr/libexec/maxos/maxos-grpcd", "--check-config", "--config", CONFIG, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(OWN_CONFIG + ":", done.stderr + done.stdout)
