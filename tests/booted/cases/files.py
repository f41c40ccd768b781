"""Files changed and brought back as text, by two callers who share the service user's host, and in a user's own home."""

import json

import fixture
from fixture import LOCAL, TCP

UNDO = "undo the last operation"


class SharedFiles(fixture.BootedCase):
    """Two members of the group without a host of their own: both work in /srv as the service user."""

    USERS = ("frida", "gustav")

    def setUp(self):
        super().setUp()
        for user in self.USERS:
            if self.machine.run("id", user, check=False).returncode != 0:
                self.machine.run("useradd", "--create-home", "--groups", "maxos-users", user)
        self.machine.run("install", "-d", "-o", "maxos", "-g", "maxos", "/srv/maxos/desk")
        self.addCleanup(self.machine.run, "rm", "-rf", "/srv/maxos/desk")

    def done(self, text, user, address=LOCAL, **context):
        answer = self.ask(text, address=address, user=user, **context)
        self.assertEqual((answer["code"], answer.get("status")), ("OK", "success"), answer)
        return answer

    def put(self, name, text):
        self.machine.write(f"/srv/maxos/desk/{name}", text)
        self.machine.run("chown", "maxos:maxos", f"/srv/maxos/desk/{name}")

    def there(self):
        """Everything on the desk, with mode, owner, times and content."""
        found = self.machine.output("find", "/srv/maxos/desk", "-mindepth", "1", "-printf", "%P %m %u %T@\\n")
        names = self.machine.output("find", "/srv/maxos/desk", "-type", "f", "-exec", "sha256sum", "{}", "+")
        return sorted(found.splitlines()) + sorted(names.splitlines())

    def test_each_change_is_made_and_undone_by_text(self):
        self.put("report.txt", "numbers\n" * 1000)
        self.put("photo.jpg", "pixels")
        changes = ["create a folder called /srv/maxos/desk/plans",
                   "copy /srv/maxos/desk/report.txt to /srv/maxos/desk/copy.txt",
                   "rename /srv/maxos/desk/report.txt to /srv/maxos/desk/old.txt",
                   "delete /srv/maxos/desk/photo.jpg",
                   "compress /srv/maxos/desk/report.txt",
                   "organize the files in /srv/maxos/desk by type"]
        for address in (LOCAL, TCP):
            for text in changes:
                before = self.there()
                self.done(text, "frida", address)
                self.assertNotEqual(self.there(), before, text)
                undone = self.done(UNDO, "frida", address)
                self.assertEqual(undone["payload"]["intent"], "file.undo")
                self.assertEqual(self.there(), before, text)

    def test_neither_sees_nor_undoes_the_others_change(self):
        self.put("of-both.txt", "kept")
        self.done("delete /srv/maxos/desk/of-both.txt", "frida")
        history = self.done("show the history of file operations", "gustav")
        self.assertNotIn("of-both.txt", json.dumps(history))
        refused = self.ask(UNDO, address=LOCAL, user="gustav")
        self.assertNotEqual(refused.get("status"), "success", refused)
        transaction = json.loads(self.done("show the history of file operations", "frida")["payload"]["transactions"])[0]
        named = self.ask("undo that", address=LOCAL, user="gustav", transaction=transaction["transaction"])
        self.assertIn(named.get("status"), ("denied", "not_found"), named)
        self.assertEqual(self.machine.run("test", "-e", "/srv/maxos/desk/of-both.txt", check=False).returncode, 1)
        self.done(UNDO, "frida")
        self.assertEqual(self.machine.read("/srv/maxos/desk/of-both.txt"), "kept")

    def test_what_replaces_something_is_confirmed_and_can_be_undone(self):
        self.put("new.txt", "new")
        self.put("old.txt", "old")
        text = "copy /srv/maxos/desk/new.txt to /srv/maxos/desk/old.txt"
        refused = self.ask(text, address=LOCAL, user="frida")
        self.assertEqual(refused["status"], "error", refused)
        asked = self.ask(text, address=LOCAL, user="frida", overwrite="true")
        self.assertEqual(asked["status"], "confirmation_required", asked)
        self.assertIn("old.txt", asked["payload"]["preview"])
        token = asked["payload"]["confirmation_token"]
        stolen = self.ask(text, address=LOCAL, user="gustav", overwrite="true", confirmation_token=token)
        self.assertEqual(stolen["status"], "denied", stolen)
        self.assertEqual(self.machine.read("/srv/maxos/desk/old.txt"), "old")
        self.done(text, "frida", overwrite="true", confirmation_token=token)
        self.assertEqual(self.machine.read("/srv/maxos/desk/old.txt"), "new")
        self.done(UNDO, "frida")
        self.assertEqual(self.machine.read("/srv/maxos/desk/old.txt"), "old")

    def test_nothing_outside_the_roots_is_touched(self):
        self.machine.run("ln", "-sfn", "/etc", "/srv/maxos/desk/way-out")
        for text in ("delete /etc/hostname", "delete /srv/maxos/desk/way-out/hostname",
                     "copy /srv/maxos/desk/way-out/hostname to /srv/maxos/desk/here", "delete /srv/../etc/hostname",
                     "create a folder called /var/lib/maxos/mine"):
            answer = self.ask(text, address=LOCAL, user="frida")
            self.assertEqual(answer["status"], "denied", (text, answer))
        answer = self.ask("delete a file", address=LOCAL, user="frida", path="/proc/self/root/etc/hostname")
        self.assertEqual(answer["status"], "denied", answer)
        self.assertTrue(self.machine.read("/etc/hostname"))

    def test_a_mount_point_is_seen_as_such_and_stays(self):
        self.machine.run("install", "-d", "-o", "maxos", "-g", "maxos", "/srv/maxos/desk/disk", "/srv/maxos/desk/plain")
        self.machine.run("mount", "-t", "tmpfs", "-o", "size=1M,mode=0777", "tmpfs", "/srv/maxos/desk/disk")
        self.addCleanup(self.machine.run, "umount", "/srv/maxos/desk/disk")
        listed = self.done("list files in /srv/maxos/desk", "frida")
        self.assertEqual([(entry["name"], entry.get("mount_point", False))
                          for entry in json.loads(listed["payload"]["entries"])], [("disk", True), ("plain", False)])
        refused = self.ask("delete /srv/maxos/desk/disk", address=LOCAL, user="frida")
        self.assertEqual(refused["status"], "error", refused)
        self.assertIn("mount point", refused["message"])
        # Into it and back.
        self.put("note.txt", "note")
        before = self.there()
        self.done("move /srv/maxos/desk/note.txt to /srv/maxos/desk/disk/note.txt", "frida")
        self.assertEqual(self.machine.read("/srv/maxos/desk/disk/note.txt"), "note")
        self.done(UNDO, "frida")
        self.assertEqual([line for line in self.there() if "disk" not in line],
                         [line for line in before if "disk" not in line])

    def test_what_may_not_be_read_in_the_middle_of_a_tree_keeps_the_rest_as_it_was(self):
        self.machine.run("install", "-d", "-o", "maxos", "-g", "maxos", "/srv/maxos/desk/tree")
        self.put("tree/a.txt", "a")
        self.put("tree/z.txt", "z")
        self.machine.run("install", "-d", "-m", "0700", "/srv/maxos/desk/tree/locked")
        self.machine.write("/srv/maxos/desk/tree/locked/x.txt", "x")
        before = self.there()
        # What cannot be looked into cannot be counted before it is deleted either.
        for text in ("copy /srv/maxos/desk/tree to /srv/maxos/desk/other", "delete /srv/maxos/desk/tree"):
            refused = self.ask(text, address=LOCAL, user="frida")
            self.assertEqual(refused["status"], "denied", refused)
            self.assertIn("tree/locked", refused["message"])
            self.assertEqual(self.there(), before)

    def test_a_change_survives_the_death_of_its_host(self):
        self.put("kept.txt", "kept")
        self.done("delete /srv/maxos/desk/kept.txt", "frida")
        self.machine.run("systemctl", "kill", "--signal=KILL", "maxos-agents.service")
        self.done(UNDO, "frida")
        self.assertEqual(self.machine.read("/srv/maxos/desk/kept.txt"), "kept")


class OwnFiles(fixture.BootedCase):
    """A user with a host of their own: what is made belongs to them, and what is deleted comes back as it was."""

    def setUp(self):
        super().setUp()
        if self.machine.run("id", "henni", check=False).returncode != 0:
            self.machine.run("useradd", "--create-home", "--shell", "/bin/bash", "--groups", "maxos-users", "henni")
        self.machine.run("maxosctl", "user", "enable", "henni")
        self.addCleanup(self.machine.run, "maxosctl", "user", "disable", "henni")

    def ask_henni(self, text, **context):
        answer = self.ask(text, address=LOCAL, user="henni", **context)
        self.assertEqual((answer["code"], answer.get("status")), ("OK", "success"), answer)
        return answer

    def test_what_is_made_is_theirs_and_undo_brings_back_what_was(self):
        made = self.ask_henni("create a folder called letters in my home directory")
        self.assertEqual(made["payload"]["acting_as"], "henni")
        self.assertEqual(self.machine.output("stat", "-c", "%U:%G %F", "/home/henni/letters"), "henni:henni directory")
        self.ask_henni(UNDO)
        self.assertEqual(self.machine.run("test", "-e", "/home/henni/letters", check=False).returncode, 1)

        self.machine.run("ln", "-s", "/etc/hostname", "/home/henni/link", user="henni")
        self.addCleanup(self.machine.run, "rm", "-f", "/home/henni/link")
        # A link is copied as a link; what it points to is nobody's business here.
        self.ask_henni("copy /home/henni/link to /home/henni/copy")
        self.assertEqual(self.machine.output("stat", "-c", "%F", "/home/henni/copy"), "symbolic link")
        self.ask_henni(UNDO)
        self.assertEqual(self.machine.run("test", "-L", "/home/henni/copy", check=False).returncode, 1)

    def test_destructive_things_are_off_there_until_the_administrator_turns_them_on(self):
        answer = self.ask("empty the trash", address=LOCAL, user="henni")
        self.assertEqual(answer["code"], "OK", answer)
        self.assertIn(answer["status"], ("denied", "unavailable"), answer)
