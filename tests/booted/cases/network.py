"""The network as the kernel tells it, and hosts that answer, lose packets, refuse and say nothing."""

import json

import fixture
from machine import eventually

# The other end of a pair of links, in a namespace of its own.
OTHER = "booted-other"
HERE_ADDRESS, OTHER_ADDRESS = "198.51.100.1", "198.51.100.2"


class Neighbours(fixture.BootedCase):
    """A pair of links, the other end in a network namespace of its own."""

    def setUp(self):
        super().setUp()
        # What a run that was ended left behind.
        self.forget()
        self.addCleanup(self.forget)
        self.ip("netns", "add", OTHER)
        self.ip("link", "add", "near", "type", "veth", "peer", "name", "far", "netns", OTHER)
        self.ip("address", "add", f"{HERE_ADDRESS}/24", "dev", "near")
        self.ip("link", "set", "near", "up")
        self.ip("-n", OTHER, "address", "add", f"{OTHER_ADDRESS}/24", "dev", "far")
        self.ip("-n", OTHER, "link", "set", "far", "up")
        self.ip("-n", OTHER, "link", "set", "lo", "up")

    def ip(self, *arguments, check=True):
        return self.machine.run("ip", *arguments, check=check)

    def forget(self):
        self.ip("link", "delete", "near", check=False)
        self.ip("netns", "delete", OTHER, check=False)

    def filter_other(self, *rules):
        """Rules for what comes to the other end, until its namespace ends."""
        self.machine.run_outside(OTHER, "nft", "-f", "-",
                                 stdin="table inet booted { chain input { type filter hook input priority 0; " +
                                       "; ".join(rules) + "; }; }\n")

    def listed(self, text, key, **context):
        return json.loads(self.ask_ok(text, **context)["payload"][key])


class Network(Neighbours):
    def test_interfaces_and_routes_are_those_of_ip(self):
        ours = {row["name"]: row for row in self.listed("show my network interfaces", "interfaces")}
        theirs = {row["ifname"]: row for row in json.loads(self.ip("-j", "-s", "address").stdout)}
        self.assertEqual(set(ours), set(theirs))
        for name, row in theirs.items():
            self.assertEqual((ours[name]["index"], ours[name]["mtu_bytes"], ours[name]["state"]),
                             (row["ifindex"], row["mtu"], row["operstate"].lower()), name)
            if name != "lo":
                self.assertEqual(ours[name]["mac"], row["address"], name)
            self.assertEqual(sorted((address["address"], address["prefix_length"]) for address in ours[name]["addresses"]),
                             sorted((address["local"], address["prefixlen"]) for address in row["addr_info"]), name)
        self.ip("route", "add", "default", "via", OTHER_ADDRESS)
        answer = self.ask_ok("show the routing table")
        self.assertEqual((answer["payload"]["default_gateway_ipv4"], answer["payload"]["default_interface_ipv4"]),
                         (OTHER_ADDRESS, "near"))
        told = {(row["destination"], row["interface"]) for row in json.loads(answer["payload"]["routes"])
                if row["family"] == "ipv4"}
        self.assertEqual(told, {(row["dst"], row["dev"]) for row in json.loads(self.ip("-4", "-j", "route").stdout)})

    def test_listening_ports_are_those_of_ss_with_their_units(self):
        answer = self.ask_ok("which ports are open on this machine?", limit="500")
        ours = {(row["protocol"], row["local_address"], row["local_port"]): row for row in json.loads(answer["payload"]["sockets"])
                if row["state"] == "listening"}
        theirs = set()
        for line in self.machine.output("ss", "-H", "-l", "-n", "-t", "-u").splitlines():
            protocol, _, _, _, local = line.split()[:5]
            address, port = local.rsplit(":", 1)
            theirs.add((protocol, address.strip("[]").split("%")[0], int(port)))
        self.assertEqual(set(ours),
                         {(protocol, "::" if address == "*" else address, port) for protocol, address, port in theirs})
        grpc = [row for (protocol, _, port), row in ours.items() if (protocol, port) == ("tcp", 50051)]
        self.assertTrue(grpc)
        self.assertTrue(all(row["unit"].startswith("maxos-grpc") or row["unit"] == "init.scope" for row in grpc), grpc)

    def test_hosts_that_answer_are_pinged(self):
        for host, address in (("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("localhost", None), (OTHER_ADDRESS, OTHER_ADDRESS)):
            payload = self.ask_ok(f"ping {host} 3 times", host=host)["payload"]
            self.assertEqual((payload["reachable"], payload["sent_count"], payload["received_count"], payload["loss_percent"]),
                             ("true", "3", "3", "0"), (host, payload))
            self.assertIn(payload["address"], (address,) if address else ("127.0.0.1", "::1"))
            low, mean, high = (float(payload[key]) for key in ("min_ms", "avg_ms", "max_ms"))
            self.assertTrue(0 < low <= mean <= high < 1000, payload)

    def test_lost_packets_are_counted(self):
        # Each fifth is lost: exactly the share that is told.
        self.filter_other("icmp type echo-request numgen inc mod 5 0 drop")
        payload = self.ask_ok(f"ping {OTHER_ADDRESS} 10 times", timeout=40)["payload"]
        self.assertEqual((payload["sent_count"], payload["received_count"], payload["loss_percent"], payload["reachable"]),
                         ("10", "8", "20", "true"), payload)

    def test_ports_are_open_closed_or_filtered(self):
        server = self.machine.start("ip", "netns", "exec", OTHER, "/usr/bin/python3", "-m", "http.server", "8080")
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.filter_other("tcp dport 8081 drop")
        eventually("the server listens",
                   lambda: self.machine.run("ip", "netns", "exec", OTHER, "ss", "-Hltn", "sport = :8080").stdout)
        for port, state in (("8080", "open"), ("8082", "closed"), ("8081", "filtered")):
            payload = self.ask_ok(f"is port {port} open on {OTHER_ADDRESS}?", timeout=30)["payload"]
            self.assertEqual((payload["state"], payload["open"]), (state, "true" if state == "open" else "false"), payload)

    def test_names_are_resolved_and_failures_told_apart(self):
        resolv = self.machine.read("/etc/resolv.conf")
        self.addCleanup(self.machine.write, "/etc/resolv.conf", resolv)
        self.machine.write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        server = self.machine.start_program("dns_server.py")
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.assertEqual(json.loads(server.stdout.readline()), {"listening": True})
        self.assertEqual(self.listed("which dns servers are used", "servers"), ["127.0.0.1"])
        self.assertIn("Missing: host", self.ask("look up dns")["message"])
        addresses = self.listed("resolve known.example", "addresses")
        self.assertEqual(sorted(addresses), ["192.0.2.10", "2001:db8::10"])
        mail = self.ask_ok("show the MX records of known.example")
        self.assertIn("mail.known.example", mail["payload"]["values"])
        self.assertIn("127.0.0.1", mail["payload"]["server"])
        missing = self.ask("resolve missing.example")
        self.assertEqual(missing["status"], "not_found", missing)
        for name in ("broken.example", "silent.example"):
            failed = self.ask(f"resolve {name}", timeout=30)
            self.assertEqual(failed["status"], "unavailable", failed)

    def test_what_is_no_host_is_refused(self):
        for host in ("-c.1", "; reboot", "a" * 300, "ex\u0430mple.org"):
            for intent, extra in (("ping", {}), ("check port 80 on", {"port": "80"}), ("resolve", {})):
                answer = self.ask(f"{intent} example.org", host=host, **extra)
                self.assertEqual((answer["code"], answer.get("status")), ("OK", "error"), (host, answer))
                self.assertNotIn("reachable", answer["payload"])


class Firewall(Neighbours):
    """The packet filter of the machine, by our own table beside those of others."""

    STATE = "show the firewall rules"

    def setUp(self):
        super().setUp()
        # Who wants it switches it on.
        self.assertIn("maxos-netfilter.socket", self.ask(self.STATE)["message"])
        self.addCleanup(self.machine.run, "systemctl", "stop", "maxos-netfilter.socket", "maxos-netfilter.service")
        self.machine.run("systemctl", "start", "maxos-netfilter.socket")
        self.addCleanup(self.nft, "delete", "table", "inet", "maxos", check=False)
        self.addCleanup(self.nft, "delete", "table", "inet", "theirs", check=False)
        self.nft("-f", "-", stdin="table inet theirs { chain input { type filter hook input priority 0; tcp dport 9 drop; }; }\n")
        server = self.machine.start("/usr/bin/python3", "-m", "http.server", "--bind", HERE_ADDRESS, "9977")
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        eventually("the server listens", self.is_reached)

    def nft(self, *arguments, check=True, **options):
        return self.machine.run_outside(None, "nft", *arguments, check=check, **options)

    def is_reached(self):
        """From the other machine."""
        program = f"import socket; socket.create_connection(('{HERE_ADDRESS}', 9977), 1)"
        return self.machine.run("ip", "netns", "exec", OTHER, "/usr/bin/python3", "-c", program, check=False).returncode == 0

    def test_a_port_is_blocked_once_that_is_confirmed_and_allowed_again(self):
        theirs = self.nft("list", "table", "inet", "theirs").stdout
        preview, done = self.confirmed("block port 9977 in the firewall", self.STATE)
        self.assertIn("TCP port 9977", preview)
        self.assertFalse(self.is_reached())
        self.assertIn("9977", self.nft("list", "table", "inet", "maxos").stdout)
        self.assertEqual(self.listed(self.STATE, "blocked"), [{"port": 9977, "protocol": "tcp"}], done)
        self.confirmed("allow port 9977 in the firewall", self.STATE)
        self.assertTrue(self.is_reached())
        self.assertEqual(self.listed(self.STATE, "blocked"), [])
        self.assertEqual(self.nft("list", "table", "inet", "theirs").stdout, theirs)

    def test_nothing_changes_until_it_is_confirmed(self):
        before = self.nft("list", "ruleset").stdout
        for text in ("block port 9977 in the firewall", "allow tcp port 9 in the firewall"):
            self.assertEqual(self.ask(text)["status"], "confirmation_required")
            updates = self.stream(text)
            self.assertEqual(updates[-2]["payload"]["status"], "confirmation_required", updates)
        self.assertEqual(self.nft("list", "ruleset").stdout, before)
        self.assertTrue(self.is_reached())

    def test_the_rules_told_are_those_of_nft(self):
        theirs = [each["chain"] for each in json.loads(self.nft("-j", "list", "chains").stdout)["nftables"] if "chain" in each]
        ours = [(table["family"], table["name"], chain["name"], chain.get("hook"))
                for table in self.listed(self.STATE, "tables") for chain in table["chains"]]
        self.assertEqual(sorted(ours), sorted((each["family"], each["table"], each["name"], each.get("hook")) for each in theirs))
