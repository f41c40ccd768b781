"""What the daemon says is true of this machine."""

import json
import os
import time

import grpc

from harness import PATIENCE, Case, main, maxos_pb2, maxos_pb2_grpc, request

COMMON_KEYS = {"intent", "slots", "summary", "confidence", "operation_id", "acting_as"}


def proc_uptime():
    with open("/proc/uptime", encoding="ascii") as file:
        return float(file.read().split()[0])


def meminfo():
    with open("/proc/meminfo", encoding="ascii") as file:
        return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in file if line.split()[2:] == ["kB"]}


class Answers(Case):
    def setUp(self):
        super().setUp()
        for name, size in (("a.txt", 5), ("b.log", 2000), (".hidden", 1)):
            with open(f"{self.srv}/home/{name}", "w", encoding="ascii") as file:
                file.write("x" * size)
        os.mkdir(self.srv + "/home/folder")
        self.running = self.daemon()

    def ask(self, text, **context):
        answer = self.running.ask(text, **context)
        self.assertLessEqual(COMMON_KEYS, set(answer.payload), answer)
        self.assertIsInstance(json.loads(answer.payload["slots"]), dict)
        self.assertTrue(answer.message)
        self.assertTrue(answer.agent)
        return answer

    def test_the_uptime_is_that_of_proc_uptime(self):
        before = int(proc_uptime())
        answer = self.ask("What's my system uptime?")
        after = int(proc_uptime()) + 1
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("system", "success", "system.uptime"))
        self.assertLessEqual(before, int(answer.payload["uptime_seconds"]))
        self.assertLessEqual(int(answer.payload["uptime_seconds"]), after)
        self.assertAlmostEqual(int(answer.payload["boot_time_unix"]), time.time() - proc_uptime(), delta=2)

    def test_a_listing_has_the_names_and_sizes_of_the_directory(self):
        answer = self.ask("List files in my home directory")
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("filesystem", "success", "file.list"))
        entries = {entry["name"]: entry for entry in json.loads(answer.payload["entries"])}
        self.assertEqual(set(entries), {name for name in os.listdir(self.srv + "/home") if name[0] != "."})
        self.assertEqual(entries["b.log"]["size_bytes"], 2000)
        self.assertEqual(entries["folder"]["type"], "directory")
        self.assertEqual(answer.payload["total_count"], "3")
        self.assertEqual(answer.payload["hidden_count"], "1")
        self.assertEqual(answer.payload["path"], self.srv + "/home")

    def test_the_facts_of_one_file_are_those_of_stat(self):
        path = self.srv + "/home/b.log"
        answer = self.ask(f"show details of {path}")
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "file.info"))
        self.assertEqual(int(answer.payload["size_bytes"]), os.stat(path).st_size)

    def test_health_metrics_are_those_of_proc_meminfo_and_statvfs(self):
        health = self.running.health()
        memory = meminfo()
        metrics = health.metrics
        self.assertEqual(int(metrics["memory_total_bytes"]), memory["MemTotal"])
        self.assertAlmostEqual(int(metrics["memory_available_bytes"]), memory["MemAvailable"],
                               delta=0.1 * memory["MemTotal"])
        self.assertEqual(int(metrics["swap_total_bytes"]), memory["SwapTotal"])
        self.assertEqual(int(metrics["cpu_count"]), os.cpu_count())
        self.assertAlmostEqual(float(metrics["uptime_seconds"]), proc_uptime(), delta=2)
        self.assertAlmostEqual(float(metrics["load_1m"]), os.getloadavg()[0], delta=0.5)
        root = os.statvfs("/")
        self.assertEqual(int(metrics["disk_root_total_bytes"]), root.f_blocks * root.f_frsize)
        self.assertAlmostEqual(int(metrics["disk_root_available_bytes"]), root.f_bavail * root.f_frsize,
                               delta=0.05 * root.f_blocks * root.f_frsize)
        self.assertEqual((health.status, metrics["orchestrator"], metrics["agents"], metrics["memory_limit"]),
                         ("healthy", "ready", "6", "50"))
        self.assertEqual(metrics["redis"], "disabled")
        self.assertIn(metrics["level"], ("ok", "warning"))
        self.assertIsInstance(json.loads(metrics["reasons"]), list)

    def test_the_health_that_the_system_agent_tells_has_the_same_figures(self):
        answer = self.ask("Check system health")
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("system", "success", "system.health"))
        metrics = self.ask("show system metrics")
        self.assertEqual((metrics.status, metrics.payload["intent"]), ("success", "system.metrics"))
        self.assertEqual(int(metrics.payload["memory_total_bytes"]), meminfo()["MemTotal"])

    def test_the_facts_about_the_machine_are_those_of_uname(self):
        answer = self.ask("what machine is this")
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "system.info"))
        self.assertIn(os.uname().release, answer.payload.values())
        self.assertIn(os.uname().nodename, answer.payload.values())

    def test_disk_figures_are_those_of_statvfs(self):
        answer = self.ask(f"how full is {self.srv}")
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "system.disk"))
        info = os.statvfs(self.srv)
        self.assertEqual(int(answer.payload["total_bytes"]), info.f_blocks * info.f_frsize)

    def test_the_process_list_knows_the_daemon_itself(self):
        answer = self.ask("show processes named maxos-grpcd", limit="1000")
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "system.processes"))
        self.assertIn(self.running.pid, [process["pid"] for process in json.loads(answer.payload["processes"])])

    def test_help_names_every_agent_and_what_can_be_asked(self):
        answer = self.ask("what can you do")
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("evolver", "success", "agent.help"))
        for intent in ("system.uptime", "file.list", "agent.help"):
            self.assertIn(intent, json.dumps(dict(answer.payload)))

    def test_what_is_not_understood_is_unhandled_and_offers_something(self):
        for text in ("Tell me a joke about penguins", "What's the weather in Paris?", "rm -rf /", "🙂"):
            answer = self.ask(text)
            self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("orchestrator", "unhandled", "unknown"))
        self.assertIn("did nothing", answer.message)

    def test_what_lies_outside_the_roots_is_denied_and_keeps_its_intent(self):
        os.symlink("/etc", self.srv + "/home/way-out")
        for text in ("list files in /etc", f"list files in {self.srv}/../etc", f"list files in {self.srv}/home/way-out"):
            answer = self.ask(text)
            self.assertEqual((answer.status, answer.payload["intent"]), ("denied", "file.list"), text)
        self.assertEqual(self.ask("show details of /etc/shadow").status, "denied")

    def test_the_state_and_the_configuration_cannot_be_reached_below_a_root(self):
        everything = self.daemon(config=self.config(filesystem={"roots": ["/"], "home": "/"}))
        config = everything.config_file
        drop_ins = os.path.splitext(config)[0] + ".d"
        os.mkdir(drop_ins)
        for question in (f"list files in {self.folder}/state/maxos-grpc", f"list files in {drop_ins}", f"show details of {config}",
                         f"show details of {self.folder}/./etc/../etc/{os.path.basename(config)}"):
            self.assertEqual(everything.ask(question).status, "denied", question)
        # The folder beside it is no secret: it may be a root of its own.
        self.assertEqual(everything.ask(f"list files in {os.path.dirname(config)}").status, "success")

    def test_a_path_that_does_not_exist_is_not_found(self):
        answer = self.ask(f"list files in {self.srv}/nowhere")
        self.assertEqual((answer.status, answer.payload["intent"]), ("not_found", "file.list"))

    def test_what_a_later_version_carries_out_is_understood_and_unavailable(self):
        for text, domain, intent, slots in (
                ("Summarize /srv/docs/handbook.md", "knowledge", "knowledge.summarize", {"path": "/srv/docs/handbook.md"}),
                ("Show the git status of /srv/code/app", "developer", "dev.git_status", {"repository": "/srv/code/app"})):
            for context in ({}, {"dry_run": "true"}):
                answer = self.ask(text, domain=domain, **context)
                self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), (domain, "unavailable", intent))
                self.assertEqual(json.loads(answer.payload["slots"]), slots)
                self.assertIn("0.1.0", answer.message)

    def test_a_slot_that_cannot_be_is_asked_for_again(self):
        answer = self.ask("Is nginx running?", unit="$(reboot)")
        self.assertEqual((answer.status, answer.payload["intent"]), ("error", "system.service"))
        self.assertIn("unit", answer.message)
        answer = self.ask("Show the last 20 misses", limit="many")
        self.assertEqual((answer.status, answer.payload["intent"]), ("error", "agent.misses"))

    def test_what_an_unavailable_agent_does_not_understand_is_unavailable_too(self):
        answer = self.ask("sing a song about rain", domain="knowledge")
        self.assertEqual((answer.agent, answer.status, answer.payload["intent"]), ("knowledge", "unavailable", "unknown"))

    def test_an_explicit_slot_beats_the_text(self):
        answer = self.ask("list files in /etc", path=self.srv + "/home", sort="size", limit="1")
        self.assertEqual(answer.status, "success")
        self.assertEqual([entry["name"] for entry in json.loads(answer.payload["entries"])], ["b.log"])
        slots = json.loads(answer.payload["slots"])
        self.assertEqual((slots["path"], slots["sort"], slots["limit"]), (self.srv + "/home", "size", "1"))

    def test_an_explicit_slot_goes_through_the_same_validation(self):
        answer = self.ask("list files", sort="colour")
        self.assertEqual(answer.status, "error")
        for choice in ("name", "size", "time", "type"):
            self.assertIn(choice, answer.message)
        self.assertEqual(self.ask("list files", path="/etc").status, "denied")

    def test_the_older_names_of_slots_are_taken_too(self):
        answer = self.ask("show processes", project_name="maxos-grpcd")
        self.assertEqual((answer.status, json.loads(answer.payload["slots"])["name"]), ("success", "maxos-grpcd"))
        self.assertIn(self.running.pid, [process["pid"] for process in json.loads(answer.payload["processes"])])
        # The newer name wins where both are given.
        answer = self.ask("show processes", project_name="wrong", name="maxos-grpcd")
        self.assertEqual(json.loads(answer.payload["slots"])["name"], "maxos-grpcd")

    def test_a_list_that_is_too_long_is_cut_with_an_honest_total(self):
        os.mkdir(self.srv + "/many")
        for number in range(6000):
            with open(f"{self.srv}/many/{number:05}{'x' * 150}", "wb"):
                pass
        answer = self.ask(f"list files in {self.srv}/many")
        self.assertEqual((answer.payload["total_count"], answer.payload["shown_count"], answer.payload["truncated"]),
                         ("6000", "200", "true"))
        answer = self.ask(f"list files in {self.srv}/many", limit="6000")
        self.assertLessEqual(answer.ByteSize(), 1024 * 1024)
        entries = json.loads(answer.payload["entries"])
        self.assertEqual((answer.payload["total_count"], answer.payload["truncated"]), ("6000", "true"))
        self.assertEqual(answer.payload["shown_count"], str(len(entries)))
        self.assertGreater(len(entries), 2000)

    def test_a_relative_path_is_relative_to_cwd(self):
        answer = self.ask("list files", path="folder/..", cwd=self.srv + "/home")
        self.assertEqual((answer.status, answer.payload["path"]), ("success", self.srv + "/home"))

    def test_a_dry_run_shows_what_would_be_done_and_does_nothing(self):
        answer = self.ask("List files in my home directory", dry_run="true")
        self.assertEqual((answer.status, answer.payload["dry_run"]), ("success", "true"))
        self.assertNotIn("entries", answer.payload)
        self.assertTrue(answer.payload["preview"])

    def test_unknown_context_keys_never_make_a_request_fail(self):
        answer = self.ask("What's my system uptime?", colour="blue", locale="de_DE.UTF-8", session="ünïcode")
        self.assertEqual(answer.status, "success")

    def test_every_answer_has_an_operation_id_of_its_own(self):
        ids = {self.ask("What's my system uptime?").payload["operation_id"] for _ in range(100)}
        self.assertEqual(len(ids), 100)

    def test_file_names_that_are_not_utf_8_do_not_break_the_answer(self):
        with open(os.fsencode(self.srv) + b"/home/\xff\xfe", "wb"):
            pass
        answer = self.ask("List files in my home directory")
        self.assertEqual((answer.status, answer.payload["total_count"]), ("success", "4"))

    def test_the_registry_lists_six_agents_and_the_declared_capabilities(self):
        registry = maxos_pb2_grpc.RegistryServiceStub(self.running.channel())
        agents = {agent.name: agent for agent in registry.ListAgents(maxos_pb2.ListAgentsRequest()).agents}
        self.assertEqual(set(agents), {"filesystem", "system", "network", "developer", "knowledge", "evolver"})
        self.assertEqual(agents["system"].state, "ready")
        self.assertEqual(agents["knowledge"].state, "unavailable")
        self.assertEqual((list(agents["knowledge"].intents), list(agents["knowledge"].unavailable_intents)),
                         ([], ["knowledge.query", "knowledge.summarize"]))
        self.assertEqual(sum(len(agent.intents) for agent in agents.values()), 44)
        self.assertEqual(sum(len(agent.unavailable_intents) for agent in agents.values()), 11)
        capabilities = registry.ListCapabilities(maxos_pb2.ListCapabilitiesRequest(agent="filesystem")).capabilities
        self.assertEqual(len(capabilities), 16)
        self.assertTrue(all(capability.available for capability in capabilities))
        self.assertEqual(len(registry.ListCapabilities(maxos_pb2.ListCapabilitiesRequest()).capabilities), 55)
        error = self.assert_code(grpc.StatusCode.INVALID_ARGUMENT, registry.ListCapabilities,
                                 maxos_pb2.ListCapabilitiesRequest(agent="nobody"))
        self.assertIn("filesystem", error.details())


class Prototype(Case):
    def test_the_client_programs_of_the_prototype_work(self):
        daemon = self.daemon()
        with grpc.insecure_channel(daemon.target) as channel:
            stub = maxos_pb2_grpc.MaxOSServiceStub(channel)
            answer = stub.HandleText(request("What's my system uptime?", domain="system"))
            self.assertEqual((answer.agent, answer.status), ("system", "success"))
            updates = [(update.progress, update.status) for update in stub.StreamOperations(request("Check system health"))]
            self.assertEqual((updates[0], updates[-1]), ((0, "started"), (100, "completed")))
            self.assertEqual(stub.GetSystemHealth(maxos_pb2.HealthRequest()).metrics["orchestrator"], "ready")
            self.assertEqual(stub.HandleText(request("List files in my home directory"), timeout=5).status, "success")
            error = self.assert_code(grpc.StatusCode.INVALID_ARGUMENT, stub.HandleText, request(""))
            self.assertIn("empty", error.details())

    def test_all_doors_give_the_same_answers(self):
        path = self.folder + "/grpc.sock"
        daemon = self.daemon(config=self.config(server={"listen": ["127.0.0.1:0", "unix:" + path]}))
        for target in (daemon.target, "unix:" + path):
            answer = daemon.stub(target).HandleText(request("What's my system uptime?"), timeout=PATIENCE)
            self.assertEqual(answer.status, "success")
            self.assertEqual(answer.payload["acting_as"], self._own_name())

    @staticmethod
    def _own_name():
        import pwd
        return pwd.getpwuid(os.geteuid()).pw_name


if __name__ == "__main__":
    main()
