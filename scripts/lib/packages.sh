# shellcheck shell=bash
# What the scripts need of Debian, by package name, and how it gets there. Sourced, not run:
#
#   . "$(dirname "$0")/lib/packages.sh"
#   install_packages "${BUILD_PACKAGES[@]}" "${DEB_PACKAGES[@]}"
#
#   BUILD_PACKAGES   compile the programs                     scripts/run, and all below
#   TEST_PACKAGES    compile and run unit and integration tests        scripts/test
#   DEB_PACKAGES     pack and check the .deb files                     scripts/build-deb, scripts/test
#   BOOTED_PACKAGES  build and boot a Debian root                      scripts/test, scripts/soak
#   LINT_PACKAGES    what scripts/lint calls
#   BENCH_PACKAGES   what scripts/bench calls
#
# install_packages does nothing, and asks for nothing, when all of them are installed. Otherwise it says what it
# installs and calls apt-get as root, or through sudo. python_of_debian is the interpreter that sees Debian's python3-*
# packages; another one may come first on PATH.
# shellcheck disable=SC2034  # the lists are for whoever sources this

python_of_debian=/usr/bin/python3

BUILD_PACKAGES=(
  g++ cmake ninja-build ccache pkg-config
  libgrpc++-dev protobuf-compiler-grpc libprotobuf-dev protobuf-compiler grpc-proto
  libsystemd-dev libhiredis-dev libtomlplusplus-dev nlohmann-json3-dev libsqlite3-dev libssl-dev liblinear-dev libapt-pkg-dev
  libmnl-dev libnftables-dev libarchive-dev wamerican-small
)
TEST_PACKAGES=(
  clang libclang-rt-dev mold btrfs-progs libgtest-dev libgmock-dev redis-server dbus systemd-journal-remote nghttp2-client
  python3 python3-grpcio python3-protobuf python3-grpc-tools python3-dbusmock iproute2 nftables
)
DEB_PACKAGES=(dpkg-dev apt-utils fakeroot lintian file python3)
BOOTED_PACKAGES=(mmdebstrap systemd-container util-linux nftables python3)
LINT_PACKAGES=(clang-format clang-tidy shellcheck codespell mandoc systemd python3 python3-pyflakes)
BENCH_PACKAGES=(nghttp2-client redis-server fd-find prometheus-node-exporter procps dbus systemd python3 python3-grpcio)

# as_root COMMAND...: runs it as root, directly or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "$(basename "$0"): root is needed for: $*" >&2
    echo "$(basename "$0"): run this as root, or install sudo" >&2
    return 1
  fi
}

# missing_packages NAME...: those that are not installed, one a line, each once.
missing_packages() {
  local name
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done | sort -u
}

# install_packages NAME...: installs what is missing of them. Nothing that it installs is started by it: of redis-server
# the program is wanted, not the instance that its package would start on port 6379.
install_packages() {
  local name names missing
  names=$(missing_packages "$@") || return 1
  [ -n "$names" ] || return 0
  mapfile -t missing <<<"$names"
  if ! command -v apt-get >/dev/null; then
    echo "$(basename "$0"): this needs Debian's apt-get to install: ${missing[*]}" >&2
    return 1
  fi
  echo "$(basename "$0"): installing with apt-get: ${missing[*]}"
  as_root apt-get -q -o DPkg::Lock::Timeout=300 update || {
    echo "$(basename "$0"): apt-get update failed; see above, and check the network and /etc/apt/sources.list" >&2
    return 1
  }
  if ! (
    # invoke-rc.d(8): 101 means that nothing is to be started. Gone again however this ends.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap 'as_root rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
      as_root chmod 755 "$policy"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install \
      --yes --no-install-recommends "${missing[@]}"
  ); then
    echo "$(basename "$0"): apt-get could not install: ${missing[*]}" >&2
    return 1
  fi
  # Nor is that instance, or another one, to come with the next boot.
  for name in redis-server prometheus-node-exporter; do
    if [ -d /run/systemd/system ] && [[ " ${missing[*]} " == *" $name "* ]]; then
      as_root systemctl --quiet disable "$name.service" || return 1
    fi
  done
}
