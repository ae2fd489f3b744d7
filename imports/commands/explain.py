"""`medel explain`: everything that would be found in files, and why. It needs no book."""

from __future__ import annotations

import pathlib
import shutil
import sys
from typing import TYPE_CHECKING

from ledger.commands.kit import argument, command, format_option, say, say_json, tell
from ledger.errors import MedelError
from ledger.messages import N_

if TYPE_CHECKING:
    from ledger.drafts import Reading

WIDEST = 120


@command(
    "explain",
    help=N_(
        "Show what would be found in a file, and why.\n\n"
        "Each statement about money with its sentence, and the rule behind every field. Nothing is stored."
    ),
)
@argument("files", nargs=-1, required=True, metavar="FILE…")
@format_option("text", "jsonl")
def explain(files: tuple[str, ...], format_: str) -> None:
    from imports.minutes.reader import read_minutes
    from imports.minutes.reading import snapshot
    from ledger.names import Names

    names = Names.shipped()
    failed: MedelError | None = None
    for i, file in enumerate(files):
        try:
            reading = read_minutes(snapshot(pathlib.Path(file)), names)
        except MedelError as error:
            tell(error)
            failed = error
            continue
        if format_ == "jsonl":
            _show_rows(reading, file)
        else:
            _show_text(reading, file, first=i == 0)
    if failed:
        sys.exit(failed.exit_code)


def _show_rows(reading: Reading, file: str) -> None:
    from imports.explain import rows

    for row in rows(reading, file):
        say_json(row, indent=None)


def _show_text(reading: Reading, file: str, *, first: bool) -> None:
    from imports.explain import text

    if not first:
        say()
    for line in text(reading, file, min(shutil.get_terminal_size().columns, WIDEST)):
        say(line)


if __name__ == "__main__":
    explain()
