"""Units: found, controlled and explained over D-Bus, and everything refused that the list does not name."""

import json

import fixture
from fixture import SERVICE, SERVICE_ACCOUNTS, TCP
from machine import eventually

OWN = "booted-own.service"
RULES = "/usr/share/polkit-1/rules.d/50-maxos-grpc.rules"
MANAGER = ["org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"]


class OwnUnits(fixture.BootedCase):
    """Units of the test's own."""

    def setUp(self):
        super().setUp()
        self.unit(OWN, "[Unit]\nDescription=The test's own\n[Service]\nExecStart=/bin/sleep infinity\n"
                       "ExecReload=/bin/true\n[Install]\nWantedBy=multi-user.target\nAlias=booted-alias.service\n")
        self.unit("booted-broken.service", "[Service]\nType=oneshot\n"
                                           "ExecStart=/bin/sh -c 'echo it broke here >&2; exit 7'\n")
        self.unit("booted-many@.service", "[Service]\nExecStart=/bin/sleep infinity\n")
        self.unit("booted-other.service", "[Service]\nExecStart=/bin/sleep infinity\n")
        self.machine.run("systemctl", "daemon-reload")
        self.allow(OWN, "booted-broken.service", "booted-many@*.service")

    def unit(self, name, text):
        self.machine.write("/etc/systemd/system/" + name, text)
        self.addCleanup(self.machine.run, "systemctl", "daemon-reload")
        self.addCleanup(self.machine.remove_file, "/etc/systemd/system/" + name)
        self.addCleanup(self.machine.run, "systemctl", "reset-failed", name, check=False)
        self.addCleanup(self.machine.run, "systemctl", "disable", "--now", name, check=False)

    def allow(self, *globs):
        self.machine.run("maxosctl", "units", "allow", *globs)
        self.addCleanup(self.machine.run, "systemctl", "reload", SERVICE)
        self.addCleanup(self.machine.run, "maxosctl", "units", "forget", *globs)
        self.machine.run("systemctl", "reload", SERVICE)


class Units(OwnUnits):
    def control(self, action, unit=OWN):
        """The answer once it is confirmed, or the refusal."""
        asked = self.ask(f"{action} {unit}", domain="system")
        if asked.get("status") != "confirmation_required":
            return asked
        return self.ask(f"{action} {unit}", domain="system",
                        confirmation_token=asked["payload"]["confirmation_token"])

    def assert_done(self, action, unit=OWN):
        answer = self.control(action, unit)
        self.assertEqual(answer.get("status"), "success", answer)
        return answer

    def test_a_unit_is_started_stopped_and_restarted(self):
        self.assert_done("start")
        self.assertTrue(self.machine.is_active(OWN))
        first = self.machine.property(OWN, "MainPID")
        answer = self.assert_done("restart")
        self.assertNotEqual(self.machine.property(OWN, "MainPID"), first)
        self.assertEqual(answer["payload"]["main_pid"], self.machine.property(OWN, "MainPID"))
        self.assert_done("reload")
        self.assert_done("stop")
        self.assertFalse(self.machine.is_active(OWN))

    def test_a_unit_is_enabled_and_disabled_by_the_one_shots(self):
        self.assert_done("enable")
        self.assertEqual(self.machine.property(OWN, "UnitFileState"), "enabled")
        self.assert_done("disable")
        self.assertEqual(self.machine.property(OWN, "UnitFileState"), "disabled")
        # Whoever starts the one-shot: the list is looked up by itself.
        done = self.machine.run("systemctl", "start", "maxos-unit-enable@booted-other.service.service", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertNotEqual(self.machine.property("booted-other.service", "UnitFileState"), "enabled")

    def test_a_failure_is_explained(self):
        answer = self.control("start", "booted-broken.service")
        self.assertEqual(answer.get("status"), "error", answer)
        self.assertEqual(answer["payload"]["exit_code"], "7")
        self.assertIn("it broke here", answer["message"])
        self.assertIn("it broke here", answer["payload"]["journal"])
        state = self.ask_ok("status of booted-broken.service")
        self.assertIn("exit code 7", state["message"])
        self.assertIn("it broke here", state["message"])
        self.assertIn("it broke here", state["payload"]["journal"])
        failed = json.loads(self.ask_ok("which services have failed?")["payload"]["services"])
        self.assertIn("booted-broken.service", [row["unit"] for row in failed])

    def test_instances_and_aliases_are_units(self):
        self.assert_done("start", "booted-many@one.service")
        self.assertEqual(self.ask_ok("status of booted-many@one")["payload"]["state"], "active")
        self.assert_done("enable")
        self.assertEqual(self.ask_ok("status of booted-alias.service")["payload"]["unit"], OWN)

    def test_a_unit_outside_the_list_is_denied(self):
        self.machine.run("systemctl", "start", "booted-other.service")
        for action in ["stop", "restart", "enable"]:
            self.assertEqual(self.control(action, "booted-other.service").get("status"), "denied")
        self.assertTrue(self.machine.is_active("booted-other.service"))

    def test_polkit_refuses_the_services_own_user_everything_else(self):
        rule = self.machine.read(RULES)
        users = [user for user in SERVICE_ACCOUNTS if f'"{user}"' in rule]
        self.assertEqual(len(users), 1, rule)

        def call(*arguments):
            return self.machine.run("busctl", "call", *MANAGER, *arguments, user=users[0], check=False)

        self.assertEqual(call("StartUnit", "ss", OWN, "replace").returncode, 0)
        refused = [("StartUnit", "ss", "booted-other.service", "replace"),
                   ("StartUnit", "ss", "no-such-thing.service", "replace"),
                   ("EnableUnitFiles", "asbb", "1", OWN, "false", "false"),
                   ("DisableUnitFiles", "asb", "1", OWN, "false"),
                   ("MaskUnitFiles", "asbb", "1", OWN, "false", "false"),
                   ("SetUnitProperties", "sba(sv)", OWN, "true", "1", "CPUWeight", "t", "1"),
                   ("KillUnit", "ssi", OWN, "all", "9"),
                   ("Reload",),
                   ("SetEnvironment", "as", "1", "A=b"),
                   ("StartTransientUnit", "ssa(sv)a(sa(sv))", "booted-transient.service", "fail", "1", "ExecStart",
                    "a(sasb)", "1", "/bin/true", "1", "/bin/true", "false", "0"),
                   ("StartUnit", "ss", "maxos-unit-enable@booted-other.service.service", "replace")]
        for arguments in refused:
            done = call(*arguments)
            self.assertNotEqual(done.returncode, 0, f"{arguments} went through: {done.stdout}")
        self.assertTrue(self.machine.is_active(OWN))

    def test_five_hundred_in_a_row_and_a_restart_of_dbus(self):
        self.machine.run("systemctl", "start", OWN)
        for _ in range(self.house.count(50, 500)):
            self.assertEqual(self.ask_ok(f"status of {OWN}")["payload"]["state"], "active")
        self.machine.run("systemctl", "restart", "dbus.service")
        eventually("systemd is asked again",
                           lambda: self.ask(f"status of {OWN}").get("status") == "success")

    def test_the_answer_about_a_unit_takes_no_longer_than_busctl(self):
        self.machine.run("systemctl", "start", OWN)
        medians = self.machine.program("beside.py", TCP, str(self.house.count(50, 500)), OWN)
        print(f"system.service {medians['ours']:.0f} us, busctl get-property {medians['busctl']:.0f} us")
        self.assertLessEqual(medians["ours"], 1.2 * medians["busctl"], medians)

    def test_what_is_told_agrees_with_systemctl(self):
        self.machine.run("systemctl", "start", OWN)
        told = self.ask_ok(f"status of {OWN}")["payload"]
        shown = self.machine.properties(OWN, "Id", "Description", "LoadState", "ActiveState", "SubState", "MainPID",
                                        "UnitFileState", "FragmentPath", "Result")
        for key, name in [("unit", "Id"), ("description", "Description"), ("load", "LoadState"),
                          ("state", "ActiveState"), ("sub_state", "SubState"), ("main_pid", "MainPID"),
                          ("enablement", "UnitFileState"), ("unit_file", "FragmentPath"), ("result", "Result")]:
            self.assertEqual(told[key], shown[name], key)


class Followed(OwnUnits):
    """The journal of a unit of the test's own, entry by entry as it comes."""

    def setUp(self):
        super().setUp()
        self.machine.run("systemctl", "start", OWN)
        # What systemd said of the start is the newest entry, and the first that comes: the sign that it is followed.
        self.machine.run("journalctl", "--sync")

    def follow(self, timeout=60, **context):
        context = {"limit": "1", **context}
        stream = self.machine.start_program("stream.py", TCP, str(timeout), f"follow the log of {OWN}",
                                            *[f"{key}={value}" for key, value in context.items()])
        self.addCleanup(self.leave, stream)
        return stream

    def leave(self, stream):
        """Ends the programs that follow, and not nsenter(1), which waits for them."""
        if stream.poll() is None:
            self.machine.run("pkill", "-TERM", "-f", "stream.py.*follow the log of", check=False)
        stream.communicate(timeout=30)

    def next_entry(self, stream):
        """The next update with an entry; the one that ends the stream is none."""
        for line in stream.stdout:
            update = json.loads(line)
            if "entry" in update.get("payload", {}):
                return update
            self.assertNotEqual(update.get("progress"), 100, update)
        return self.fail(f"the stream ended: {stream.stderr.read()}")

    def entries_until(self, stream, part):
        """The entries that come, up to the one whose message has `part` in it."""
        entries = []
        while not entries or part not in entries[-1]["message"]:
            update = self.next_entry(stream)
            entry = json.loads(update["payload"]["entry"])
            self.assertRegex(update["message"], r"^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+: .")
            entries.append(entry)
        return entries

    def say(self, text):
        """An entry of the unit: root says of it, as systemd does, whom it is about (OBJECT_PID=)."""
        self.machine.run("logger", "--journald", stdin=f"MESSAGE={text}\nPRIORITY=5\nOBJECT_PID="
                                                       f"{self.machine.property(OWN, 'MainPID')}\n")

    def test_each_entry_comes_once_and_in_its_order_across_a_rotation(self):
        stream = self.follow()
        first = json.loads(self.next_entry(stream)["payload"]["entry"])
        self.machine.run("systemctl", "restart", OWN)
        self.say("booted-follow-1")
        seen = [first, *self.entries_until(stream, "booted-follow-1")]
        self.machine.run("journalctl", "--rotate")
        self.say("booted-follow-2")
        seen += self.entries_until(stream, "booted-follow-2")
        shown = [json.loads(line) for line in
                 self.machine.output("journalctl", "-u", OWN, "-o", "json", "-n", "200").splitlines()]
        shown = [(int(entry["__REALTIME_TIMESTAMP"]), entry["MESSAGE"]) for entry in shown]
        told = [(entry["time_microseconds"], entry["message"]) for entry in seen]
        self.assertEqual(told, shown[shown.index(told[0]):][:len(told)])

    def test_an_entry_is_told_soon_and_a_client_that_leaves_ends_it(self):
        since = self.machine.cursor()
        stream = self.follow()
        self.next_entry(stream)
        self.say("booted-follow-3")
        said = self.now()
        self.entries_until(stream, "booted-follow-3")
        self.assertLess(self.now() - said, 5)
        self.leave(stream)
        eventually("the request is recorded as cancelled", lambda: self.machine.journal(
            since, MAXOS_INTENT="system.logs", MAXOS_STATUS="cancelled"))

    def test_the_deadline_ends_it_with_a_cursor_to_go_on_from(self):
        updates = self.stream(f"follow the log of {OWN}", timeout=5)
        self.assertEqual(updates[-1], {"code": "OK"})
        last = updates[-2]
        self.assertEqual((last["progress"], last["status"]), (100, "completed"), last)
        self.assertIn("followed_seconds", last["payload"])
        self.say("booted-follow-4")
        stream = self.follow(cursor=last["payload"]["cursor"])
        self.assertTrue(self.entries_until(stream, "booted-follow-4"))

    def test_it_holds_up_no_restart(self):
        stream = self.follow(timeout=120)
        self.next_entry(stream)
        began = self.now()
        self.restart()
        self.assertLess(self.now() - began, 10)
        updates = [json.loads(line) for line in stream.stdout]
        last = updates[-2]
        self.assertEqual((last["progress"], last["payload"]["status"]), (100, "cancelled"), updates)
        self.ask_ok("What's my system uptime?")

    def test_no_more_follow_than_half_of_the_workers_and_others_are_answered(self):
        for stream in [self.follow(), self.follow()]:
            self.next_entry(stream)
        updates = self.stream(f"follow the log of {OWN}", timeout=20)
        self.assertEqual(updates[-2]["payload"]["status"], "error", updates)
        self.assertIn("workers.threads", updates[-2]["message"])
        self.ask_ok(f"status of {OWN}")

    def test_maxosctl_prints_lines_until_it_is_interrupted(self):
        done = self.machine.run("timeout", "-s", "INT", "5", "maxosctl", "stream", f"follow the log of {OWN}",
                                "--context", "limit=1", check=False)
        self.assertRegex(done.stdout, r"(?m)^\w{3} [ \d]\d \d\d:\d\d:\d\d systemd\[1\]: Started")

    def test_without_a_stream_the_newest_are_the_answer(self):
        answer = self.ask_ok(f"follow the log of {OWN}")
        self.assertIn("maxosctl stream", answer["message"])
        self.assertTrue(json.loads(answer["payload"]["entries"]))


class Machine(fixture.BootedCase):
    """What is told of the machine agrees with what Debian's own tools say."""

    def test_time_agrees_with_timedatectl(self):
        told = self.ask_ok("what time is it?")["payload"]
        shown = dict(line.split("=", 1) for line in self.machine.output("timedatectl", "show").splitlines())
        self.assertEqual(told["timezone"], shown["Timezone"])
        self.assertEqual(told["ntp_synchronized"] == "true", shown["NTPSynchronized"] == "yes")
        self.assertLess(abs(int(told["unix_time"]) - int(self.machine.output("date", "+%s"))), 5)

    def test_info_agrees_with_hostnamectl(self):
        self.machine.write("/etc/machine-info", 'PRETTY_HOSTNAME="The booted one"\nDEPLOYMENT=testing\n'
                                                'LOCATION="Rack 3, left"\n')
        self.addCleanup(self.machine.remove_file, "/etc/machine-info")
        answer = self.ask_ok("tell me about this machine")
        told, shown = answer["payload"], json.loads(self.machine.output("hostnamectl", "--json=short"))
        self.assertEqual(told["hostname"], shown["Hostname"])
        for key, name in [("static_hostname", "StaticHostname"), ("pretty_hostname", "PrettyHostname"),
                          ("chassis", "Chassis"), ("deployment", "Deployment"), ("location", "Location")]:
            self.assertEqual(told.get(key), shown[name] or None, key)
        # Where hostnamed does not know, the firmware's own words may be told.
        for key, name in [("hardware_vendor", "HardwareVendor"), ("hardware_model", "HardwareModel")]:
            if shown.get(name):
                self.assertEqual(told.get(key), shown[name], key)
        self.assertEqual((told["deployment"], told["location"]), ("testing", "Rack 3, left"))
        self.assertIn("The booted one", answer["message"])

    def test_packages_agree_with_dpkg(self):
        told = self.ask_ok("is dbus installed?")["payload"]
        self.assertEqual(told["version"], self.machine.output("dpkg-query", "-W", "-f", "${Version}", "dbus"))
        self.assertEqual(told["installed"], "true")

    def test_logs_agree_with_journalctl(self):
        told = json.loads(self.ask_ok("show the last 5 log entries of dbus.service")["payload"]["entries"])
        shown = [json.loads(line) for line in
                 self.machine.output("journalctl", "-u", "dbus.service", "-n", "200", "-r", "-o", "json").splitlines()]
        by_time = {entry["__REALTIME_TIMESTAMP"]: entry["MESSAGE"] for entry in shown}
        self.assertTrue(told)
        for entry in told:
            self.assertEqual(entry["message"], by_time.get(str(entry["time_microseconds"])), entry)

    def test_nonsense_gets_a_clear_answer(self):
        for unit in ["../../etc/passwd", "x" * 300, "ngin\u0445", "a; reboot"]:
            answer = self.ask("show the status of the unit", unit=unit, domain="system")
            self.assertEqual(answer["code"], "OK", answer)
            self.assertIn(answer["status"], ["error", "not_found", "unhandled"], answer)
