"""What a sentence is taken for: asked with Understand and maxosctl understand, and what becomes of it as a request."""

import json
import os
import subprocess
import time

import grpc

from harness import DAEMON, PATIENCE, Case, main, maxos_pb2_grpc, request

INVALID = grpc.StatusCode.INVALID_ARGUMENT
# Sentences that name an action without asking for it, by why.
CAUTIONS = {
    "do not delete /srv/data/a.txt": "negated",
    "the nginx service was restarted yesterday": "reported",
    "should I delete /srv/data/a.txt?": "asked",
    "delete everything in /srv/data except a.txt": "conditional",
    "copy /srv/data/a.txt to /srv/b tomorrow": "later",
    "delete /srv/data/a.txt; rm -rf /": "shell",
}
# As far from a request that why does not matter.
MENTIONS = ("don't restart nginx", "I restarted nginx yesterday", "should I restart nginx?", "restart nginx if it is down",
            "how would I reboot the machine?", "never reboot the machine", "who deleted the backups?", "ls /srv && rm -rf /")


class Understanding(Case):
    def setUp(self):
        super().setUp()
        self.running = self.daemon()
        self.registry = maxos_pb2_grpc.RegistryServiceStub(self.running.channel())

    def understand(self, text, **context):
        return self.registry.Understand(request(text, **context), timeout=PATIENCE)

    def ctl(self, *arguments, lines=None):
        """A run of maxosctl: exit code, the JSON of each line of its output, standard error."""
        done = subprocess.run([os.environ["MAXOS_CTL"], "--address", self.running.target, *arguments], input=lines,
                              capture_output=True, text=True, timeout=3 * PATIENCE, check=False)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def assert_nothing_was_done(self, answer):
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("orchestrator", "unhandled", "unknown"))
        self.assertIn("othing was done", answer.message)

    def test_a_read_would_run_with_its_slots(self):
        answer = self.understand("list the files in /srv")
        self.assertEqual((answer.intent, answer.agent, answer.decision), ("file.list", "filesystem", "run"))
        self.assertEqual(dict(answer.slots), {"path": "/srv"})
        self.assertGreater(answer.confidence, 0.5)
        self.assertLessEqual(answer.confidence, 1)
        self.assertNotIn("file.list", [candidate.intent for candidate in answer.candidates])

    def test_what_changes_the_machine_would_be_confirmed(self):
        answer = self.understand("restart nginx")
        self.assertEqual((answer.intent, answer.decision), ("system.service_control", "confirm"))
        self.assertEqual(answer.slots["action"], "restart")

    def test_a_missing_slot_is_asked_for_and_the_context_gives_it(self):
        answer = self.understand("copy /srv/data/a.txt")
        self.assertEqual((answer.intent, answer.decision, list(answer.missing)), ("file.copy", "ask", ["destination"]))
        self.assertIn("for example", answer.question.lower())
        asked = self.running.ask("copy /srv/data/a.txt")
        self.assertEqual((asked.status, asked.payload["intent"], asked.message), ("error", "file.copy", answer.question))
        answer = self.understand("copy /srv/data/a.txt", dest_path="/srv/b")
        self.assertEqual((answer.decision, list(answer.missing), answer.question), ("run", [], ""))
        self.assertEqual(answer.slots["destination"], "/srv/b")

    def test_a_wrong_slot_is_asked_for(self):
        answer = self.understand("list the files in /srv", limit="many")
        self.assertEqual((answer.intent, answer.decision), ("file.list", "ask"))
        self.assertIn("limit", answer.question)

    def test_small_talk_is_refused(self):
        answer = self.understand("sing me a song about the rain")
        self.assertEqual((answer.intent, answer.agent, answer.decision, answer.confidence), ("unknown", "orchestrator", "refuse", 0))
        self.assertEqual(dict(answer.slots), {})

    def test_what_needs_a_service_that_is_away_is_understood_and_unavailable(self):
        answer = self.running.ask("restart nginx")
        self.assertEqual((answer.status, answer.payload["intent"]), ("unavailable", "system.service_control"))
        self.assertIn("D-Bus", answer.message)

    def test_what_is_announced_is_understood_and_unavailable(self):
        answer = self.running.ask("Show the git status of /srv/code/app", domain="developer")
        self.assertEqual((answer.status, answer.payload["intent"]), ("unavailable", "dev.git_status"))
        self.assertIn("Nothing was done", answer.message)

    def test_two_requests_in_one_are_both_named_and_neither_is_done(self):
        text = "check the disk and restart nginx"
        clauses = [("check the disk", "system.disk"), ("restart nginx", "system.service_control")]
        answer = self.understand(text)
        self.assertEqual((answer.intent, answer.decision), ("unknown", "refuse"))
        self.assertEqual([(clause.text, clause.intent) for clause in answer.clauses], clauses)
        asked = self.running.ask(text)
        self.assert_nothing_was_done(asked)
        self.assertEqual([(clause["text"], clause["intent"]) for clause in json.loads(asked.payload["clauses"])], clauses)
        for clause in clauses:
            for part in clause:
                self.assertIn(part, asked.message)

    def test_an_action_that_is_only_mentioned_is_not_done(self):
        for text, caution in CAUTIONS.items():
            with self.subTest(text):
                answer = self.understand(text)
                self.assertEqual((answer.intent, answer.decision, answer.caution), ("unknown", "refuse", caution))
                asked = self.running.ask(text)
                self.assert_nothing_was_done(asked)
                self.assertEqual(asked.payload["caution"], caution)

    def test_no_mention_of_an_action_is_taken_for_a_request(self):
        for text in MENTIONS:
            with self.subTest(text):
                answer = self.understand(text)
                self.assertEqual((answer.intent, answer.decision), ("unknown", "refuse"))
                self.assertEqual(self.running.ask(text).status, "unhandled")

    def test_a_stricter_configuration_refuses_what_is_not_sure(self):
        sure = {f"{risk}_confidence": 1 for risk in ("modify", "execute", "destructive", "privileged")}
        strict = self.daemon(config=self.config(language=sure))
        answer = strict.ask("please restart the nginx service")
        self.assertEqual((answer.status, answer.payload["intent"]), ("unhandled", "unknown"))
        self.assertEqual(json.loads(answer.payload["candidates"])[0], "system.service_control")

    def test_limits_and_validation_are_those_of_handle_text(self):
        raw = self.running.channel().unary_unary("/maxos.RegistryService/Understand")
        for text in ("", " \n"):
            self.assertIn("empty", self.assert_code(INVALID, self.registry.Understand, request(text), timeout=PATIENCE).details())
        details = self.assert_code(INVALID, self.registry.Understand, request("x" * 65537), timeout=PATIENCE).details()
        self.assertIn("limits.text_bytes", details)
        details = self.assert_code(INVALID, self.registry.Understand, request("uptime", **{"k" * 257: "v"}), timeout=PATIENCE).details()
        self.assertIn("limits.context_key_bytes", details)
        self.assertIn("UTF-8", self.assert_code(INVALID, raw, b"\x0a\x02\xff\xfe", timeout=PATIENCE).details())
        self.assertEqual(self.understand("uptime").intent, "system.uptime")

    def test_understanding_executes_nothing(self):
        testing = self.hooked_daemon()
        registry = maxos_pb2_grpc.RegistryServiceStub(testing.channel())
        answer = registry.Understand(request("test change once", dry_run="false", request_id="r1"), timeout=PATIENCE)
        self.assertEqual(answer.intent, "test.change")
        self.assertEqual(self.read_lines(self.changes), [])
        # The id is still free.
        self.assertEqual(testing.ask("uptime", request_id="r1").status, "success")

    def test_lines_through_maxosctl_are_answered_in_order_and_soon(self):
        texts = ["list the files in /srv", "restart nginx", "sing me a song about the rain", "check the disk and restart nginx"]
        lines = [json.dumps({"text": text}) for text in texts] * 250
        started = time.monotonic()
        code, answers, error = self.ctl("understand", "--jsonl", lines="\n".join(lines) + "\n")
        self.assertLess(time.monotonic() - started, PATIENCE)
        self.assertEqual((code, error, len(answers)), (0, "", 1000))
        intents = ["file.list", "system.service_control", "unknown", "unknown"]
        self.assertEqual([answer["intent"] for answer in answers], intents * 250)
        self.assertEqual([answer["decision"] for answer in answers[:4]], ["run", "confirm", "refuse", "refuse"])
        for answer in answers[:4]:
            self.assertLessEqual({"intent", "confidence", "slots", "missing", "agent", "decision"}, answer.keys())
            self.assertIsInstance(answer["confidence"], (int, float))
        self.assertEqual(answers[3]["clauses"][1], {"text": "restart nginx", "intent": "system.service_control"})

    def test_a_bad_line_through_maxosctl_is_an_error_in_its_place(self):
        lines = ['{"text":"uptime"}', "nonsense", '{"text":""}', '{"text":"copy /srv/a","context":{"destination":"/srv/b"}}']
        code, answers, _ = self.ctl("understand", "--jsonl", lines="\n".join(lines))
        self.assertEqual((code, len(answers)), (1, 4))
        self.assertEqual([set(answer) == {"error"} for answer in answers], [False, True, True, False])
        self.assertIn("empty", answers[2]["error"])
        self.assertEqual((answers[3]["intent"], answers[3]["slots"]), ("file.copy", {"destination": "/srv/b", "source": "/srv/a"}))

    def test_one_sentence_through_maxosctl(self):
        code, answers, error = self.ctl("--json", "understand", "copy", "/srv/a", "--context", "destination=/srv/b")
        self.assertEqual((code, error), (0, ""))
        self.assertEqual((answers[0]["intent"], answers[0]["decision"]), ("file.copy", "run"))


class Model(Case):
    def test_a_model_that_cannot_be_read_keeps_it_from_starting_and_is_named(self):
        broken = self.folder + "/broken.model"
        with open(broken, "wb") as file:
            file.write(b"no model" * 1000)
        for path in (self.folder + "/nowhere.model", broken):
            daemon = self.daemon(config=self.config(language={"model": path}), ready=False)
            self.assertEqual(daemon.wait_exit(), 1)
            self.assertIn("language.model", daemon.wait_line(path))
            checked = subprocess.run([DAEMON, "--check-config", "--config", daemon.config_file], capture_output=True, text=True, timeout=PATIENCE, check=False)
            self.assertEqual((checked.returncode, checked.stdout), (1, ""))
            self.assertIn(path, checked.stderr)


if __name__ == "__main__":
    main()
