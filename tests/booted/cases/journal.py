"""What journalctl says of the service."""

import pathlib
import re

import fixture
from fixture import SERVICE
from machine import eventually

FIELDS = ("MAXOS_OPERATION_ID", "MAXOS_PRINCIPAL", "MAXOS_RPC", "MAXOS_INTENT", "MAXOS_AGENT", "MAXOS_STATUS",
          "MAXOS_DURATION_US", "MESSAGE_ID")


class TheJournal(fixture.BootedCase):
    def entries_of(self, since, operation):
        return self.machine.journal(since, MAXOS_OPERATION_ID=operation)

    def test_an_entry_carries_the_fields(self):
        since = self.machine.cursor()
        answer = self.ask("list files in /etc")
        entries = self.entries_of(since, answer["payload"]["operation_id"])
        self.assertEqual(len(entries), 1, entries)
        entry = entries[0]
        for field in FIELDS:
            self.assertTrue(entry.get(field), field)
        self.assertEqual([entry[field] for field in FIELDS[2:6]], ["HandleText", "file.list", "filesystem", "denied"])
        self.assertEqual(entry["MAXOS_PRINCIPAL"], "uid:0")
        self.assertGreater(int(entry["MAXOS_DURATION_US"]), 0)
        self.assertLessEqual(int(entry["PRIORITY"]), 5)

    def test_reads_get_entries_up_to_the_rate_and_a_summary_for_the_rest(self):
        self.configure("[journal]\nreads_per_second = 2\n")
        self.machine.run("systemctl", "reload", SERVICE)
        eventually("the rate is in force", lambda: self.machine.property(SERVICE, "ActiveState") == "active")
        since = self.machine.cursor()
        load = self.start_load(100)
        eventually("three summaries", lambda: len(
            self.machine.journal(since, MESSAGE_ID="a1424a7641bf46ec98bbbdd41a2f8744")) >= 3, every=0.5)
        seen = self.stop_load(load)
        single = self.machine.journal(since, MAXOS_INTENT="system.uptime")
        self.assertGreater(len(single), 0)
        self.assertLess(len(single), seen["codes"]["OK"] / 2)

    def test_the_catalog_explains_every_kind_of_entry(self):
        header = (fixture.TOP / "src/operations/message_ids.h").read_text()
        ids = re.findall(r'"([0-9a-f]{32})"', header)
        self.assertGreater(len(ids), 5)
        known = self.machine.output("journalctl", "--list-catalog", *ids)
        for message_id in ids:
            self.assertIn(message_id, known)
            explained = self.machine.output("journalctl", "--dump-catalog", message_id)
            self.assertIn("Defined-By: maxos-grpc", explained)

    def test_journalctl_x_explains_an_entry(self):
        operation = self.ask("list files in /etc")["payload"]["operation_id"]
        self.machine.run("journalctl", "--sync")
        text = self.machine.output("journalctl", "-x", "--no-pager", "-u", SERVICE, f"MAXOS_OPERATION_ID={operation}")
        self.assertIn(f"Subject: Request {operation} (file.list) ended: denied", text)
        self.assertIn("filesystem.roots", text)

    def test_the_start_and_the_stop_are_there(self):
        since = self.machine.cursor()
        self.restart()
        kinds = [entry.get("MESSAGE_ID") for entry in
                 self.machine.journal(since)]
        self.assertIn("7858cd6f02574028b4e4d9f0b3eefdf2", kinds)
        self.assertIn("f389664b15604111bf1bf22f17d7575d", kinds)

    def test_what_was_asked_is_not_written_down(self):
        since = self.machine.cursor()
        self.ask("list files in /etc/a-very-private-name")
        self.ask("my password is a-very-private-name")
        text = "\n".join(str(entry) for entry in self.machine.journal(since))
        self.assertNotIn("my password", text)

    def test_catalog_and_ids_name_each_other(self):
        catalog = set(re.findall(r"^-- ([0-9a-f]{32})$",
                                 pathlib.Path(fixture.TOP / "etc/maxos-grpc.catalog").read_text(), re.M))
        header = set(re.findall(r'"([0-9a-f]{32})"', (fixture.TOP / "src/operations/message_ids.h").read_text()))
        self.assertEqual(catalog, header)
