"""The one way in: what each named file is, read as that.

    for item in opened(paths, names): item.reading or item.answers or item.left or item.error

A folder, a zip or a letter stands for the files in it (`containers`). A file is told by what it
is, not only by its name: a workbook with our mark holds answers, a file that a register's reader
recognises is one, all else are minutes. One bad file does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from imports.answers import AnswerSheet, is_answer_sheet, read_answers
from imports.containers import Found, found_in
from imports.formats.reading import snapshot_bytes
from imports.minutes.reader import read_minutes
from imports.registers.layouts import Layout, all_layouts
from imports.registers.reading import RegisterFile, list_file
from imports.registers.recognise import LIST_SUFFIXES, SUFFIXES, recognised
from imports.tabular import open_sheets, read_workbook
from ledger.drafts import Reading
from ledger.errors import MedelError, UnreadableFile
from ledger.messages import _
from ledger.parties.names import Names
from ledger.proposing.inbox_columns import MARK_SHEET

WORKBOOKS = {".xlsx", ".xlsm"}
MAY_BE_REGISTERS = SUFFIXES | {".txt"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was read: minutes, answers, why it was left, or the error that stopped it."""

    name: str  # with the folder, zip or letter it stands in
    path: Path | None = None  # None for a file that stands inside another
    reading: Reading | None = None
    answers: AnswerSheet | None = None
    register: RegisterFile | None = None
    left: str = ""
    error: MedelError | None = None
    on_disk: Path | None = None  # the file it is, or stands inside


@dataclass(frozen=True, slots=True)
class Lists:
    """The layouts that invoice lists are read by; `wanted` is the one that is to decide."""

    layouts: tuple[Layout, ...] = ()
    wanted: str | None = None

    @classmethod
    def beside(cls, db: str | None = None, wanted: str | None = None) -> Lists:
        """The shipped layouts and the user's own. Raises WrongUse."""
        return cls(all_layouts(db), wanted)


def opened(paths: Sequence[Path], names: Names, *, ocr: bool = False) -> Iterator[Opened]:
    """Read each file in turn; what goes wrong with one is its `error`."""
    for found in found_in(paths):
        yield open_one(found, names, ocr=ocr)


def open_one(
    found: Found, names: Names, *, ocr: bool = False, lists: Lists | None = None
) -> Opened:
    """Read one file. Nothing is raised for it: what goes wrong is its `error`."""
    if found.error or found.left:
        return Opened(found.name, found.path, left=found.left, error=found.error)
    try:
        suffix = PurePath(found.name).suffix.lower()
        content = found.read()
        wanted = lists is not None and lists.wanted is not None
        if suffix in WORKBOOKS and not wanted and (answers := _answers(found.name, content)):
            return Opened(found.name, found.path, answers=answers)
        if wanted or suffix in LIST_SUFFIXES:
            invoices = _list(found.name, content, lists or Lists.beside())
            return Opened(found.name, found.path, register=invoices)
        if suffix in MAY_BE_REGISTERS and (register := _register(found.name, content, suffix)):
            return Opened(found.name, found.path, register=register)
        return Opened(found.name, found.path, reading=_reading(found.name, content, names, ocr=ocr))
    except MedelError as error:
        return Opened(found.name, found.path, error=error)


def _reading(name: str, content: bytes, names: Names, *, ocr: bool) -> Reading:
    source = snapshot_bytes(name, content, ocr=ocr)
    reading = read_minutes(source, names)
    if source.ocr_pages:
        from imports.formats.ocr import marked

        return marked(reading)
    return reading


def _register(name: str, content: bytes, suffix: str) -> RegisterFile | None:
    """The file as one of another system; None for text that no reader of these recognises."""
    kinds = recognised(content)
    if len(kinds) == 1:
        return RegisterFile(name, content, kinds[0])
    if not kinds and suffix not in SUFFIXES:
        return None
    said = _("{kinds} both recognise it").format(kinds=", ".join(kinds)) if kinds else _(
        "it is neither SIE, BgMax, camt.053 or 054, Peppol nor Svefaktura"
    )  # fmt: skip
    raise UnreadableFile(
        _("What the file is cannot be told: {why}.").format(why=said),
        place=name,
        next_step=_("Export it again from the system it comes from."),
    )


def _list(name: str, content: bytes, lists: Lists) -> RegisterFile:
    return list_file(name, content, lists.layouts, lists.wanted)


def _answers(name: str, content: bytes) -> AnswerSheet | None:
    """The review sheet of Medelsbok; None for any other workbook."""
    if not any(sheet.name == MARK_SHEET for sheet in open_sheets(name, content)):
        return None
    workbook = read_workbook(name, content)
    return read_answers(workbook) if is_answer_sheet(workbook) else None
