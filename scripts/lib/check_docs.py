"""Holds the documentation against the code. Called by scripts/lint.

Every intent declared below src/agents stands in docs/api.md; every configuration key of src/config/config.h stands in
maxos-grpc.toml(5), in docs/operations.md and in etc/maxos-grpc.toml; every relative link of a Markdown file leads to a
file.
"""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
INTENT = re.compile(r'"((?:file|system|network|dev|knowledge|agent)\.[a-z_]+)"')
# "// [server]" above "struct Server {".
SECTION = re.compile(r"// \[(\w+)\][^\n]*\n(?://[^\n]*\n)*struct \w+ \{\n(.*?)\n\};", re.S)
# A field: a type, a name, a default or none, in lines of their own.
FIELD = re.compile(r"^  (?!//)[\w:<>]+\s+(\w+)(?:\s*=.*|\{.*\})?;", re.M)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def read(path):
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        return FAULTS.append(f"{path.relative_to(TOP)}: {error.strerror}") or ""


FAULTS = []


def declared_intents():
    found = set()
    for path in (TOP / "src" / "agents").rglob("*"):
        # What stands beside the declarations for tests declares nothing.
        if path.suffix in (".h", ".cpp") and "testing" not in path.parts:
            code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
            found.update(INTENT.findall(code))
    return sorted(found)


def configuration_keys():
    return [(section, field) for section, body in SECTION.findall(read(TOP / "src/config/config.h"))
            for field in FIELD.findall(body)]


def word_in(word, text):
    return re.search(rf"(?<![\w.]){re.escape(word)}(?![\w])", text) is not None


def check_intents():
    intents = declared_intents()
    if not intents:
        FAULTS.append("src/agents: no declared intent found")
    text = read(TOP / "docs/api.md")
    for intent in intents:
        if not word_in(intent, text):
            FAULTS.append(f"docs/api.md: does not name the intent {intent}")


def check_keys():
    keys = configuration_keys()
    if not keys:
        FAULTS.append("src/config/config.h: no keys found")
    pages = sorted((TOP / "docs").rglob("maxos-grpc.toml.5"))
    if not pages:
        FAULTS.append("docs: there is no maxos-grpc.toml.5")
    for path in [*pages, TOP / "docs/operations.md", TOP / "etc/maxos-grpc.toml"]:
        # roff writes a hyphen and other characters with a backslash.
        text = re.sub(r"\\[-&e]", "", read(path))
        for section, key in keys:
            # As "section.key", or by itself where its section's heading stands somewhere.
            if not re.search(rf"(?<![\w]){section}\.{key}(?![\w])", text) and not (
                    word_in(key, text) and re.search(rf"\[{section}\]", text)):
                FAULTS.append(f"{path.relative_to(TOP)}: does not name the configuration key {section}.{key}")


def check_links():
    pages = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
    for page in pages:
        for target in LINK.findall(read(page)):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                FAULTS.append(f"{page.relative_to(TOP)}: the link to {target} leads nowhere")


def main():
    check_intents()
    check_keys()
    check_links()
    for fault in FAULTS:
        print(fault)
    print(f"docs: {len(declared_intents())} intents, {len(configuration_keys())} keys, {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
