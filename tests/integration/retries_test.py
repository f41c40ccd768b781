"""request_id and confirmation: nothing is executed twice, nothing without its yes."""

import json
import time

import grpc

from harness import PATIENCE, Case, eventually, main, request

INVALID = grpc.StatusCode.INVALID_ARGUMENT


class Confirmations(Case):
    def setUp(self):
        super().setUp()
        self.running = self.hooked_daemon()

    def token(self, text, **context):
        answer = self.running.ask(text, **context)
        self.assertEqual(answer.status, "confirmation_required", answer)
        return answer.payload["confirmation_token"]

    def test_a_change_asks_first_and_is_done_with_the_token(self):
        asked = self.running.ask("test change alpha")
        self.assertEqual((asked.status, asked.payload["intent"]), ("confirmation_required", "test.change"))
        self.assertIn("alpha", asked.payload["preview"])
        self.assertEqual(asked.payload["expires_in_seconds"], "300")
        self.assertEqual(self.read_lines(self.changes), [])
        done = self.running.ask("test change alpha", confirmation_token=asked.payload["confirmation_token"])
        self.assertEqual((done.status, done.payload["intent"], done.payload["confidence"]), ("success", "test.change", "1"))
        self.assertEqual(json.loads(done.payload["slots"]), {"text": "alpha"})
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_a_token_is_good_for_one_time(self):
        token = self.token("test change alpha")
        self.assertEqual(self.running.ask("test change alpha", confirmation_token=token).status, "success")
        again = self.running.ask("test change alpha", confirmation_token=token)
        self.assertEqual(again.status, "denied")
        self.assertIn("Nothing was done", again.message)
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_a_token_that_nobody_gave_out_is_refused(self):
        for token in ("", "x", "A" * 43, "🙂"):
            self.assertEqual(self.running.ask("test change alpha", confirmation_token=token).status, "denied", token)
        self.assertEqual(self.read_lines(self.changes), [])

    def test_a_token_executes_what_was_shown_whatever_text_comes_with_it(self):
        token = self.token("test change alpha")
        answer = self.running.ask("test change beta", confirmation_token=token)
        self.assertEqual((answer.status, json.loads(answer.payload["slots"])), ("success", {"text": "alpha"}))
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_each_request_has_a_token_of_its_own(self):
        tokens = {self.token("test change alpha") for _ in range(20)}
        self.assertEqual(len(tokens), 20)

    def test_an_expired_token_is_refused(self):
        self.running = self.hooked_daemon(config=self.config(access={"confirmation_ttl": "1s"}))
        token = self.token("test change alpha")
        issued = time.monotonic()
        # Work of a second, so that time passes without sleeping here.
        self.running.ask("test work 1")
        self.assertGreater(time.monotonic() - issued, 1)
        self.assertEqual(self.running.ask("test change alpha", confirmation_token=token).status, "denied")
        self.assertEqual(self.read_lines(self.changes), [])

    def test_a_dry_run_gives_no_token(self):
        answer = self.running.ask("test change alpha", dry_run="true")
        self.assertEqual((answer.status, answer.payload["dry_run"]), ("success", "true"))
        self.assertNotIn("confirmation_token", answer.payload)
        self.assertIn("alpha", answer.payload["preview"])
        self.assertEqual(self.read_lines(self.changes), [])

    def test_two_confirmations_at_once_execute_once(self):
        token = self.token("test change alpha")
        calls = [self.running.service.HandleText.future(request("test change alpha", confirmation_token=token), timeout=PATIENCE)
                 for _ in range(20)]
        statuses = sorted(call.result().status for call in calls)
        self.assertEqual(statuses, ["denied"] * 19 + ["success"])
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_a_confirmed_stream_executes_once_too(self):
        token = self.token("test change alpha")
        updates = self.running.stream("test change alpha", confirmation_token=token)
        self.assertEqual((updates[-1].status, updates[-1].payload["status"]), ("completed", "success"))
        self.assertEqual(self.read_lines(self.changes), ["alpha"])


class RequestIds(Case):
    def setUp(self):
        super().setUp()
        self.running = self.hooked_daemon()

    def test_a_second_call_gets_the_first_answer(self):
        first = self.running.ask("What's my system uptime?", request_id="one")
        second = self.running.ask("What's my system uptime?", request_id="one")
        self.assertEqual(first, second)
        self.assertNotEqual(self.running.ask("What's my system uptime?", request_id="two").payload["operation_id"],
                            first.payload["operation_id"])

    def test_a_second_call_joins_one_that_runs(self):
        first = self.running.service.StreamOperations(request("test work 1", request_id="one"), timeout=PATIENCE)
        for update in first:
            if update.message == "working":
                break
        second = self.running.service.HandleText.future(request("test work 1", request_id="one"), timeout=PATIENCE)
        third = self.running.stream("test work 1", request_id="one")
        id = list(first)[-1].operation_id
        self.assertEqual(second.result().payload["operation_id"], id)
        self.assertEqual((third[-1].payload["operation_id"], third[-1].status), (id, "completed"))

    def test_the_same_id_for_another_text_or_context_is_refused(self):
        self.running.ask("What's my system uptime?", request_id="one")
        for text, context in (("Check system health", {}), ("What's my system uptime?", {"domain": "system"})):
            for call in (self.running.service.HandleText, self.running.service.StreamOperations):
                error = self.assert_code(INVALID, call, request(text, request_id="one", **context), timeout=PATIENCE)
                self.assertIn("request_id", error.details())
        # The id still stands for its first request.
        self.assertEqual(self.running.ask("What's my system uptime?", request_id="one").status, "success")

    def test_ids_have_1_to_64_characters(self):
        self.assertEqual(self.running.ask("uptime", request_id="i" * 64).status, "success")
        for id in ("", "i" * 65):
            error = self.assert_code(INVALID, self.running.ask, "uptime", request_id=id)
            self.assertIn("64", error.details())

    def test_64_characters_may_be_more_than_64_bytes(self):
        self.assertEqual(self.running.ask("uptime", request_id="ü" * 64).status, "success")

    def test_an_answer_is_given_again_after_a_restart(self):
        first = self.running.ask("What's my system uptime?", request_id="one")
        self.assertEqual(self.running.stop(), 0)
        restarted = self.hooked_daemon()
        self.assertEqual(restarted.ask("What's my system uptime?", request_id="one"), first)
        self.assert_code(INVALID, restarted.ask, "Check system health", request_id="one")

    def test_a_confirmed_change_that_is_retried_is_done_once(self):
        token = self.running.ask("test change alpha", request_id="ask").payload["confirmation_token"]
        context = {"confirmation_token": token, "request_id": "do"}
        answers = [self.running.ask("test change alpha", **context) for _ in range(5)]
        self.assertEqual({answer.status for answer in answers}, {"success"})
        self.assertEqual(len({answer.payload["operation_id"] for answer in answers}), 1)
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_confirmed_changes_sent_at_once_are_done_once(self):
        token = self.running.ask("test change alpha").payload["confirmation_token"]
        message = request("test change alpha", confirmation_token=token, request_id="do")
        calls = [self.running.service.HandleText.future(message, timeout=PATIENCE) for _ in range(50)]
        answers = [call.result() for call in calls]
        self.assertEqual({answer.status for answer in answers}, {"success"})
        self.assertEqual(len({answer.payload["operation_id"] for answer in answers}), 1)
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_a_change_that_is_retried_after_a_restart_is_done_once(self):
        token = self.running.ask("test change alpha").payload["confirmation_token"]
        context = {"confirmation_token": token, "request_id": "do"}
        first = self.running.ask("test change alpha", **context)
        self.running.stop()
        restarted = self.hooked_daemon()
        self.assertEqual(restarted.ask("test change alpha", **context), first)
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_a_change_that_is_retried_after_a_kill_is_done_once(self):
        token = self.running.ask("test change alpha").payload["confirmation_token"]
        context = {"confirmation_token": token, "request_id": "do"}
        self.running.ask("test change alpha", **context)
        self.running.process.kill()
        self.running.wait_exit()
        self.running.process.returncode = 0  # killed on purpose
        restarted = self.hooked_daemon()
        # The answer itself may have been on its way to the disk; that it acts again must not be.
        again = restarted.ask("test change alpha", **context)
        self.assertIn(again.status, ("success", "error"))
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    def test_a_repeated_ask_for_a_change_gives_the_same_token(self):
        first = self.running.ask("test change alpha", request_id="ask")
        self.assertEqual(self.running.ask("test change alpha", request_id="ask"), first)

    def test_an_id_whose_client_left_is_free_again(self):
        call = self.running.service.StreamOperations(request("test work 30", request_id="one"), timeout=60)
        for update in call:
            if update.message == "working":
                break
        call.cancel()
        self.running.wait_line("MAXOS_STATUS=cancelled")
        # Another text under the same id: only a free id takes it.
        self.assertEqual(self.running.ask("ls", request_id="one").status, "success")

    def test_a_refused_request_leaves_its_id_free(self):
        testing = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 1}))
        working = testing.service.StreamOperations(request("test work 30"), timeout=60)
        for update in working:
            if update.message == "working":
                break
        waiting = testing.service.HandleText.future(request("ls"), timeout=60)
        # Two more: whichever comes first waits if `waiting` has not come yet; of two one is refused.
        more = [testing.service.HandleText.future(request("ls", request_id=f"id{n}"), timeout=60) for n in range(2)]
        refused = self.first_refused(more)
        working.cancel()
        self.assertEqual(waiting.exception() is None or waiting.exception().code() == grpc.StatusCode.RESOURCE_EXHAUSTED, True)
        self.assertEqual(self.ask_until_taken(testing, "ls", request_id=f"id{more.index(refused)}").status, "success")

    def test_a_confirmed_call_that_finds_the_queue_full_can_be_made_again(self):
        testing = self.hooked_daemon(config=self.config(workers={"threads": 1, "queue": 1}))
        token = testing.ask("test change alpha").payload["confirmation_token"]
        working = testing.service.StreamOperations(request("test work 30"), timeout=60)
        for update in working:
            if update.message == "working":
                break
        waiting = [testing.service.HandleText.future(request("ls"), timeout=60) for _ in range(2)]
        self.first_refused(waiting)
        context = {"confirmation_token": token, "request_id": "do"}
        error = self.assert_code(grpc.StatusCode.RESOURCE_EXHAUSTED, testing.ask, "test change alpha", **context)
        self.assertIn("Nothing was done", error.details())
        working.cancel()
        # As the answer says: the very same call, in a moment.
        self.assertEqual(self.ask_until_taken(testing, "test change alpha", **context).status, "success")
        self.assertEqual(self.read_lines(self.changes), ["alpha"])

    @staticmethod
    def ask_until_taken(daemon, text, **context):
        """The answer, as a client gets it that comes again while the queue is full."""
        def ask():
            try:
                return daemon.ask(text, **context)
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.RESOURCE_EXHAUSTED:
                    raise
                return None
        return eventually(ask, "the queue has room")

    def first_refused(self, calls):

        def refused():
            for call in calls:
                if call.done() and call.exception() is not None:
                    return call
            return None
        call = eventually(refused, "a call is refused")
        self.assertEqual(call.exception().code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        return call

    def test_the_older_of_two_clients_may_leave_while_the_other_waits_for_the_answer(self):
        first = self.running.service.StreamOperations(request("test work 1", request_id="one", detach="true"), timeout=PATIENCE)
        for update in first:
            if update.message == "working":
                break
        second = self.running.service.HandleText.future(request("test work 1", request_id="one", detach="true"),
                                                        timeout=PATIENCE)
        first.cancel()
        self.assertEqual(second.result().status, "success")


if __name__ == "__main__":
    main()
