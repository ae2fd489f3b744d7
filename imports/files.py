"""The one way in: what each named file is, read as that.

    for item in opened(paths, names): item.what or item.left or item.error

A folder, a zip or a letter stands for the files in it (`containers`). What a file is is told by
what it holds (`kinds`). One bad file does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from imports.about import NOTHING_SAID, About
from imports.answers import AnswerSheet
from imports.containers import Found, found_in
from imports.kinds import Lists, Seen, What, recognised
from imports.registers.reading import RegisterFile
from imports.table_file import TableFile
from ledger.drafts import Reading
from ledger.errors import MedelError
from ledger.parties.names import Names


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: what it is, why it was left, or the error that stopped it."""

    name: str  # with the folder, zip or letter it stands in
    path: Path | None = None  # None for a file that stands inside another
    what: What | None = None
    left: str = ""
    error: MedelError | None = None
    on_disk: Path | None = None  # the file it is, or stands inside

    @property
    def reading(self) -> Reading | None:
        """The file as minutes."""
        return self.what if isinstance(self.what, Reading) else None

    @property
    def answers(self) -> AnswerSheet | None:
        """The file as a review workbook."""
        return self.what if isinstance(self.what, AnswerSheet) else None

    @property
    def register(self) -> RegisterFile | None:
        """The file as one of another system."""
        return self.what if isinstance(self.what, RegisterFile) else None

    @property
    def table(self) -> TableFile | None:
        """The file as a table of figures: people, a plan, what each may claim."""
        return self.what if isinstance(self.what, TableFile) else None


def opened(paths: Sequence[Path], names: Names, *, ocr: bool = False) -> Iterator[Opened]:
    """Read each file in turn; what goes wrong with one is its `error`."""
    for found in found_in(paths):
        yield open_one(found, names, ocr=ocr)


def open_one(
    found: Found, names: Names, *, ocr: bool = False, lists: Lists | None = None,
    kind: str | None = None, about: About = NOTHING_SAID,
) -> Opened:  # fmt: skip
    """Read one file, as of `kind` where that is said. What goes wrong is its `error`."""
    if found.error or found.left:
        return Opened(found.name, found.path, left=found.left, error=found.error)
    if kind is None and lists is not None and lists.wanted is not None:
        kind = "list"
    try:
        seen = Seen(found.name, found.read(), names, ocr, lists, about)
        return Opened(found.name, found.path, recognised(seen, kind))
    except MedelError as error:
        return Opened(found.name, found.path, error=error)
