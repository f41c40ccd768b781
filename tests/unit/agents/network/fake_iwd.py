"""iwd 2.3 as its interface shows it, word by word: objects, states, errors. One radio, wlan0 on and wlan1 off.

Used by fake_network_services.py; also run by itself on the bus of $DBUS_SYSTEM_BUS_ADDRESS or the system bus:
fake_iwd.py [iwd|iwd-bare|iwd-closed]. Prints "ready", and lives until its standard input ends.
"""

import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

IWD = "net.connman.iwd"
BASE = "/net/connman/iwd"
STATION = f"{BASE}/0/3"
MANAGER = "org.freedesktop.DBus.ObjectManager"
# Name, type, hundredths of dBm, whether something is stored, what Connect ends with; None: it is connected.
NETWORKS = [
    ("Office", "psk", -8800, False, "NoAgent"),
    ("HomeNet", "psk", -5200, True, None),
    ("Café\n", "open", -6400, False, None),
    # Only the key is stored, and WPA3 wants the password itself.
    ("New Router", "psk", -9000, True, "NoAgent"),
    ("Campus", "8021x", -9100, False, "NotConfigured"),
    ("Far Away", "psk", -10300, True, "Failed"),
]
# Heard only when somebody searches.
QUIET = ("Attic", "open", -9400, False, None)
ERRORS = {"NoAgent": "No Agent registered", "NotConfigured": "Not configured", "Failed": "Operation failed",
          "InProgress": "Operation already in progress"}


def error(name):
    return dbus.exceptions.DBusException(ERRORS[name], name=f"{IWD}.{name}")


class Network(dbus.service.Object):
    def __init__(self, bus, row, station):
        self.name, self.kind, self.signal, self.stored, self.outcome = row
        self.station = station
        self.path = f"{STATION}/{self.name.encode().hex()}_{self.kind}"
        super().__init__(bus, self.path)

    def interfaces(self):
        properties = {"Name": self.name, "Connected": self.station.connected is self,
                      "Device": dbus.ObjectPath(STATION), "Type": self.kind}
        # Not there at all when nothing is stored.
        if self.stored:
            properties["KnownNetwork"] = dbus.ObjectPath(f"{BASE}/{self.name.encode().hex()}_{self.kind}")
        return {f"{IWD}.Network": properties}

    @dbus.service.method(f"{IWD}.Network", in_signature="", out_signature="", async_callbacks=("done", "failed"))
    def Connect(self, done, failed):
        if self.station.connected is self:
            return done()
        if self.outcome in ("NoAgent", "NotConfigured"):
            return failed(error(self.outcome))
        self.station.state = "connecting"

        def finish():
            self.station.state = "disconnected" if self.outcome else "connected"
            self.station.connected = None if self.outcome else self
            if self.outcome:
                failed(error(self.outcome))
            else:
                self.stored = True
                done()
            return False
        GLib.timeout_add(50, finish)


class Station(dbus.service.Object):
    """wlan0: a device that is on."""

    def __init__(self, bus):
        self.state, self.connected, self.bus = "disconnected", None, bus
        self.networks = []
        super().__init__(bus, STATION)
        self.networks += [Network(bus, row, self) for row in NETWORKS]

    def interfaces(self):
        station = {"Scanning": False, "State": self.state}
        # Not there while it is not connected.
        if self.connected:
            station["ConnectedNetwork"] = dbus.ObjectPath(self.connected.path)
        device = {"Name": "wlan0", "Address": "02:00:00:00:00:01", "Powered": True,
                  "Adapter": dbus.ObjectPath(f"{BASE}/0"), "Mode": "station"}
        return {f"{IWD}.Device": device, f"{IWD}.Station": station}

    @dbus.service.method(f"{IWD}.Station", in_signature="", out_signature="a(on)")
    def GetOrderedNetworks(self):
        # By what iwd thinks of them, which is not the signal alone.
        return dbus.Array([(dbus.ObjectPath(each.path), dbus.Int16(each.signal)) for each in self.networks],
                          signature="(on)")

    @dbus.service.method(f"{IWD}.Station", in_signature="", out_signature="", async_callbacks=("done", "failed"))
    def Scan(self, done, failed):
        if self.state == "connecting":
            return failed(error("InProgress"))

        def finish():
            if len(self.networks) == len(NETWORKS):
                self.networks.append(Network(self.bus, QUIET, self))
            done()
            return False
        GLib.timeout_add(50, finish)

    @dbus.service.method(f"{IWD}.Station", in_signature="", out_signature="")
    def Disconnect(self):
        self.state, self.connected = "disconnected", None

    @dbus.service.method(f"{IWD}.StationDiagnostic", in_signature="", out_signature="a{sv}")
    def GetDiagnostics(self):
        if not self.connected:
            raise dbus.exceptions.DBusException("Interface not found", name="org.freedesktop.DBus.Error.UnknownInterface")
        return {"ConnectedBss": "00:11:22:33:44:55", "Frequency": dbus.UInt32(5200), "Security": "WPA2-Personal",
                "RSSI": dbus.Int16(-52)}


class Root(dbus.service.Object):
    def __init__(self, bus, kind):
        super().__init__(bus, "/")
        self.kind = kind
        self.station = Station(bus) if kind == "iwd" else None

    @dbus.service.method(MANAGER, in_signature="", out_signature="a{oa{sa{sv}}}")
    def GetManagedObjects(self):
        if self.kind == "iwd-closed":
            raise dbus.exceptions.DBusException("Rejected send message", name="org.freedesktop.DBus.Error.AccessDenied")
        objects = {BASE: {f"{IWD}.Daemon": dbus.Dictionary({}, signature="sv")}}
        if self.station:
            objects[f"{BASE}/0"] = {f"{IWD}.Adapter": {"Powered": True, "Name": "phy0"}}
            objects[STATION] = self.station.interfaces()
            objects[f"{BASE}/0/4"] = {f"{IWD}.Device": {
                "Name": "wlan1", "Address": "02:00:00:00:00:02", "Powered": False,
                "Adapter": dbus.ObjectPath(f"{BASE}/0"), "Mode": "station"}}
            for network in self.station.networks:
                objects[network.path] = network.interfaces()
            for name in [each.name for each in self.station.networks if each.stored] + ["Cottage"]:
                objects[f"{BASE}/{name.encode().hex()}_psk"] = {f"{IWD}.KnownNetwork": {
                    "Name": name, "Type": "psk", "Hidden": False, "AutoConnect": True}}
        return objects


def serve(kind):
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SystemBus()
    # Kept until the end.
    name, root = dbus.service.BusName(IWD, bus, do_not_queue=True), Root(bus, kind)
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_HUP | GLib.IO_IN, lambda *_: loop.quit())
    print("ready", flush=True)
    loop.run()
    del name, root


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "iwd")
