#!/usr/bin/python3
"""NetworkManager, firewalld, systemd-resolved, systemd-networkd and iwd on a bus of the test's own.

Usage: fake_network_services.py ADDRESS networkmanager|firewalld|resolved|networkd|iwd|iwd-bare|iwd-closed

Prints "ready" when it answers, and lives until its standard input ends.
"""

import os
import subprocess
import sys

os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = sys.argv[1]
# Apart from dbusmock, which takes every object in the process for one of its own.
if sys.argv[2].startswith("iwd"):
    os.execv(sys.executable, [sys.executable, os.path.join(os.path.dirname(__file__), "fake_iwd.py"), sys.argv[2]])

import dbus  # noqa: E402
import dbusmock  # noqa: E402

FIREWALLD = "org.fedoraproject.FirewallD1"
RESOLVED = "org.freedesktop.resolve1"
NETWORKD = "org.freedesktop.network1"


def network_manager(bus):
    _, mock = dbusmock.DBusTestCase.spawn_server_template("networkmanager", {}, stdout=subprocess.DEVNULL)
    manager = dbus.Interface(mock, dbusmock.MOCK_IFACE)
    device = manager.AddWiFiDevice("wifi0", "wlan0", 30)
    home = manager.AddAccessPoint(device, "ap0", "HomeNet", "00:11:22:33:44:55", 2, 5200, 54000, dbus.Byte(80), 0x100)
    manager.AddAccessPoint(device, "ap1", "HomeNet", "00:11:22:33:44:56", 2, 2412, 54000, dbus.Byte(40), 0x100)
    manager.AddAccessPoint(device, "ap2", "Café\n", "00:11:22:33:44:57", 2, 2412, 54000, dbus.Byte(60), 0)
    manager.AddAccessPoint(device, "ap3", "Office", "00:11:22:33:44:58", 2, 2412, 54000, dbus.Byte(20), 0x100)
    manager.AddWiFiConnection(device, "home", "HomeNet", "wpa-psk")
    point = bus.get_object("org.freedesktop.NetworkManager", device)
    dbus.Interface(point, dbusmock.MOCK_IFACE).AddProperties(
        "org.freedesktop.NetworkManager.Device.Wireless", {"ActiveAccessPoint": dbus.ObjectPath(home)})
    dbus.Interface(point, dbusmock.MOCK_IFACE).AddMethod("org.freedesktop.NetworkManager.Device", "Disconnect", "", "", "")
    settings = bus.get_object("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager/Settings")
    settings.AddConnection(
        {"connection": {"id": "Branch office", "uuid": "4711", "type": "wireguard", "interface-name": "wg0"}},
        dbus_interface="org.freedesktop.NetworkManager.Settings")


def firewalld(_bus):
    server = dbusmock.DBusTestCase.spawn_server(FIREWALLD, "/org/fedoraproject/FirewallD1", FIREWALLD, system_bus=True,
                                                stdout=subprocess.DEVNULL)
    mock = dbus.Interface(dbus.SystemBus().get_object(FIREWALLD, "/org/fedoraproject/FirewallD1"), dbusmock.MOCK_IFACE)
    mock.AddMethod("", "getDefaultZone", "", "s", 'ret = "public"; self.ports = getattr(self, "ports", [["443", "tcp"]])')
    zone = FIREWALLD + ".zone"
    mock.AddMethod(zone, "getServices", "s", "as", 'ret = ["ssh", "dhcpv6-client"]')
    mock.AddMethod(zone, "getPorts", "s", "aas", "ret = self.ports")
    mock.AddMethod(zone, "queryPort", "sss", "b", "ret = [args[1], args[2]] in self.ports")
    mock.AddMethod(zone, "addPort", "sssi", "s", "self.ports.append([str(args[1]), str(args[2])]); ret = args[0]")
    mock.AddMethod(zone, "removePort", "sss", "s", "self.ports.remove([args[1], args[2]]); ret = args[0]")
    return server


def resolved(_bus):
    server = dbusmock.DBusTestCase.spawn_server(RESOLVED, "/org/freedesktop/resolve1", RESOLVED + ".Manager", system_bus=True,
                                                stdout=subprocess.DEVNULL)
    mock = dbus.Interface(dbus.SystemBus().get_object(RESOLVED, "/org/freedesktop/resolve1"), dbusmock.MOCK_IFACE)
    servers = dbus.Array([dbus.Struct((2, 2, dbus.ByteArray(bytes([192, 0, 2, 53]))), signature="iiay")], signature="(iiay)")
    mock.AddProperty(RESOLVED + ".Manager", "DNS", servers)
    # What resolved answers and says, word by word: example.test has an address and an MX record.
    mock.AddMethod(RESOLVED + ".Manager", "ResolveRecord", "isqqt", "a(iqqay)t", r"""
name, kind = str(args[1]), int(args[3])
head = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + bytes(1)
data = {1: bytes([192, 0, 2, 7]), 15: bytes([0, 10, 2, 109, 120, 4, 116, 101, 115, 116, 0])}
if name == "broken.test":
    raise dbus.exceptions.DBusException("Could not resolve '%s', server or network returned error SERVFAIL" % name,
                                        name="org.freedesktop.resolve1.DnsError.SERVFAIL")
if name != "example.test":
    raise dbus.exceptions.DBusException("'%s' not found" % name, name="org.freedesktop.resolve1.DnsError.NXDOMAIN")
if kind not in data:
    raise dbus.exceptions.DBusException("Name '%s' does not have any RR of the requested type" % name,
                                        name="org.freedesktop.resolve1.NoSuchRR")
record = head + bytes([0, kind, 0, 1, 0, 0, 1, 44, 0, len(data[kind])]) + data[kind]
ret = (dbus.Array([(2, 1, kind, dbus.ByteArray(record))], signature="(iqqay)"), dbus.UInt64(0))
""")
    return server


def networkd(bus):
    """Knows the loopback and three tunnels, one of which nobody has configured."""
    path = "/org/freedesktop/network1"
    server = dbusmock.DBusTestCase.spawn_server(NETWORKD, path, NETWORKD + ".Manager", system_bus=True,
                                                stdout=subprocess.DEVNULL)
    mock = dbus.Interface(bus.get_object(NETWORKD, path), dbusmock.MOCK_IFACE)
    links = [(1, "lo", "unmanaged", "carrier"), (7, "site0", "configured", "routable"), (8, "lab0", "failed", "off"),
             (9, "hand0", "unmanaged", "off")]
    for index, _, administrative, operational in links:
        states = {"AdministrativeState": administrative, "OperationalState": operational}
        mock.AddObject(f"{path}/link/_3{index}", NETWORKD + ".Link", states, [])
    rows = ", ".join(f"({index}, '{name}', '{path}/link/_3{index}')" for index, name, *_ in links)
    mock.AddMethod(NETWORKD + ".Manager", "ListLinks", "", "a(iso)", f"ret = [{rows}]")
    return server


def main():
    dbusmock.DBusTestCase.setUpClass()
    bus = dbus.SystemBus()
    fakes = {"networkmanager": network_manager, "firewalld": firewalld, "resolved": resolved, "networkd": networkd}
    children = fakes[sys.argv[2]](bus)
    print("ready", flush=True)
    sys.stdin.read()
    if children:
        children.terminate()


if __name__ == "__main__":
    main()
