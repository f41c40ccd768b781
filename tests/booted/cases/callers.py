"""Who may what: root, members of maxos-users, other accounts, and the accounts of the service itself, through both doors."""

import fixture
from fixture import LOCAL, TCP
from machine import PROGRAMS, eventually

READ_FILES = "List files in my home directory"


class Roles(fixture.BootedCase):
    def asked(self, text, user, address):
        answer = self.ask(text, address=address, user=user)
        self.assertEqual(answer["code"], "OK", answer)
        return answer

    def test_root_and_members_have_their_roles_at_both_doors(self):
        for user in ("root", "alice"):
            for address in (TCP, LOCAL):
                self.assertEqual(self.asked(READ_FILES, user, address)["status"], "success", (user, address))
        # Understood, and then refused: an operator switches no machine off.
        refused = self.asked("reboot the machine", "alice", LOCAL)
        self.assertEqual((refused["status"], refused["payload"]["intent"]), ("denied", "system.power"), refused)
        self.assertIn("As operator", refused["message"])

    def test_an_outsider_asks_about_the_machine_and_is_told_which_group_is_missing_for_files(self):
        for text in ("What's my system uptime?", "help"):
            self.assertEqual(self.asked(text, "bob", TCP)["status"], "success", text)
        for text in (READ_FILES, "show the logs of ssh"):
            refused = self.asked(text, "bob", TCP)
            self.assertEqual(refused["status"], "denied", refused)
            self.assertIn("usermod -aG maxos-users bob", refused["message"])
        # The unix socket's own modes keep an outsider out; maxosctl says why.
        self.assertEqual(self.ask("uptime", address=LOCAL, user="bob")["code"], "UNAVAILABLE")
        refused = self.machine.run("maxosctl", "ask", READ_FILES, user="bob", check=False)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("maxos-users", refused.stderr)

    def test_a_membership_counts_soon_after_it_is_given_or_taken(self):
        self.machine.run("useradd", "--create-home", "carol")
        self.addCleanup(self.machine.run, "userdel", "--remove", "carol")
        self.assertEqual(self.asked(READ_FILES, "carol", TCP)["status"], "denied")
        self.machine.run("usermod", "-aG", "maxos-users", "carol")
        eventually("carol is an operator", lambda: self.asked(READ_FILES, "carol", TCP)["status"] == "success")
        self.assertEqual(self.asked(READ_FILES, "carol", LOCAL)["status"], "success")
        self.machine.run("gpasswd", "--delete", "carol", "maxos-users")
        eventually("carol is a viewer", lambda: self.asked(READ_FILES, "carol", TCP)["status"] == "denied")

    def test_accounts_of_the_service_are_refused_at_both_doors(self):
        for account in fixture.SERVICE_ACCOUNTS:
            for address, groups in ((TCP, []), (LOCAL, ["-G", "maxos-users"])):
                done = self.machine.run("runuser", "-u", account, *groups, "--", "/usr/bin/python3",
                                        f"{PROGRAMS}/ask.py", address, "20", "uptime")
                self.assertIn('"code": "PERMISSION_DENIED"', done.stdout, (account, address))
                self.assertIn(f"{account} is an account of maxos-grpc itself", done.stdout)
