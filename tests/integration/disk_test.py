"""File systems as df(1) tells them, over mounts of every odd kind, in a mount namespace (own_mounts.py)."""

import json
import os
import subprocess

import own_mounts
from harness import Case, main
from own_mounts import needs_root

FIELDS = ("source", "fstype", "size", "used", "avail", "itotal", "iavail")
PAYLOAD = ("source", "type", "total_bytes", "used_bytes", "available_bytes", "inodes", "inodes_free")


@needs_root
class Disk(Case):
    def setUp(self):
        super().setUp()
        self.top = f"{self.folder}/mnt"
        os.mkdir(self.top)
        self.mount(".", "size=64M")
        self.addCleanup(subprocess.run, ["/usr/bin/umount", "--lazy", self.top], check=True)

    def mount(self, name, options="size=1M", *more, kind="tmpfs"):
        path = os.path.normpath(f"{self.top}/{name}")
        os.makedirs(path, exist_ok=True)
        subprocess.run(["/usr/bin/mount", "-t", kind, "-o", options, *more, f"own-{kind}", path], check=True)
        return path

    def bind(self, source, target):
        subprocess.run(["/usr/bin/mount", "--bind", f"{self.top}/{source}", f"{self.top}/{target}"], check=True)

    def df(self, path):
        """Values of df(1) by name; None when it has none."""
        done = subprocess.run(["/usr/bin/df", "-B1", "--output=" + ",".join(FIELDS), path], capture_output=True, text=True,
                              env={"LC_ALL": "C"}, check=False)
        rows = done.stdout.splitlines()[1:]
        return tuple(value.replace("-", "0") if value == "-" else value for value in rows[0].split()) if rows else None

    def assert_as_df(self, path, mount_point=None):
        answer = self.running.ask("how full is the disk", domain="system", path=path)
        self.assertEqual((answer.status, answer.payload["intent"]), ("success", "system.disk"), answer)
        told = tuple(answer.payload.get(name, "0") for name in PAYLOAD)
        self.assertEqual(told, self.df(path), path)
        self.assertEqual(answer.payload["mount_point"], mount_point or path)
        return answer

    def test_each_kind_of_mount(self):
        full = self.mount("full")
        with open(f"{full}/file", "wb") as file:
            file.write(bytes(1 << 20))
        crowded = self.mount("crowded", "size=1M,nr_inodes=10")
        for number in range(9):
            with open(f"{crowded}/{number}", "wb"):
                pass
        layers = self.mount("layers")
        for name in ("lower", "upper", "work"):
            os.mkdir(f"{layers}/{name}")
        with open(f"{layers}/lower/file", "wb"), open(f"{self.top}/a-file", "wb"):
            pass
        merged = self.mount("merged", f"lowerdir={layers}/lower,upperdir={layers}/upper,workdir={layers}/work", kind="overlay")
        still = self.mount("still", "ro,size=2M")
        os.mkdir(f"{self.top}/again")
        self.bind("full", "again")
        self.bind("layers/lower/file", "a-file")
        self.running = self.daemon()
        self.assertIn("100% used", self.assert_as_df(full).message)
        self.assertIn("100% of its inodes used", self.assert_as_df(crowded).message)
        self.assertEqual(self.assert_as_df(still).payload["read_only"], "true")
        for path, mount_point in ((merged, None), (f"{self.top}/again", None), (f"{self.top}/a-file", None),
                                  (f"{full}/file", full), (f"{merged}/file", merged), (f"{full}/../crowded/1", crowded)):
            self.assert_as_df(path, mount_point)

    def test_names_that_the_mount_table_escapes(self):
        paths = [self.mount(name) for name in ("with space", "new\nline", "tab\tinside", "back\\slash", "\\040", "caf\u00e9")]
        self.running = self.daemon()
        for path in paths:
            self.assert_as_df(path)
        listed = {row["mount_point"] for row in self.listed()}
        self.assertTrue(listed.issuperset(paths), listed)

    def listed(self):
        return json.loads(self.running.ask("show disk usage", domain="system").payload["filesystems"])

    def test_what_another_hides_is_left_out_and_each_device_is_told_once(self):
        self.mount("over/deep", "size=6M")
        over = self.mount("over", "size=7M")
        os.mkdir(f"{over}/deep")
        self.mount("twice", "size=8M")
        twice = self.mount("twice", "size=9M")
        long = self.mount("a-long-name", "size=3M")
        os.mkdir(f"{long}/part")
        os.mkdir(f"{self.top}/p")
        self.bind("a-long-name/part", "p")
        self.running = self.daemon()
        sizes = {row["mount_point"]: row["total_bytes"] >> 20 for row in self.listed() if row["mount_point"].startswith(self.top)}
        self.assertEqual(sizes, {self.top: 64, over: 7, twice: 9, long: 3})

    def test_what_has_no_size_or_is_not_there_says_so(self):
        self.running = self.daemon()
        for path, status in (("/proc", "unavailable"), (f"{self.top}/nothing", "not_found"),
                             (f"{self.top}/nothing/below", "not_found"), ("relative", "error"), ("/" + "x" * 5000, "error")):
            self.assertEqual(self.running.ask("how full is the disk", domain="system", path=path).status, status, path)


if __name__ == "__main__":
    own_mounts.enter()
    main()
