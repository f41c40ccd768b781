"""What work on file trees costs beside the tools made for it: fdfind, du, sha256sum and cp, in turn, in one run.

Usage: files.py --program FILE [--quick] [--directory DIR] [--disk DIR] [--entries N]

  --program FILE   bench_files
  --quick          fewer entries and rounds; for trying, not for judging
  --directory DIR  where the tree is made (default: /dev/shm); removed afterwards
  --disk DIR       where a tree is copied (default: here); 12 GiB are needed for a while
  --entries N      of the tree (default 1,000,000)

Exit status: 0 when every limit was met, 1 when one was missed or something failed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

RESIDENT_KIB = 64 * 1024


class Failed(Exception):
    """Something other than a missed limit."""


def timed(command):
    """Seconds of a command, by the clock."""
    begin = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip()}")
    return time.monotonic() - begin, done.stdout


def asked(program, intent, root, **slots):
    """Seconds and peak memory of the whole program, which asks once, and the answer's message."""
    seconds, out = timed([program, "ask", intent, root, *(f"{name}={value}" for name, value in slots.items())])
    _, resident, message = out.split(" ", 2)
    return seconds, int(resident), message.strip()


def compare(what, limit, rounds, ours, theirs):
    """Medians of both, interleaved; one line. True when within the limits."""
    mine, other, resident = [], [], 0
    for _ in range(rounds):
        seconds, kib, message = ours()
        mine.append(seconds)
        resident = max(resident, kib)
        other.append(theirs())
    ratio = statistics.median(mine) / statistics.median(other)
    good = ratio <= limit and resident < RESIDENT_KIB
    print(f"{'ok    ' if good else 'MISSED'} {what:<34} {statistics.median(mine):8.3f} s  "
          f"{statistics.median(other):8.3f} s  ratio {ratio:5.2f} (limit {limit})  {resident / 1024:5.1f} MiB")
    print(f"       {message[:150]}")
    return good


def make_mixed_tree(tree, scale):
    """4 GiB divided by `scale`: a GiB each in files of 256 MiB, 8 MiB and 1 MiB, and in 64 KiB beside many of 1 KiB."""
    block = os.urandom(1 << 20)
    for count, size in ((4, 256 << 20), (128, 8 << 20), (1024, 1 << 20), (15872, 64 << 10), (32768, 1 << 10)):
        for number in range(count // scale):
            folder = os.path.join(tree, f"of-{size}", str(number // 256))
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f"file-{number}"), "wb") as file:
                for _ in range(max(1, size >> 20)):
                    file.write(block[:min(size, 1 << 20)])


def compare_copies(program, directory, rounds, scale):
    """Copying and having it on the disk; each copy is removed before the next is made."""
    tree = os.path.join(directory, "tree")
    copy = os.path.join(directory, "copy")
    state = os.path.join(directory, "state")
    os.mkdir(tree)
    os.mkdir(state)
    make_mixed_tree(tree, scale)
    os.sync()

    def ours():
        return asked(program, "file.copy", directory, state=state, source=tree, destination=copy)

    def then_on_disk(seconds):
        synced = timed(["sync", "-f", copy])[0]
        shutil.rmtree(copy)
        os.sync()
        return seconds + synced

    def ours_on_disk():
        seconds, resident, message = ours()
        return then_on_disk(seconds), resident, message

    # So that neither side is the one that reads from the disk first.
    then_on_disk(timed(["cp", "-a", tree, copy])[0])
    return compare("copy, against cp -a, on the disk", 1.1, rounds, ours_on_disk,
                   lambda: then_on_disk(timed(["cp", "-a", tree, copy])[0]))


def run(program, directory, entries, rounds, file_bytes):
    tree = os.path.join(directory, "tree")
    os.mkdir(tree)
    subprocess.run([program, "make", tree, str(entries)], check=True)
    big = os.path.join(tree, "big.bin")
    block = os.urandom(1 << 20)
    with open(big, "wb") as file:
        for _ in range(file_bytes >> 20):
            file.write(block)
    threads = str(min(os.cpu_count() or 1, 8))
    finder = shutil.which("fdfind") or shutil.which("fd")
    if finder is None:
        raise Failed("fdfind is missing: install the package fd-find")
    good = [
        compare("search by name, against fdfind", 1.5, rounds,
                lambda: asked(program, "file.search", tree, path=tree, pattern="*12345*"),
                lambda: timed([finder, "--unrestricted", "--threads", threads, "12345", tree])[0]),
        compare("usage, against du -s", 1.3, rounds,
                lambda: asked(program, "file.usage", tree, path=tree),
                lambda: timed(["du", "-s", tree])[0]),
        compare("checksum, against sha256sum", 1.1, rounds,
                lambda: asked(program, "file.checksum", tree, path=big),
                lambda: timed(["sha256sum", big])[0]),
    ]
    return all(good)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1], add_help=False)
    parser.add_argument("--program", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--directory", default="/dev/shm")
    parser.add_argument("--entries", type=int, default=None)
    parser.add_argument("--disk", default=".")
    arguments = parser.parse_args()
    entries = arguments.entries or (100_000 if arguments.quick else 1_000_000)
    with tempfile.TemporaryDirectory(prefix="maxos-bench-", dir=arguments.directory) as directory:
        try:
            good = run(arguments.program, directory, entries, 3 if arguments.quick else 5,
                       (256 if arguments.quick else 1024) << 20)
        except (Failed, OSError, subprocess.CalledProcessError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    with tempfile.TemporaryDirectory(prefix="maxos-bench-", dir=os.path.abspath(arguments.disk)) as directory:
        try:
            good &= compare_copies(arguments.program, directory, 3, 8 if arguments.quick else 1)
        except (Failed, OSError, subprocess.CalledProcessError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
