"""How far long work has come: files, and rows of a large file, with the time that is left.

    with progress(paths) as shown:
        shown.tick(opened)                          # a file is done
        shown.rows("bok.se", 250_000, 0.4)          # rows so far, and how much of the file that is

Shown on the standard error output, on a terminal only; it leaves no trace when the work is done.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.commands.kit import clean_for_terminal
from ledger.messages import language, ngettext

if TYPE_CHECKING:
    from imports.files import Opened
    from imports.parallel import Read


class Silent:
    """Where there is no terminal, nothing is shown."""

    def tick(self, opened: Opened) -> None:
        """A file is done."""

    def rows(self, file: str, count: int, done: float | None) -> None:
        """So many rows of a file, and how much of it that is where it is known."""

    def ticked(self, reads: Iterable[Read]) -> Iterator[Read]:
        """What is read, told as it comes."""
        for read in reads:
            self.tick(read.opened)
            yield read


class Shown(Silent):
    """A bar for the files on the disk (how many stand inside a zip is not known), one for rows."""

    def __init__(self, bars: Any, files: int) -> None:
        self._bars = bars
        self._files = bars.add_task("", total=files)
        self._rows = bars.add_task("", total=1.0, visible=False)
        self._file = ""
        self._done: set[Path | None] = set()

    def tick(self, opened: Opened) -> None:
        self._done.add(opened.on_disk)
        name = clean_for_terminal(opened.name)
        self._bars.update(self._files, completed=len(self._done), description=name)
        self._bars.update(self._rows, visible=False)

    def rows(self, file: str, count: int, done: float | None) -> None:
        if file != self._file:
            self._file = file
            self._bars.reset(self._rows, total=1.0)
        number = f"{count:,}".replace(",", " ") if language() == "sv" else f"{count:,}"
        said = ngettext("{name}: {count} row", "{name}: {count} rows", count)
        self._bars.update(
            self._rows, visible=True, completed=min(done or 0.0, 1.0),
            description=said.format(name=clean_for_terminal(file), count=number),
        )  # fmt: skip


@contextmanager
def progress(files: Sequence[Path]) -> Iterator[Silent]:
    """What to tell of how far it has come."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    from imports.containers import count_of

    columns = (BarColumn(), TaskProgressColumn(), TimeLeft(), TextColumn("{task.description}"))
    # What is printed meanwhile goes above the bars on a terminal, and untouched into a file.
    together = sys.stdout.isatty()
    with Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=together
    ) as bars:
        yield Shown(bars, count_of(files))
