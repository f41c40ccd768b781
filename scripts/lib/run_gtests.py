"""Runs GoogleTest programs whole, several at once. Called by scripts/lib/stages.sh.

Usage: run_gtests.py --jobs N --seconds N PROGRAM...

A program per test would spend most of its time on starting, under AddressSanitizer more than on all tests together. A program
with many tests runs in as many parts at once as there are jobs. Of one that crashes, or takes longer than --seconds, each test
that did not pass has failed, and so has a test that was skipped. The last line is "N passed, N failed".
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

# Below, a second process costs more than it gains.
WORTH_PARTS = 20

Part = collections.namedtuple("Part", "program index count")
printing = threading.Lock()


def tests_of(program):
    """The full names of a program's tests, in the order in which parts count them."""
    listed = subprocess.run([program, "--gtest_list_tests"], capture_output=True, text=True, timeout=120, check=True).stdout
    names = []
    suite = ""
    for line in listed.splitlines():
        word = line.split("#", 1)[0].rstrip()
        if word.startswith("  "):
            names.append(suite + word.strip())
        elif word.endswith("."):
            suite = word
    return names


def passed_in(report):
    """The names of the tests that a report of --gtest_output says to have passed; none without a report."""
    try:
        suites = json.loads(report.read_text())["testsuites"]
    except (OSError, ValueError, KeyError):
        return set()
    return {f"{case['classname']}.{case['name']}" for suite in suites for case in suite["testsuite"]
            if case["result"] == "COMPLETED" and not case.get("failures")}


def run(part, names, seconds):
    """Runs a part; returns how many passed and the names of the others."""
    mine = names[part.index::part.count]
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="maxos-gtest-") as folder:
        report = pathlib.Path(folder, "report.json")
        environment = dict(os.environ, GTEST_TOTAL_SHARDS=str(part.count), GTEST_SHARD_INDEX=str(part.index),
                           GTEST_OUTPUT=f"json:{report}", GTEST_BRIEF="0")
        try:
            done = subprocess.run([part.program], cwd=os.path.dirname(part.program), env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
            output, status = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            output, status = late.stdout or b"", f"no end within {seconds} s"
        passed = passed_in(report)
    bad = [name for name in mine if name not in passed]
    # What comes after the last test, as a leak, is nobody's own.
    if status != 0 and not bad:
        bad = [f"{os.path.basename(part.program)} (status {status})"]
    label = os.path.basename(part.program) + (f" {part.index + 1}/{part.count}" if part.count > 1 else "")
    with printing:
        print(f"{'FAILED' if bad else 'ok':6} {label}: {len(mine)} tests ({time.monotonic() - begin:.1f} s)", flush=True)
        if bad:
            print(output.decode(errors="replace"), flush=True)
            for name in bad:
                print(f"FAILED or not run: {name}", flush=True)
    return len(mine) - sum(name in mine for name in bad), bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("programs", nargs="+")
    options = parser.parse_args()
    programs = [os.path.abspath(program) for program in options.programs]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        names = dict(zip(programs, pool.map(tests_of, programs)))
        # The largest first, so that none of them is what all wait for.
        parts = [Part(program, index, options.jobs if len(names[program]) >= WORTH_PARTS else 1)
                 for program in sorted(programs, key=lambda one: -len(names[one])) for index in range(options.jobs)]
        results = list(pool.map(lambda part: run(part, names[part.program], options.seconds),
                                [part for part in parts if part.index < part.count]))
    passed = sum(count for count, _ in results)
    failed = sum(len(bad) for _, bad in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
