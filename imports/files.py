"""The one way in: what each named file is, read as that.

    for item in opened(paths): item.reading or item.answers or item.error

A file is told by what it is, not only by its name: a workbook with our mark holds answers, text,
Word and PDF are minutes. One bad file does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from imports.answers import AnswerSheet, is_answer_sheet, read_answers
from imports.minutes.reader import read_minutes
from imports.minutes.reading import snapshot
from imports.tabular import read_workbook
from ledger.drafts import Reading
from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _
from ledger.names import Names

WORKBOOKS = {".xlsx", ".xlsm"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: minutes, answers, or the error that stopped it."""

    path: Path
    reading: Reading | None = None
    answers: AnswerSheet | None = None
    error: MedelError | None = None


def opened(paths: Sequence[Path], names: Names) -> Iterator[Opened]:
    """Read each file in turn; what goes wrong with one is its `error`."""
    for path in paths:
        try:
            yield _open(path, names)
        except MedelError as error:
            yield Opened(path, error=error)


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises UnreadableFile."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("The file cannot be opened ({reason}).").format(reason=error.strerror),
            place=path.name,
        ) from None


def _open(path: Path, names: Names) -> Opened:
    if path.suffix.lower() not in WORKBOOKS:
        return Opened(path, reading=read_minutes(snapshot(path), names))
    workbook = read_workbook(path.name, read_file(path))
    if not is_answer_sheet(workbook):
        raise UnreadableFile(
            _("The workbook is not a review sheet of Medelsbok."),
            place=path.name,
            next_step=_("“medel report inbox” writes one."),
        )
    return Opened(path, answers=read_answers(workbook))
