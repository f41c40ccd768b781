"""Wi-Fi without NetworkManager, and tunnels with and without systemd-networkd."""

import contextlib
import json

import fixture
from machine import eventually

FAKE_IWD = fixture.TOP / "tests/unit/agents/network/fake_iwd.py"
IWD = "net.connman.iwd"
NETWORKD = "org.freedesktop.network1"


class BusCase(fixture.BootedCase):
    def is_on_bus(self, name):
        return self.machine.run("busctl", "status", name, check=False).returncode == 0

    def as_host(self, *call, user="maxos-system"):
        """A call on the system bus as the account that the system host has."""
        return self.machine.run("busctl", "--auto-start=no", "call", *call, check=False, user=user)


class Wifi(BusCase):
    def test_the_packages_are_named_where_nobody_manages_it(self):
        self.assertFalse(self.is_on_bus(IWD))
        for text in ("show the wifi status", "list wifi networks"):
            answer = self.ask(text)
            self.assertEqual((answer["status"], answer["payload"]["intent"]), ("unavailable", "network.wifi"), answer)
            self.assertIn("sudo apt install network-manager", answer["message"])
            self.assertIn("systemctl enable --now iwd", answer["message"])

    def test_iwd_itself_without_a_radio(self):
        """It needs nl80211 and the kernel's cryptography: where it has them it tells of no device, else it ends."""
        self.addCleanup(self.machine.run, "systemctl", "stop", "iwd.service")
        self.addCleanup(self.machine.run, "systemctl", "reset-failed", "iwd.service", check=False)
        self.machine.run("systemctl", "start", "iwd.service", check=False)
        answer = self.ask("show the wifi status")
        self.assertEqual(answer["status"], "unavailable", answer)
        self.assertIn("no Wi-Fi device that iwd knows" if self.is_on_bus(IWD) else "systemctl enable --now iwd",
                      answer["message"])


class WifiByIwd(BusCase):
    """Debian's D-Bus policy of iwd and ours on the real bus; behind them one that shows a radio."""

    def setUp(self):
        super().setUp()
        fake = self.machine.start_on_bus("/usr/bin/python3", str(FAKE_IWD))
        self.addCleanup(fake.wait)
        self.addCleanup(fake.stdin.close)
        self.addCleanup(fake.stdout.close)
        self.assertEqual(fake.stdout.readline(), "ready\n")

    def test_networks_are_told_connected_to_and_left(self):
        payload = self.ask_ok("list wifi networks")["payload"]
        self.assertEqual([row["ssid"] for row in json.loads(payload["networks"])][:2], ["HomeNet", "Café\\n"])
        preview, done = self.confirmed("connect to the wifi HomeNet", "show the wifi status")
        self.assertEqual(preview, 'Would connect wlan0 to the Wi-Fi "HomeNet", with what is stored for it.')
        self.assertEqual(done["message"], 'wlan0 is connected to "HomeNet".')
        self.assertIn('wlan0 is connected to "HomeNet" (signal 80%)', self.ask_ok("show the wifi status")["message"])
        _, done = self.confirmed("disconnect from the wifi", "show the wifi status")
        self.assertEqual(done["message"], "wlan0 is disconnected.")
        refused = self.ask("connect to the wifi Office")
        self.assertEqual(refused["status"], "error", refused)
        self.assertIn("iwctl station DEVICE connect SSID", refused["message"])
        self.assertEqual(self.ask("connect to the wifi HomeNet", user="alice")["status"], "denied")

    def test_the_hosts_account_may_do_no_more(self):
        station = "/net/connman/iwd/0/3"
        self.assertEqual(self.as_host(IWD, station, f"{IWD}.Station", "GetOrderedNetworks").returncode, 0)
        for call in ((station, "org.freedesktop.DBus.Properties", "Set", "ssv", f"{IWD}.Device", "Powered", "b", "false"),
                     ("/net/connman/iwd", f"{IWD}.AgentManager", "RegisterAgent", "o", "/agent"),
                     ("/net/connman/iwd/486f6d654e6574_psk", f"{IWD}.KnownNetwork", "Forget"),
                     (station, f"{IWD}.Station", "ConnectHiddenNetwork", "s", "hidden")):
            done = self.as_host(IWD, *call)
            self.assertNotEqual(done.returncode, 0, call)
            self.assertIn("ccess denied", done.stderr, call)
        others = self.as_host(IWD, "/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", user="alice")
        self.assertIn("ccess denied", others.stderr)


class Tunnels(BusCase):
    KINDS = ("wireguard", "ipip", "gre", "sit", "ip6tnl", "vti", "dummy", "bridge", "vxlan")

    def setUp(self):
        super().setUp()
        self.made = []
        self.addCleanup(self.forget)

    def forget(self):
        for name in self.made:
            self.machine.run("ip", "link", "delete", name, check=False)

    def add(self, name, *command):
        """Whether the kernel knows the kind."""
        done = self.machine.run("ip", *command, check=False)
        if done.returncode == 0:
            self.made.append(name)
        return done.returncode == 0

    def vpns(self):
        payload = self.ask_ok("show the vpn status")["payload"]
        return {row["name"]: row for row in json.loads(payload["vpns"])}, payload

    def test_those_of_the_kernel_are_told_by_their_kinds(self):
        self.assertTrue(self.add("plain0", "tuntap", "add", "dev", "plain0", "mode", "tun"))
        for index, kind in enumerate(self.KINDS):
            extra = ("id", "7", "dstport", "4789") if kind == "vxlan" else ()
            self.add(f"own{index}", "link", "add", f"own{index}", "type", kind, *extra)
        ours, payload = self.vpns()
        self.assertEqual((payload["network_manager"], payload["networkd"]), ("false", "false"))
        theirs = {row["ifname"]: row["linkinfo"]["info_kind"] for row in json.loads(self.machine.output("ip", "-j", "-d", "link"))
                  if row["ifname"] in self.made and row["linkinfo"]["info_kind"] not in ("dummy", "bridge", "vxlan")}
        self.assertEqual({name: row["kind"] for name, row in ours.items()}, theirs)
        answer = self.ask("bring up the vpn plain0")
        self.assertEqual(answer["status"], "unavailable", answer)
        self.assertIn("sudo ip link set plain0 up", answer["message"])

    def test_those_of_networkd_have_its_states_and_are_left_to_it(self):
        for name, address in (("site0", "198.51.100.9/24"), ("lab0", "203.0.113.9/24")):
            # Made by hand: a container's networkd may not open /dev/net/tun.
            self.assertTrue(self.add(name, "tuntap", "add", "dev", name, "mode", "tun"))
            file = f"/run/systemd/network/50-{name}.network"
            self.machine.write(file, f"[Match]\nName={name}\n[Network]\nAddress={address}\nConfigureWithoutCarrier=yes\n")
            self.addCleanup(self.machine.remove_file, file)
        self.assertTrue(self.add("plain0", "tuntap", "add", "dev", "plain0", "mode", "tun"))
        self.addCleanup(self.machine.run, "systemctl", "stop", "systemd-networkd.socket", "systemd-networkd.service")
        self.machine.run("systemctl", "start", "systemd-networkd.service")
        eventually("networkd has configured its tunnels", lambda: all(
            self.networkctl().get(name, {}).get("AdministrativeState") == "configured" for name in ("site0", "lab0")))
        ours, payload = self.vpns()
        self.assertEqual((payload["network_manager"], payload["networkd"]), ("false", "true"))
        theirs = self.networkctl()
        for name in ("site0", "lab0"):
            self.assertEqual((ours[name]["managed_by"], ours[name]["setup_state"], ours[name]["operational_state"]),
                             ("systemd-networkd", theirs[name]["AdministrativeState"], theirs[name]["OperationalState"]))
        self.assertEqual(ours["plain0"]["managed_by"], "kernel")
        for word, text in (("up", "bring up the vpn site0"), ("down", "disconnect the vpn site0")):
            answer = self.ask(text)
            self.assertEqual(answer["status"], "unavailable", answer)
            self.assertIn(f"sudo networkctl {word} site0", answer["message"])
        # What it names does it, and the service has no right to more.
        self.machine.run("networkctl", "down", "site0")
        eventually("the link is down", lambda: self.vpns()[0]["site0"]["operational_state"] == "off")
        index = self.machine.output("cat", "/sys/class/net/site0/ifindex")
        done = self.as_host(NETWORKD, "/org/freedesktop/network1", f"{NETWORKD}.Manager", "ReconfigureLink", "i", index)
        self.assertNotEqual(done.returncode, 0)

    def networkctl(self):
        with contextlib.suppress(json.JSONDecodeError):
            rows = json.loads(self.machine.run("networkctl", "--json=short", "list", check=False).stdout)
            return {row["Name"]: row for row in rows["Interfaces"]}
        return {}
