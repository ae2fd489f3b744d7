"""The manual shows what the program prints: each `$ medel …` in it is run, its output compared.

    python tests/tools/manual.py check     # exit 1 where a page shows something else; a diff of it
    python tests/tools/manual.py update    # write what the program prints into the pages

A page's `console` blocks are run in order in one empty folder, with the example minutes in
`protokoll/` and files of other systems in `andra-system/`. Lines that differ from run to run
(times, hashes, folders) are folded to `…` on both sides. A block that begins with
`$ export MEDEL_LANG=sv` speaks Swedish from there on.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/handbok.md", "docs/manual.md")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHANGING = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "…"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.Z]*"), "…"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "…"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "…"),
)


def shown(page: Path) -> str:
    """The page with its console blocks as the program prints them today."""
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        session = _Session(Path(folder))
        return BLOCK.sub(lambda m: f"```console\n{session.run(m[1])}```", page.read_text("utf-8"))


class _Session:
    """One reader of one page, typing its commands in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"PYTHONDONTWRITEBYTECODE", "MEDEL_DB", "MEDEL_LANG", "MEDEL_BY"}
        } | {"PYTHONPATH": str(ROOT), "MEDEL_LANG": "en", "MEDEL_BY": "ekonom", "COLUMNS": "100"}

    def run(self, block: str) -> str:
        commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{self._type(command)}" for command in commands)

    def _type(self, command: str) -> str:
        words = shlex.split(command)
        if words[0] == "export":
            name, value = words[1].split("=", 1)
            self.environment[name] = value
            return ""
        if words[0] != "medel":
            return ""  # shown for the reader; setting up is not the program's doing
        words = [match for word in words[1:] for match in self._expand(word)]
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words], cwd=self.folder, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        said = done.stdout
        for pattern, instead in CHANGING:
            said = pattern.sub(instead, said)
        return said

    def _expand(self, word: str) -> list[str]:
        if "*" not in word:
            return [word]
        return [str(path.relative_to(self.folder)) for path in sorted(self.folder.glob(word))]


def _set_up(folder: Path) -> None:
    minutes = folder / "protokoll"
    minutes.mkdir()
    for path in sorted((ROOT / "imports/examples").iterdir()):
        if path.suffix in {".txt", ".md", ".docx", ".pdf"}:
            shutil.copyfile(path, minutes / path.name)
    shutil.copytree(ROOT / "imports/examples/andra-system", folder / "andra-system")


def main() -> int:
    differ = False
    for page in (ROOT / name for name in PAGES):
        now = shown(page)
        before = page.read_text("utf-8")
        if sys.argv[1:] == ["update"]:
            page.write_text(now, "utf-8")
        elif now != before:
            differ = True
            lines = difflib.unified_diff(
                before.splitlines(), now.splitlines(), f"{page.name} shows",
                "the program prints", lineterm="",
            )  # fmt: skip
            print("\n".join(lines))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
