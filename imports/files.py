"""The one way in: what each named file is, read as that.

    for item in opened(paths, names): item.reading or item.answers or item.left or item.error

A folder, a zip or a letter stands for the files in it (`containers`). A file is told by what it
is, not only by its name: a workbook with our mark holds answers, all else are minutes. One bad
file does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from imports.answers import AnswerSheet, is_answer_sheet, read_answers
from imports.containers import Found, found_in
from imports.formats.reading import snapshot, snapshot_bytes
from imports.minutes.reader import read_minutes
from imports.tabular import read_workbook
from ledger.drafts import Reading
from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _
from ledger.names import Names

WORKBOOKS = {".xlsx", ".xlsm"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: minutes, answers, why it was left, or the error that stopped it."""

    name: str  # with the folder, zip or letter it stands in
    path: Path | None = None  # None for a file that stands inside another
    reading: Reading | None = None
    answers: AnswerSheet | None = None
    left: str = ""
    error: MedelError | None = None
    on_disk: Path | None = None  # the file it is, or stands inside


def opened(paths: Sequence[Path], names: Names, *, ocr: bool = False) -> Iterator[Opened]:
    """Read each file in turn; what goes wrong with one is its `error`."""
    for found in found_in(paths):
        yield open_one(found, names, ocr=ocr)


def open_one(found: Found, names: Names, *, ocr: bool = False) -> Opened:
    """Read one file. Nothing is raised for it: what goes wrong is its `error`."""
    if found.error or found.left:
        return Opened(found.name, found.path, left=found.left, error=found.error)
    try:
        if PurePath(found.name).suffix.lower() in WORKBOOKS:
            return Opened(found.name, found.path, answers=_answers(found))
        return Opened(found.name, found.path, reading=_reading(found, names, ocr=ocr))
    except MedelError as error:
        return Opened(found.name, found.path, error=error)


def _reading(found: Found, names: Names, *, ocr: bool) -> Reading:
    if found.path is not None:
        source = snapshot(found.path, found.name, ocr=ocr)
    else:
        source = snapshot_bytes(found.name, found.content or b"", ocr=ocr)
    reading = read_minutes(source, names)
    if source.ocr_pages:
        from imports.formats.ocr import marked

        return marked(reading)
    return reading


def _answers(found: Found) -> AnswerSheet:
    workbook = read_workbook(found.name, found.read())
    if not is_answer_sheet(workbook):
        raise UnreadableFile(
            _("The workbook is not a review sheet of Medelsbok."),
            place=found.name,
            next_step=_("“medel report inbox” writes one."),
        )
    return read_answers(workbook)
