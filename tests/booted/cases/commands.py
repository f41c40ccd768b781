"""maxosctl on the booted machine: as root, as a member of maxos-users, and as somebody else."""

import json

import fixture
from fixture import SERVICE, SOCKETS


class TheCommandLine(fixture.BootedCase):
    def ctl(self, *arguments, user="root"):
        return self.machine.run("maxosctl", *arguments, user=user, check=False)

    def test_root_and_members_are_answered(self):
        for user in ("root", "alice"):
            answer = self.ctl("ask", "What's my system uptime?", user=user)
            self.assertEqual((answer.returncode, answer.stderr), (0, ""), user)
            self.assertIn("up", answer.stdout.lower())
            answer = json.loads(self.ctl("--json", "ask", "What's my system uptime?", user=user).stdout)
            self.assertEqual(answer["payload"]["intent"], "system.uptime")
            self.assertEqual(self.ctl("health", user=user).returncode, 0)
            agents = self.ctl("agents", user=user)
            self.assertEqual(agents.returncode, 0, agents.stderr)
            for agent in ("filesystem", "system", "network", "developer", "knowledge", "evolver"):
                self.assertIn(agent, agents.stdout)
            self.assertEqual(self.ctl("stream", "Check system health", user=user).returncode, 0)

    def test_what_a_sentence_is_taken_for(self):
        expected = {"restart nginx": ("system.service_control", "confirm"), "do not restart nginx": ("unknown", "refuse"),
                    "copy a file": ("file.copy", "ask"), "list files in /srv": ("file.list", "run"),
                    "what is the weather in Paris": ("unknown", "refuse"), "ls -la /srv": ("file.list", "run")}
        for text, (intent, decision) in expected.items():
            answer = json.loads(self.ctl("--json", "understand", text).stdout)
            self.assertEqual((answer["intent"], answer["decision"]), (intent, decision), text)

    def test_a_conversation_knows_what_it_is(self):
        self.assertEqual(self.ctl("ask", "list files in /srv", user="alice").returncode, 0)
        answer = json.loads(self.ctl("--json", "ask", "how big is it?", user="alice").stdout)
        self.assertEqual((answer["status"], answer["payload"]["intent"]), ("success", "file.info"), answer)
        self.assertIn("/srv", answer["message"])

    def test_somebody_else_is_told_what_to_do(self):
        answer = self.ctl("ask", "What's my system uptime?", user="bob")
        self.assertEqual(answer.returncode, 3, answer)
        self.assertIn("maxos-users", answer.stderr)
        self.assertIn("bob", answer.stderr)

    def test_refusals_have_exit_codes_of_their_own(self):
        self.assertEqual(self.ctl("ask", "list files in /etc").returncode, 3)
        self.assertEqual(self.ctl("ask", "sing me a song about the weather in Lisbon").returncode, 5)
        self.assertEqual(self.ctl("ask", "").returncode, 2)
        self.assertEqual(self.ctl("frobnicate").returncode, 2)
        self.assertEqual(self.ctl("health", "--address", "127.0.0.1:1").returncode, 4)

    def test_a_service_that_is_not_there_is_named(self):
        self.machine.run("systemctl", "stop", *SOCKETS, SERVICE)
        self.addCleanup(self.machine.run, "systemctl", "start", SERVICE)
        for arguments in (["ask", "uptime"], ["health"]):
            answer = self.ctl(*arguments)
            self.assertEqual(answer.returncode, 4, answer)
            self.assertIn("not running", answer.stderr)
            self.assertIn("systemctl start maxos-grpc", answer.stderr)

    def test_completion_knows_the_commands(self):
        words = self.machine.output("bash", "-c", "source /usr/share/bash-completion/bash_completion; "
                                    "source /usr/share/bash-completion/completions/maxosctl; "
                                    "COMP_WORDS=(maxosctl he); COMP_CWORD=1; COMP_LINE='maxosctl he'; COMP_POINT=11; "
                                    "$(complete -p maxosctl | sed 's/.*-F \\([^ ]*\\).*/\\1/') maxosctl he maxosctl; "
                                    "echo ${COMPREPLY[@]}")
        self.assertIn("health", words)

    def test_a_watch_outlives_a_restart(self):
        watch = self.machine.start("maxosctl", "--json", "health", "--watch")
        self.assertIn("metrics", json.loads(watch.stdout.readline()))
        self.machine.run("systemctl", "restart", SERVICE)
        self.assertIn("metrics", json.loads(watch.stdout.readline()))
        # The machine's own process: the one here is nsenter, which passes no signal on.
        self.machine.run("pkill", "-TERM", "-x", "maxosctl")
        watch.communicate(timeout=20)
        self.assertNotEqual(watch.returncode, 0)
