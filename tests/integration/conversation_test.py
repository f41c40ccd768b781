"""What "it" is: slots that an earlier request of the same conversation named."""

import json
import os

from harness import Case, main


class Conversation(Case):
    def setUp(self):
        super().setUp()
        os.makedirs(self.srv + "/data/photos")
        self.running = self.daemon()

    def slots(self, answer):
        return json.loads(answer.payload["slots"])

    def test_it_is_what_the_last_request_named(self):
        first = self.running.ask(f"list files in {self.srv}/data")
        self.assertEqual(first.status, "success")
        self.assertNotIn("refers_to", first.payload)
        second = self.running.ask("how big is it?")
        self.assertEqual((second.status, second.payload["intent"]), ("success", "file.info"))
        self.assertEqual(self.slots(second)["path"], f"{self.srv}/data")
        self.assertEqual(json.loads(second.payload["refers_to"]), {"path": f"{self.srv}/data"})
        self.assertIn(f"{self.srv}/data", second.message)

    def test_an_action_on_it_names_what_it_is(self):
        self.running.ask(f"show details of {self.srv}/data/photos")
        answer = self.running.ask("archive it")
        # Nothing is changed on a guess at what "it" is.
        self.assertEqual((answer.status, answer.payload["intent"]), ("confirmation_required", "file.archive"))
        self.assertEqual(self.slots(answer)["source"], f"{self.srv}/data/photos")
        confirmed = self.running.ask("archive it", confirmation_token=answer.payload["confirmation_token"])
        self.assertEqual(confirmed.status, "success")

    def test_sessions_do_not_hear_each_other(self):
        self.running.ask(f"list files in {self.srv}/data", session="one")
        answer = self.running.ask("how big is it?", session="two")
        self.assertEqual((answer.status, answer.payload["intent"]), ("error", "file.info"))
        self.assertIn("path", answer.message)
        self.assertEqual(self.running.ask("how big is it?", session="one").status, "success")

    def test_an_explicit_slot_beats_what_was_said_before(self):
        self.running.ask(f"list files in {self.srv}/data")
        answer = self.running.ask("how big is it?", path=f"{self.srv}/data/photos")
        self.assertEqual(self.slots(answer)["path"], f"{self.srv}/data/photos")
        self.assertNotIn("refers_to", answer.payload)

    def test_a_thing_of_another_kind_is_not_taken(self):
        self.running.ask("is nginx running?")
        answer = self.running.ask("how big is it?")
        self.assertEqual((answer.status, answer.payload["intent"]), ("error", "file.info"))


if __name__ == "__main__":
    main()
