"""Users with an agent host of their own: what they ask about files is done as them, in their own home."""

import json

import fixture
from fixture import LOCAL, TCP

HOME = "List files in my home directory"
# Both enabled; beside them alice, who is in the group and not enabled, and bob, who is not in it.
ENABLED = ("dora", "emil")


class UsersOwnFiles(fixture.BootedCase):
    def setUp(self):
        super().setUp()
        for user in ENABLED:
            if self.machine.run("id", user, check=False).returncode == 0:
                continue
            self.machine.run("useradd", "--create-home", "--shell", "/bin/bash", "--groups", "maxos-users", user)
            self.machine.run("chmod", "0700", f"/home/{user}")
            self.machine.write(f"/home/{user}/of-{user}.txt", user)
            self.machine.run("chown", f"{user}:", f"/home/{user}/of-{user}.txt")
            said = self.machine.output("maxosctl", "user", "enable", user)
            self.assertIn(f"/home/{user}", said)

    def listed(self, user, address, text=HOME):
        answer = self.ask(text, address=address, user=user)
        self.assertEqual(answer["code"], "OK", answer)
        return answer

    def test_each_sees_their_own_home_at_both_doors(self):
        for user in ENABLED:
            for address in (LOCAL, TCP):
                answer = self.listed(user, address)
                self.assertEqual(answer["status"], "success", answer)
                self.assertEqual(answer["payload"]["path"], f"/home/{user}")
                names = [entry["name"] for entry in json.loads(answer["payload"]["entries"])]
                self.assertIn(f"of-{user}.txt", names)
                self.assertEqual(answer["payload"]["acting_as"], user)

    def test_a_closed_home_stays_closed_to_the_others(self):
        for user, other in (ENABLED, reversed(ENABLED), ("alice", "dora")):
            for address in (LOCAL, TCP):
                for text in (f"list files in /home/{other}", f"show details of /home/{other}/of-{other}.txt"):
                    answer = self.listed(user, address, text)
                    self.assertEqual(answer["status"], "denied", answer)
                    self.assertNotIn("entries", answer["payload"])

    def test_the_stranger_gets_the_workspace_and_the_outsider_the_name_of_the_group(self):
        for address in (LOCAL, TCP):
            answer = self.listed("alice", address)
            self.assertEqual((answer["status"], answer["payload"]["path"]), ("success", "/srv/maxos"), answer)
            self.assertEqual(answer["payload"]["acting_as"], "maxos")
        answer = self.listed("bob", TCP)
        self.assertEqual(answer["status"], "denied")
        self.assertIn("maxos-users", answer["message"])
        told = self.machine.run("maxosctl", "ask", HOME, user="bob", check=False)
        self.assertEqual(told.returncode, 3)
        self.assertIn("maxos-users", told.stderr)

    def test_root_is_never_acted_as(self):
        refused = self.machine.run("maxosctl", "user", "enable", "root", check=False)
        self.assertEqual(refused.returncode, 2, refused)
        self.assertIn("nobody acts as root", refused.stderr)
        answer = self.listed("root", LOCAL)
        self.assertEqual((answer["payload"]["path"], answer["payload"]["acting_as"]), ("/srv/maxos", "maxos"))
        # Started by hand the unit does not start either.
        self.machine.run("systemctl", "start", "maxos-agent@root.service", check=False)
        self.assertFalse(self.machine.is_active("maxos-agent@root.service"))
        self.machine.run("systemctl", "reset-failed", "maxos-agent@root.service", check=False)

    def test_others_are_refused_for_a_reason(self):
        for name, why in (("maxos", "system account"), ("nobody", "system account"), ("nosuch", "no account"),
                          ("a@b", "unit's name")):
            refused = self.machine.run("maxosctl", "user", "enable", name, check=False)
            self.assertNotEqual(refused.returncode, 0, name)
            self.assertIn(why, refused.stderr)
        refused = self.machine.run("maxosctl", "user", "enable", "alice", user="alice", check=False)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("sudo maxosctl user enable alice", refused.stderr)

    def test_the_host_runs_as_the_user_and_sees_one_home_and_no_bus(self):
        self.listed("dora", LOCAL)
        pid = self.machine.property("maxos-agent@dora.service", "MainPID")
        self.assertEqual(self.machine.output("ps", "-o", "user=", "-p", pid), "dora")
        inside = ["nsenter", "-t", pid, "-m", "--"]
        self.assertEqual(self.machine.output(*inside, "ls", "/home"), "dora")
        # /run/user is one of the folders that ProtectHome= empties.
        self.assertEqual(self.machine.output(*inside, "ls", "/run").split(), ["systemd", "user"])
        self.assertEqual(self.machine.output(*inside, "ls", "/run/user"), "")
        self.assertEqual(self.machine.output("nsenter", "-t", pid, "-n", "--", "ip", "-brief", "link").split()[0], "lo")
        written = self.machine.run("nsenter", "-t", pid, "-m", "-S", self.machine.output("id", "-u", "dora"), "--",
                                   "touch", "/home/dora/written", "/srv/written", check=False)
        self.assertIn("/srv/written", written.stderr)
        self.assertNotIn("/home/dora/written", written.stderr)
        self.machine.run("rm", "/home/dora/written")

    def test_disabling_brings_the_workspace_back(self):
        self.addCleanup(self.machine.run, "maxosctl", "user", "enable", "emil")
        users = json.loads(self.machine.output("maxosctl", "--json", "user", "list"))["users"]
        self.assertEqual([(user["name"], user["home"], user["problem"]) for user in users],
                         [(name, f"/home/{name}", "") for name in ENABLED])
        self.listed("emil", LOCAL)
        self.machine.run("maxosctl", "user", "disable", "emil")
        self.assertEqual(self.listed("emil", LOCAL)["payload"]["acting_as"], "maxos")
        self.assertFalse(self.machine.is_active("maxos-agent@emil.service"))
        self.assertEqual(self.machine.output("find", "/etc/systemd", "/run/maxos", "-name", "*emil*"), "")
        again = self.machine.run("maxosctl", "user", "disable", "emil", check=False)
        self.assertEqual(again.returncode, 1)

    def test_a_host_that_cannot_start_is_an_error_and_not_the_workspace(self):
        self.machine.write("/etc/systemd/system/maxos-agent@emil.service.d/90-broken.conf",
                           "[Service]\nExecStart=\nExecStart=/bin/false\n")
        self.addCleanup(self.machine.run, "systemctl", "daemon-reload")
        self.addCleanup(self.machine.remove_file, "/etc/systemd/system/maxos-agent@emil.service.d/90-broken.conf")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "stop", "maxos-agent@emil.service")
        answer = self.listed("emil", LOCAL)
        self.assertEqual(answer["status"], "unavailable", answer)
        self.assertIn("emil", answer["message"])
        self.assertEqual(self.listed("dora", LOCAL)["status"], "success")
        # The machine's health is not a user's to tell.
        self.assertEqual(self.health()["status"], "healthy")
