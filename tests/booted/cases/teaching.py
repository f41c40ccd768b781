"""Phrases that are taught on the machine: by whom, for whom, and what is left of them after a restart."""

import json

import fixture
from fixture import LOCAL

PHRASE = "look at my stuff in /srv/maxos/first"


class Teaching(fixture.BootedCase):
    def setUp(self):
        super().setUp()
        for folder in ("first", "second"):
            self.machine.write(f"/srv/maxos/{folder}/in-{folder}.txt", "text")
            self.addCleanup(self.machine.run, "/bin/rm", "-rf", f"/srv/maxos/{folder}")
        self.addCleanup(self.ask, f'Forget the phrase "{PHRASE}"', LOCAL, user="alice")

    def learn(self, phrase, intent, user="alice"):
        return self.ask(f'Learn that "{phrase}" means {intent}', LOCAL, user=user)

    def test_an_operators_phrase_holds_for_all_and_survives_a_restart(self):
        answer = self.learn(PHRASE, "file.list")
        self.assertEqual(answer["status"], "success", answer)
        for user in ("alice", "root"):
            self.restart()
            for text, inside in ((PHRASE, "in-first.txt"), (PHRASE.replace("first", "second"), "in-second.txt")):
                answer = self.ask(text, LOCAL, user=user)
                self.assertEqual((answer["status"], answer["payload"]["intent"]), ("success", "file.list"), answer)
                self.assertIn(inside, answer["payload"]["entries"])
        answer = self.ask(f'Forget the phrase "{PHRASE}"', LOCAL, user="alice")
        self.assertEqual(answer["status"], "success", answer)
        self.restart()
        self.assertNotIn("taught_phrase", self.ask(PHRASE, LOCAL, user="alice")["payload"])

    def test_an_operator_cannot_set_a_trap(self):
        answer = self.learn("bedtime for the box", "system.power")
        self.assertEqual(answer["status"], "denied", answer)
        self.assertIn("administrator", answer["message"])
        answer = self.learn("show my files", "file.delete")
        self.assertEqual(answer["status"], "denied", answer)

    def test_what_was_not_understood_survives_a_restart(self):
        self.ask("frobnicate the gizmo", LOCAL, user="alice")
        self.restart()
        answer = self.ask("What did you not understand?", LOCAL, user="alice")
        self.assertEqual(answer["status"], "success", answer)
        self.assertIn("frobnicate the gizmo", [miss["text"] for miss in json.loads(answer["payload"]["misses"])])
