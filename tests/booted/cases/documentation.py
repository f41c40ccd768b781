"""The examples of README and docs that are marked `run` or `booted`, on the installed machine."""

import re

import fixture
from fixture import TOP

PAGES = ["README.md", "docs/api.md", "docs/operations.md"]


def blocks(kind):
    """(page, line, text, output) of each fenced block whose info string is `kind`; output is None when none follows."""
    for page in PAGES:
        fences = re.finditer(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", (TOP / page).read_text(), re.M | re.S)
        found = [(fence["info"].strip(), fence["text"], fence.string[:fence.start()].count("\n") + 1) for fence in fences]
        for index, (info, text, line) in enumerate(found):
            if info == kind:
                follows = found[index + 1] if index + 1 < len(found) else ("", "", 0)
                yield page, line, text, follows[1] if follows[0] == "output" else None


def pattern(expected):
    """The text as a regular expression; … stands for what differs from machine to machine."""
    return "^" + ".*".join(re.escape(part) for part in expected.strip().split("…")) + "$"


class TheExamples(fixture.BootedCase):
    def test_console_examples_say_what_the_machine_says(self):
        count = 0
        for page, line, text, _ in [*blocks("console booted"), *blocks("console run")]:
            # "$ command" as a member of the group, "# command" as root, each with its output below it.
            for prompt, command, expected in re.findall(r"^([$#]) (.*)\n((?:(?![$#] ).*\n)*)", text, re.M):
                with self.subTest(f"{page}:{line}", command=command):
                    done = self.machine.run("/bin/sh", "-c", f"exec 2>&1\n{command}", user="alice" if prompt == "$" else "root",
                                            check=False)
                    self.assertEqual(done.returncode, 0, done)
                    self.assertRegex(done.stdout.strip(), re.compile(pattern(expected), re.S))
                    count += 1
        self.assertGreater(count, 0, "no example of the console is marked")

    def test_python_examples_run_as_they_stand(self):
        count = 0
        for page, line, text, expected in blocks("python run"):
            with self.subTest(f"{page}:{line}"):
                done = self.machine.run("/usr/bin/python3", "-", stdin=text, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                if expected is not None:
                    self.assertRegex(done.stdout.strip(), re.compile(pattern(expected), re.S))
                count += 1
        self.assertGreater(count, 0, "no example in Python is marked")

    def test_configuration_examples_are_accepted(self):
        count = 0
        for page, line, text, _ in blocks("toml check"):
            with self.subTest(f"{page}:{line}"):
                self.configure(text)
                done = self.machine.run("/usr/libexec/maxos/maxos-grpcd", "--check-config", "--config", fixture.CONFIG,
                                        check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                count += 1
        self.assertGreater(count, 0, "no example is marked `toml check`")
