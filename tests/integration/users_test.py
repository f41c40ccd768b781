"""Users with a host of their own, strangers and outsiders, behind one front end that systemd's hosts serve.

The accounts are the test's own: as root it goes into a mount namespace whose /etc/passwd and /etc/group have them. By anybody
else it cannot be run, and passes without having looked.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from agent_hosts import AgentHost
from harness import PATIENCE, Case, eventually, main, maxos_pb2, request

INSIDE = "MAXOS_TEST_ACCOUNTS"
IS_ROOT = os.geteuid() == 0
# alice is in the group and not enabled, bob is not in the group.
ACCOUNTS = {"dora": 4101, "emil": 4102, "alice": 4103, "bob": 4104, "maxos-system": 4105}
MEMBERS = ("dora", "emil", "alice")
ENABLED = ("dora", "emil")
HOME = "list files in my home directory"
needs_root = unittest.skipUnless(IS_ROOT, "only root can be others")


def enter_accounts():
    """Starts this program anew where the accounts are."""
    os.environ[INSIDE] = tempfile.mkdtemp(prefix="maxos-etc-", dir="/tmp")
    os.execv("/usr/bin/unshare", ["unshare", "--mount", "--", sys.executable, "-B", *sys.argv])


def make_accounts(folder):
    """Puts them into the place of the machine's, for this process and its children; `folder` has the homes."""
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.chmod(folder, 0o755)
    with open("/etc/passwd", encoding="utf-8") as file:
        passwd = file.read()
    passwd += "".join(f"{name}:x:{uid}:{uid}::{folder}/home/{name}:/bin/bash\n" for name, uid in ACCOUNTS.items())
    with open("/etc/group", encoding="utf-8") as file:
        group = "".join(line for line in file if not line.startswith("maxos-users:"))
    group += "".join(f"{name}:x:{uid}:\n" for name, uid in ACCOUNTS.items()) + f"maxos-users:x:4100:{','.join(MEMBERS)}\n"
    for name, text in (("passwd", passwd), ("group", group)):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
        subprocess.run(["/usr/bin/mount", "--bind", f"{folder}/{name}", f"/etc/{name}"], check=True)


class Users(Case):
    PROGRAM = ("import sys, grpc\n"
               "call = grpc.insecure_channel(sys.argv[1]).unary_unary('/maxos.MaxOSService/HandleText')\n"
               "try:\n"
               "    print(call(bytes.fromhex(sys.argv[2]), timeout=20).hex())\n"
               "except grpc.RpcError as error:\n"
               "    print(error.code().name, error.details())\n")

    def setUp(self):
        super().setUp()
        if not IS_ROOT:
            return
        os.chmod(self.folder, 0o755)
        self.homes = os.environ[INSIDE] + "/home"
        for name in ENABLED:
            os.makedirs(f"{self.homes}/{name}", exist_ok=True)
            with open(f"{self.homes}/{name}/of-{name}.txt", "w", encoding="utf-8") as file:
                file.write(name)
            os.chown(f"{self.homes}/{name}", ACCOUNTS[name], ACCOUNTS[name])
            os.chmod(f"{self.homes}/{name}", 0o700)
        path = self.folder + "/grpc.sock"
        config = self.config(server={"listen": ["127.0.0.1:0", "unix:" + path]})
        for kind in ("files", "system"):
            self.begin_host(AgentHost(self.folder, kind, config))
        self.users = {name: self.begin_host(AgentHost(self.folder, "user", config,
                                                      account=(name, ACCOUNTS[name], f"{self.homes}/{name}")))
                      for name in ENABLED}
        self.daemon = self.hooked_daemon(config=config, arguments=["--hosts", self.folder + "/run"])
        os.chmod(path, 0o666)
        self.doors = (self.daemon.addresses[0], "unix:" + path)

    def begin_host(self, host):
        self.addCleanup(host.end)
        return host.start()

    def said(self, user, door, text):
        """What the program printed that asks as `user`, with the groups of a login."""
        groups = [4100] if user in MEMBERS else []
        done = subprocess.run([sys.executable, "-c", self.PROGRAM, door, request(text).SerializeToString().hex()],
                              user=ACCOUNTS[user], group=ACCOUNTS[user], extra_groups=groups, check=True, timeout=PATIENCE * 2,
                              capture_output=True, text=True)
        return done.stdout.strip()

    def ask(self, user, door, text=HOME):
        return maxos_pb2.AgentResponse.FromString(bytes.fromhex(self.said(user, door, text)))

    @needs_root
    def test_each_sees_their_own_home_at_both_doors(self):
        for user in ENABLED:
            for door in self.doors:
                answer = self.ask(user, door)
                self.assertEqual((answer.status, answer.payload["path"]), ("success", f"{self.homes}/{user}"), answer)
                self.assertEqual([entry["name"] for entry in json.loads(answer.payload["entries"])], [f"of-{user}.txt"])
                self.assertEqual(answer.payload["acting_as"], user)

    @needs_root
    def test_a_closed_home_stays_closed_to_the_others(self):
        for user, other in (ENABLED, ENABLED[::-1], ("alice", "dora")):
            for text in (f"list files in {self.homes}/{other}", f"show details of {self.homes}/{other}/of-{other}.txt"):
                answer = self.ask(user, self.doors[0], text)
                self.assertEqual(answer.status, "denied", answer)
                self.assertNotIn("entries", answer.payload)

    @needs_root
    def test_the_stranger_gets_the_workspace_and_the_outsider_the_name_of_the_group(self):
        for door in self.doors:
            answer = self.ask("alice", door)
            self.assertEqual((answer.status, answer.payload["path"]), ("success", self.srv + "/home"), answer)
            answer = self.ask("bob", door)
            self.assertEqual(answer.status, "denied")
            self.assertIn("usermod -aG maxos-users bob", answer.message)
            self.assertEqual(self.ask("bob", door, "uptime").status, "success")
            self.assertTrue(self.said("maxos-system", door, "uptime").startswith("PERMISSION_DENIED maxos-system is an account"))

    @needs_root
    def test_what_is_not_about_files_is_not_of_the_users_host(self):
        answer = self.ask("dora", self.doors[1], "uptime")
        self.assertEqual(answer.status, "success")
        self.assertNotEqual(answer.payload["acting_as"], "dora")

    @needs_root
    def test_a_host_that_is_gone_is_an_error_and_not_the_workspace(self):
        self.assertEqual(self.ask("emil", self.doors[1]).status, "success")
        self.users["emil"].kill()
        # Its socket is there still, as a unit's that cannot start.
        answer = self.ask("emil", self.doors[1])
        self.assertEqual(answer.status, "unavailable", answer)
        self.assertIn("the host of emil", answer.message.lower())
        self.assertEqual(self.ask("dora", self.doors[1]).status, "success")
        self.assertEqual(self.daemon.health().status, "healthy")
        # Disabled: its socket is gone, and the workspace is what there is.
        os.unlink(f"{self.folder}/run/agent-emil.sock")
        eventually(lambda: self.ask("emil", self.doors[1]).payload["path"] == self.srv + "/home", "the workspace")


if __name__ == "__main__":
    if IS_ROOT and INSIDE not in os.environ:
        enter_accounts()
    if IS_ROOT:
        make_accounts(os.environ[INSIDE])
    main()
