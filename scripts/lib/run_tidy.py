"""clang-tidy over our own C++, with what GCC alone understands taken out of its commands. Called by scripts/lint.

Usage: run_tidy.py --build DIR --jobs N [--changed]

Files that the compiler takes together clang-tidy takes together too. What was found clean is not looked at again until it, a
file of ours that it includes, its command or .clang-tidy changes: DIR/tidy/clean has a stamp for each.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

# Options of GCC 12 that clang 14 refuses or warns about.
GCC_ONLY = ("-Wduplicated-cond", "-Wlogical-op", "-Wno-maybe-uninitialized", "-ftrivial-auto-var-init=zero",
            "-Winvalid-pch", "-fstack-clash-protection", "-fno-canonical-system-headers")


def clean(command):
    """The words of a compiler's command without GCC's own options, its precompiled header and its output."""
    words = shlex.split(command)
    result = []
    skip = 0
    for index, word in enumerate(words):
        if skip:
            skip -= 1
        elif word == "-include" or word == "-o":
            skip = 1
        elif word in GCC_ONLY or word == "-Werror":
            pass
        else:
            result.append(word)
    # In front of the compiler may stand ccache and how it is called.
    while result and not os.path.basename(result[0]).startswith(("c++", "g++", "clang++")):
        result.pop(0)
    return result


INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.M)


def stamp_of(entry, top):
    """Names the state of a file and of all that decides what clang-tidy says about it, but for the system's headers."""
    digest = hashlib.sha256((top / ".clang-tidy").read_bytes())
    digest.update(json.dumps(entry["arguments"]).encode())
    waiting, seen = [pathlib.Path(entry["file"])], set()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = path.read_bytes()
        digest.update(str(path).encode() + text)
        for name in sorted(INCLUDE.findall(text)):
            # As the compiler looks for it: beside the file, then below the folders that our CMake files name.
            waiting += [folder / os.fsdecode(name) for folder in (path.parent, top / "src", top / "tests", top)]
    return digest.hexdigest()


def changed_files(top):
    """Files that differ from the last commit, and all that git does not know yet; all when there is no commit."""
    listed = subprocess.run(["git", "status", "--porcelain", "--untracked-files=all", "--no-renames"], cwd=top,
                            capture_output=True, text=True, check=True).stdout
    return {line[3:] for line in listed.splitlines()}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", required=True)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--changed", action="store_true")
    arguments = options.parse_args()
    top = pathlib.Path(__file__).resolve().parents[2]
    build = pathlib.Path(arguments.build).resolve()

    own = []
    sources = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["directory"], entry["file"]).resolve()
        together = file.parent.name == "Unity"
        if top not in file.parents or (build in file.parents and not together):
            continue
        sources[str(file)] = [os.fsdecode(name) for name in INCLUDE.findall(file.read_bytes())] if together else [str(file)]
        own.append({"directory": entry["directory"], "file": str(file), "arguments": clean(entry["command"])})
    database = build / "tidy"
    database.mkdir(exist_ok=True)
    (database / "compile_commands.json").write_text(json.dumps(own, indent=1))

    entries = {entry["file"]: entry for entry in own}
    if arguments.changed:
        wanted = changed_files(top)
        entries = {name: entry for name, entry in entries.items()
                   if any(str(pathlib.Path(source).relative_to(top)) in wanted for source in sources[name])}
    stamps = database / "clean"
    stamps.mkdir(exist_ok=True)
    stamp = {name: stamps / stamp_of(entry, top) for name, entry in entries.items()}
    names = sorted(name for name in entries if not stamp[name].exists())

    def tidy(name):
        done = subprocess.run(["clang-tidy", "--quiet", "-p", str(database), name], capture_output=True, text=True)
        # Standard error carries counts of suppressed warnings, and the reason when it could not start.
        return name, done.returncode, done.stdout + (done.stderr if done.returncode and not done.stdout else "")

    failed = 0
    seen = set()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for name, status, output in pool.map(tidy, names):
            if status == 0:
                stamp[name].touch()
                continue
            failed += 1
            # A fault in a header comes once for each file that includes it.
            if output not in seen:
                seen.add(output)
                print(f"{pathlib.Path(name).relative_to(top)}:\n{output}")
    count = sum(len(sources[name]) for name in entries)
    print(f"clang-tidy: {count} files in {len(entries)} runs, {len(names)} of them made, {failed} with faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
