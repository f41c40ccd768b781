"""The minimal Debian that the cases boot, made once by mmdebstrap and kept."""

import glob
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

# What a small server has beside the minimum; everything else comes with `apt install maxos-grpc`. python3 stands
# here only to save the time of unpacking it in every run, iwd for its D-Bus policy; nobody starts it.
PACKAGES = ["systemd", "systemd-sysv", "dbus", "polkitd", "libpam-systemd", "procps", "iproute2", "python3",
            "apt-utils", "man-db", "bash-completion", "iwd"]
# Raised when what this file does to the root changes, so that no kept root is taken for the new one.
RECIPE = 1

# A hook of mmdebstrap ($1 is the root). Downloads what our packages need, installs none of it: the booted machine has
# no network, and `apt install maxos-grpc` must still pull in Redis by itself.
DOWNLOAD = """
set -e
export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
rm -f "$1"/var/cache/apt/archives/*.deb
printf 'deb [trusted=yes] copy:%s ./\\n' "$REPOSITORY" >"$1/etc/apt/sources.list.d/download.list"
apt-get update -q
apt-get install -q -y --download-only maxos-grpc python3-maxos
rm -f "$1"/var/cache/apt/archives/*maxos* "$1/etc/apt/sources.list.d/download.list"
rm -f "$1"/var/lib/apt/lists/*_build_*
"""


class RootError(Exception):
    """Something on this machine keeps the root from being made; the text says what to do."""


def _release_name():
    for line in pathlib.Path("/etc/os-release").read_text().splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.split("=", 1)[1].strip('"')
    raise RootError("/etc/os-release names no VERSION_CODENAME: the booted cases need a Debian")


def _host_sources(release):
    """The host's own apt sources that have this release; no mirror is named in this tree."""
    files = ["/etc/apt/sources.list", *sorted(glob.glob("/etc/apt/sources.list.d/*.list")),
             *sorted(glob.glob("/etc/apt/sources.list.d/*.sources"))]
    wanted = re.compile(r"\b" + re.escape(release) + r"\b")
    found = []
    for file in files:
        if os.path.exists(file):
            text = pathlib.Path(file).read_text()
            lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
            if wanted.search("\n".join(lines)):
                found.append(file)
    if not found:
        raise RootError(f"no apt source of this machine has {release}")
    return found


def _host_acquire_options():
    """Proxies and the like, which apt inside the hooks needs as much as the host's. Never its clean-up hooks."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    options = []
    for line in dump.splitlines():
        name = line.split(" ", 1)[0]
        if name.startswith("Acquire::") and not name.startswith("Acquire::IndexTargets"):
            if re.match(r'^Acquire::(http|https|ftp|Check|Retries|Force)', name) and not line.endswith('"";'):
                options.append(line)
    return options


def dependencies_of(repository):
    """Every Depends and Recommends of our packages, which decide what lies in the root's apt cache."""
    text = (repository / "Packages").read_text()
    return sorted(set(re.findall(r"^(?:Depends|Recommends): .*$", text, re.M)))


def debian_root(build_dir, repository):
    """Returns the folder of the root for the packages in `repository`, made when there is none yet (about 45 s).

    It is never written to: every machine has it as the lower layer of its own.
    """
    for tool in ("mmdebstrap", "systemd-nspawn", "nsenter"):
        if not shutil.which(tool):
            raise RootError(f"{tool} is missing here: apt install mmdebstrap systemd-container util-linux")
    release = _release_name()
    sources = _host_sources(release)
    options = _host_acquire_options()
    key = hashlib.sha256(repr((RECIPE, release, PACKAGES, dependencies_of(repository),
                               [pathlib.Path(source).read_text() for source in sources], options)
                              ).encode()).hexdigest()[:16]
    target = build_dir / f"root-{key}"
    if target.exists():
        return target
    build_dir.mkdir(parents=True, exist_ok=True)
    for old in build_dir.glob("root-*"):
        shutil.rmtree(old)
    partial = build_dir / f"partial-{os.getpid()}"
    command = ["mmdebstrap", "--variant=minbase", "--mode=root", "--format=directory",
               "--include=" + ",".join(PACKAGES), "--skip=cleanup/apt", "--skip=cleanup/reproducible",
               "--customize-hook=" + DOWNLOAD]
    command += [f"--aptopt={option.rstrip(';')}" for option in options]
    command += [release, str(partial), *sources]
    made = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=dict(os.environ, REPOSITORY=str(repository)))
    if made.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise RootError("mmdebstrap failed:\n" + made.stderr[-4000:])
    # A minbase root has neither.
    (partial / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n127.0.1.1 booted\n")
    (partial / "etc/hostname").write_text("booted\n")
    partial.rename(target)
    return target
