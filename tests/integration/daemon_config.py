"""The TOML file of a daemon under test: defaults that keep it apart from the machine, and what a test changes."""

import json


def toml(value):
    """A TOML value: JSON's strings, numbers and lists are also TOML's; tables are written inline."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value)


def configuration(**sections):
    """Text of a configuration file: configuration(server={"listen": [...]}, ...)."""
    return "".join(f"[{name}]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in keys.items()) + "\n"
                   for name, keys in sections.items())


# Thresholds off: how full this very machine is must not decide over a test.
OFF = {"warning": 0, "critical": 0}
QUIET_HEALTH = {name: OFF for name in ("cpu_percent", "load_per_cpu", "memory_used_percent", "swap_used_percent",
                                       "memory_pressure_percent", "disk_used_percent", "inodes_used_percent",
                                       "temperature_celsius", "fd_used_percent")}
