"""StreamOperations: what every stream looks like, and progress that comes from the work."""

import signal
import time

import grpc

from harness import PATIENCE, Case, main, request


class Streams(Case):
    def check_shape(self, updates, final, status):
        progress = [update.progress for update in updates]
        self.assertEqual((progress[0], updates[0].status), (0, "started"))
        self.assertEqual((progress[-1], updates[-1].status), (100, final))
        self.assertEqual(progress, sorted(progress), "progress fell")
        between = updates[1:-1]
        self.assertGreaterEqual(len(between), 2)
        self.assertEqual({update.status for update in between}, {"processing"})
        self.assertTrue(all(0 < update.progress < 100 for update in between), progress)
        self.assertEqual({update.operation_id for update in updates}, {updates[-1].payload["operation_id"]})
        self.assertTrue(all(update.message for update in updates))
        self.assertTrue(all(not update.payload for update in updates[:-1]))
        self.assertEqual(updates[-1].payload["status"], status)
        return updates[-1].payload

    def test_a_stream_that_succeeds_goes_from_0_to_100_and_ends_with_the_answer(self):
        payload = self.check_shape(self.daemon().stream("What's my system uptime?"), "completed", "success")
        self.assertEqual((payload["agent"], payload["intent"]), ("system", "system.uptime"))
        self.assertGreater(int(payload["uptime_seconds"]), 0)

    def test_what_is_not_understood_ends_as_error_with_status_unhandled(self):
        payload = self.check_shape(self.daemon().stream("sing me a song"), "error", "unhandled")
        self.assertEqual((payload["agent"], payload["intent"]), ("orchestrator", "unknown"))

    def test_what_is_denied_ends_as_error_with_status_denied(self):
        payload = self.check_shape(self.daemon().stream("list files in /etc"), "error", "denied")
        self.assertEqual(payload["intent"], "file.list")

    def test_what_fails_ends_as_error_with_its_status(self):
        daemon = self.daemon()
        self.check_shape(daemon.stream(f"list files in {self.srv}/nowhere"), "error", "not_found")
        self.check_shape(daemon.stream("list files", sort="colour"), "error", "error")
        self.check_shape(daemon.stream("Summarize /srv/docs/handbook.md", domain="knowledge"), "error", "unavailable")

    def test_what_needs_a_confirmation_ends_with_the_token(self):
        payload = self.check_shape(self.hooked_daemon().stream("test change X"), "error", "confirmation_required")
        self.assertTrue(payload["confirmation_token"])
        self.assertEqual(self.read_lines(self.changes), [])

    def test_a_repeated_request_id_and_a_refused_token_look_the_same(self):
        daemon = self.hooked_daemon()
        first = self.check_shape(daemon.stream("What's my system uptime?", request_id="one"), "completed", "success")
        # The operation of the answer is the first one's; the updates before it carry that of this call.
        again = daemon.stream("What's my system uptime?", request_id="one")
        self.assertEqual(dict(again[-1].payload), dict(first))
        self.assertEqual([update.status for update in again], ["started", *["processing"] * (len(again) - 2), "completed"])
        self.assertGreaterEqual(len(again), 4)
        self.check_shape(daemon.stream("test change X", confirmation_token="nonsense"), "error", "denied")

    def test_progress_comes_from_the_work(self):
        daemon = self.hooked_daemon()
        started = time.monotonic()
        seen = [(time.monotonic() - started, update)
                for update in daemon.service.StreamOperations(request("test work 2"), timeout=PATIENCE)]
        self.check_shape([update for _, update in seen], "completed", "success")
        working = [(at, update.progress) for at, update in seen if update.message == "working"]
        self.assertGreater(len(working), 20)
        # The work reports its share of two seconds, which is mapped onto 20 to 99.
        for at, progress in working:
            self.assertAlmostEqual(progress, 20 + 79 * min(1, at / 2), delta=25)
        self.assertGreaterEqual(seen[-1][0], 2)

    def following(self, daemon, text, **options):
        """The stream of a request that follows, once its first item is there, and that item's number."""
        call = daemon.service.StreamOperations(request(text, follow="true"), **{"timeout": 60, **options})
        first = next(update for update in call if update.payload)
        return call, int(first.payload["number"])

    def test_items_come_in_their_order_and_none_is_lost_on_a_slow_reader(self):
        daemon = self.hooked_daemon()
        call, number = self.following(daemon, "test work 3")
        seen, last = [number], None
        for update in call:
            last = update
            if update.progress == 100:
                break
            self.assertEqual((update.status, update.progress), ("processing", 20))
            self.assertEqual(update.message, f"item {update.payload['number']}")
            seen.append(int(update.payload["number"]))
            # Reads nothing for a while, so that all that lies between fills up.
            if len(seen) == 10:
                time.sleep(1.5)
        self.assertEqual(seen, list(range(1, len(seen) + 1)))
        self.assertGreater(len(seen), 200)
        self.assertEqual((last.status, last.payload["sent_count"]), ("completed", str(len(seen))))

    def test_without_the_wish_or_the_stream_there_are_no_items(self):
        daemon = self.hooked_daemon()
        self.assertEqual(daemon.ask("test work 1", follow="true").payload["sent_count"], "0")
        self.check_shape(daemon.stream("test work 1"), "completed", "success")

    def test_who_follows_ends_when_its_client_leaves_though_it_said_detach(self):
        daemon = self.hooked_daemon()
        call = daemon.service.StreamOperations(request("test work 60", follow="true", detach="true"), timeout=60)
        next(update for update in call if update.payload)
        call.cancel()
        daemon.wait_line("MAXOS_STATUS=cancelled")
        self.assertEqual(daemon.ask("What's my system uptime?").status, "success")

    def test_who_follows_does_not_hold_up_a_stop(self):
        daemon = self.hooked_daemon()
        call, _ = self.following(daemon, "test work 60")
        started = time.monotonic()
        daemon.signal(signal.SIGTERM)
        last = list(call)[-1]
        self.assertEqual((last.progress, last.status, last.payload["status"]), (100, "error", "cancelled"))
        self.assertIn("The service stops", last.message)
        self.assertEqual(daemon.wait_exit(), 0)
        self.assertLess(time.monotonic() - started, 5)

    def test_a_client_that_reads_nothing_holds_up_nobody(self):
        daemon = self.hooked_daemon()
        unread = daemon.service.StreamOperations(request("test work 1", detach="true"), timeout=PATIENCE)
        self.assertEqual(daemon.ask("What's my system uptime?").status, "success")
        self.check_shape(list(unread), "completed", "success")

    def test_a_cancelled_stream_ends_as_cancelled_and_the_daemon_goes_on(self):
        daemon = self.hooked_daemon()
        call = daemon.service.StreamOperations(request("test work 30"), timeout=60)
        self.assertEqual(next(call).status, "started")
        call.cancel()
        with self.assertRaises(grpc.RpcError) as caught:
            list(call)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.CANCELLED)
        daemon.wait_line("test.work for")
        self.assertEqual(daemon.ask("What's my system uptime?").status, "success")

    def test_many_streams_at_once_all_end_whole(self):
        daemon = self.hooked_daemon(config=self.config(workers={"threads": 4, "queue": 256}))
        calls = [daemon.service.StreamOperations(request("What's my system uptime?"), timeout=PATIENCE) for _ in range(80)]
        for call in calls:
            self.check_shape(list(call), "completed", "success")


if __name__ == "__main__":
    main()
