"""Phrases that are taught while the daemon runs, what it did not understand, and what it counts: also after a restart."""

import json
import os
import subprocess

from harness import Case, main, maxos_pb2_grpc, request

PATIENCE = 20.0
PHRASE = "butter the parsnips"


class Teaching(Case):
    def setUp(self):
        super().setUp()
        for folder in ("data", "other"):
            os.makedirs(f"{self.srv}/{folder}/{folder}-inside")
        self.running = self.daemon()

    def restart(self):
        self.assertEqual(self.running.stop(), 0)
        self.running = self.daemon()

    def learn(self, phrase, intent, **context):
        return self.running.ask(f'Learn that "{phrase}" means {intent}', **context)

    def understand(self, text):
        return maxos_pb2_grpc.RegistryServiceStub(self.running.channel()).Understand(request(text), timeout=PATIENCE)

    def assert_means(self, text, intent):
        answer = self.running.ask(text)
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", intent), answer.message)
        return answer

    def test_a_phrase_takes_effect_at_once_and_survives_a_restart(self):
        self.assertEqual(self.running.ask(PHRASE).status, "unhandled")
        answer = self.learn(PHRASE, "system.metrics")
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("evolver", "success", "agent.learn"), answer.message)
        self.assertEqual((answer.payload["phrase"], answer.payload["means"], answer.payload["taught_count"]), (PHRASE, "system.metrics", "1"))
        for _ in range(2):
            self.assertEqual(self.assert_means(PHRASE, "system.metrics").payload["taught_phrase"], PHRASE)
            self.assert_means("Butter the parsnips!", "system.metrics")
            self.assert_means("please butter the parsnps", "system.metrics")
            self.restart()

    def test_slots_are_read_from_other_words(self):
        answer = self.learn(f"look at my stuff in {self.srv}/data", "file.list")
        self.assertEqual(json.loads(answer.payload["says"]), {"path": f"{self.srv}/data"}, answer.message)
        self.assertIn("data-inside", self.assert_means(f"look at my stuff in {self.srv}/data", "file.list").payload["entries"])
        for _ in range(2):
            answer = self.assert_means(f"look at my stuff in {self.srv}/other", "file.list")
            self.assertIn("other-inside", answer.payload["entries"])
            self.restart()

    def test_understand_and_maxosctl_know_it(self):
        self.learn(PHRASE, "system.metrics")
        answer = self.understand(PHRASE)
        self.assertEqual((answer.intent, answer.decision, answer.taught_phrase, answer.confidence), ("system.metrics", "run", PHRASE, 1))
        self.assertEqual(self.understand("show the uptime").taught_phrase, "")
        done = subprocess.run([os.environ["MAXOS_CTL"], "--address", self.running.target, "--json", "understand", PHRASE],
                              capture_output=True, text=True, timeout=PATIENCE, check=True)
        self.assertEqual(json.loads(done.stdout)["intent"], "system.metrics")

    def test_a_phrase_that_means_something_else_is_confirmed_first(self):
        answer = self.learn("show the uptime", "system.health")
        self.assertEqual(answer.status, "confirmation_required", answer.message)
        self.assertIn("Without being taught it means system.uptime", answer.payload["preview"])
        self.assert_means("show the uptime", "system.uptime")
        confirmed = self.learn("show the uptime", "system.health", confirmation_token=answer.payload["confirmation_token"])
        self.assertEqual(confirmed.status, "success", confirmed.message)
        self.assert_means("show the uptime", "system.health")

    def test_teaching_again_replaces_and_says_so(self):
        self.learn(PHRASE, "system.metrics")
        answer = self.learn(PHRASE.upper(), "system.health")
        self.assertEqual((answer.status, answer.payload["replaced"], answer.payload["taught_count"]), ("success", "system.metrics", "1"), answer.message)
        self.restart()
        self.assert_means(PHRASE, "system.health")

    def test_what_cannot_be_taught_says_why(self):
        answer = self.learn(PHRASE, "system.helth")
        self.assertEqual((answer.status, answer.payload["intent"]), ("error", "agent.learn"))
        self.assertIn("The nearest are system.health", answer.message)
        answer = self.running.ask('Learn that "x" means system.health', phrase="?!")
        self.assertEqual(answer.status, "error")
        self.assertIn("no words", answer.message)
        answer = self.running.ask('Learn that "x" means system.health', phrase="x" * 201)
        self.assertIn("200 bytes", answer.message)
        answer = self.learn("forget the phrase 'abc'", "system.health")
        self.assertEqual(answer.status, "error", answer.message)

    def test_a_taught_phrase_asks_for_what_the_intent_asks_for(self):
        self.assertEqual(self.learn("bedtime for the box", "system.power").status, "success")
        answer = self.understand("bedtime for the box")
        self.assertEqual((answer.intent, answer.decision), ("system.power", "ask"))
        self.assertEqual(self.understand("do not bedtime for the box").intent, "unknown")

    def test_a_phrase_is_taken_back_for_good(self):
        answer = self.running.ask(f'Forget the phrase "{PHRASE}"')
        self.assertEqual((answer.status, answer.payload["intent"]), ("not_found", "agent.forget"))
        self.learn(PHRASE, "system.metrics")
        answer = self.running.ask('Forget the phrase "butter the parsnip"')
        self.assertEqual(answer.status, "not_found")
        self.assertIn(f'"{PHRASE}"', answer.message)
        self.assertEqual(self.running.ask(f'Forget the phrase "{PHRASE}"').status, "success")
        self.assertEqual(self.running.ask(PHRASE).status, "unhandled")
        self.restart()
        self.assertEqual(self.running.ask(PHRASE).status, "unhandled")

    def test_what_was_not_understood_is_grouped_and_kept(self):
        for text in ("frobnicate /srv/a", "Frobnicate /srv/b!", "sing me a song about the rain"):
            self.assertEqual(self.running.ask(text).status, "unhandled")
        for _ in range(2):
            answer = self.running.ask("What did you not understand?")
            self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("evolver", "success", "agent.misses"), answer.message)
            misses = json.loads(answer.payload["misses"])
            self.assertEqual([(miss["text"], miss["count"]) for miss in misses],
                             [("Frobnicate /srv/b!", 2), ("sing me a song about the rain", 1)])
            self.assertEqual((answer.payload["total_count"], answer.payload["requests"]), ("2", "3"))
            self.restart()

    def test_requests_are_counted_by_agent_and_intent(self):
        for _ in range(5):
            self.running.ask("What's my system uptime?")
        self.running.ask("list the files in /etc")
        answer = self.running.ask("Show the agent status")
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "agent.status"), answer.message)
        agents = {agent["name"]: agent for agent in json.loads(answer.payload["agents"])}
        uptime = agents["system"]["intents"][0]
        self.assertEqual((uptime["intent"], uptime["requests"], uptime["success"]), ("system.uptime", 5, 5))
        self.assertGreater(uptime["p95_ms"], 0)
        self.assertEqual(agents["filesystem"]["statuses"], {"denied": 1})
        self.assertEqual((answer.payload["requests"], answer.payload["success"]), ("6", "5"))


if __name__ == "__main__":
    main()
