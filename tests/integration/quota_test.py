"""A disk quota that is used up in the middle of a change: btrfs counts one by itself (btrfs-quota(8)), whatever quota the kernel
has else. In a mount namespace (own_mounts.py)."""

import hashlib
import os
import subprocess

import own_mounts
from harness import Case, main
from own_mounts import needs_root

MIB = 1 << 20
# Of the root with the quota, and what is brought there.
LIMIT, BIG = 4 * MIB, 9 * MIB


def tree(top):
    """What lies there, but for the trash, with the digests of the files."""
    found = {}
    for folder, names, files in os.walk(top):
        names[:] = [name for name in names if not name.startswith(".Trash")]
        for name in names + files:
            path = os.path.join(folder, name)
            with open(path if os.path.isfile(path) else os.devnull, "rb") as file:
                found[os.path.relpath(path, top)] = hashlib.sha256(file.read()).hexdigest()
    return found


@needs_root
class Quota(Case):
    def setUp(self):
        super().setUp()
        image, mounted = f"{self.folder}/image", f"{self.folder}/mounted"
        with open(image, "wb") as file:
            file.truncate(200 * MIB)
        os.mkdir(mounted)
        self.run_tool("/usr/sbin/mkfs.btrfs", "--quiet", image)
        self.run_tool("/usr/bin/mount", "-o", "loop", image, mounted)
        self.addCleanup(self.run_tool, "/usr/bin/umount", "--lazy", mounted)
        self.small, self.ample = f"{mounted}/small", f"{self.folder}/ample"
        self.run_tool("/usr/bin/btrfs", "subvolume", "create", self.small)
        self.run_tool("/usr/bin/btrfs", "quota", "enable", mounted)
        self.run_tool("/usr/bin/btrfs", "qgroup", "limit", str(LIMIT), self.small)
        os.makedirs(f"{self.ample}/photos")
        for number in range(9):
            with open(f"{self.ample}/photos/{number}.raw", "wb") as file:
                file.write(os.urandom(BIG // 9))
        with open(f"{self.small}/kept.txt", "w", encoding="utf-8") as file:
            file.write("kept\n")
        self.running = self.daemon(config=self.config(filesystem={"roots": [self.small, self.ample], "home": self.ample}))

    def run_tool(self, *command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def assert_refused_and_nothing_changed(self, text):
        before = tree(self.small), tree(self.ample)
        answer = self.running.ask(text)
        self.assertEqual(answer.status, "error", answer)
        self.assertIn("disk quota is used up", answer.message)
        self.assertEqual((tree(self.small), tree(self.ample)), before)

    def test_what_does_not_fit_leaves_both_sides_as_they_were(self):
        for text in (f"copy {self.ample}/photos to {self.small}/photos", f"move {self.ample}/photos to {self.small}/photos",
                     f"copy {self.ample}/photos to {self.small}", f"archive {self.ample}/photos to {self.small}/photos.tar.gz"):
            with self.subTest(text):
                self.assert_refused_and_nothing_changed(text)

    def test_what_fits_goes_on_beside_it(self):
        self.assert_refused_and_nothing_changed(f"copy {self.ample}/photos to {self.small}/photos")
        self.assertEqual(self.running.ask(f"copy {self.ample}/photos/1.raw to {self.small}").status, "success")
        self.assertEqual(self.running.ask(f"delete {self.small}/kept.txt").status, "success")
        self.assertEqual(self.running.ask("undo the last operation").status, "success")
        self.assertEqual(set(tree(self.small)), {"1.raw", "kept.txt"})


if __name__ == "__main__":
    own_mounts.enter()
    main()
