"""Workbooks as rows of plain values: the one module that knows the Excel reader.

    book = read_workbook("granskning.xlsx", content)
    book.sheets["Granskning"][2][0]      # row and column counted from 0

Whole numbers that Excel keeps as floats come out as int; text stays text.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from imports.zips import packed_in, refuse_bomb
from ledger.errors import UnreadableFile
from ledger.messages import _

Value = str | int | float | bool | date | datetime | time | timedelta | None
MOST_MERGED = 10_000  # cells; a larger range is somebody's frame round the whole sheet
TRIED_BELOW = 4_000_000  # bytes: sheets packed into more than this have cells for their size
_SHEETS = ("xl/worksheets/", "content.xml")
TRIAL_SECONDS = 60  # whatever else the machine does
TRIAL_WORK = 3  # seconds of work, and one more for each megabyte
TRIAL_MEMORY = 2**30  # bytes
_TRIAL = f"""
import io, sys
from contextlib import suppress
with suppress(ImportError):
    import resource
    work = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, ({TRIAL_MEMORY}, {TRIAL_MEMORY}))
    resource.setrlimit(resource.RLIMIT_CPU, (work, work))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for name in book.sheet_names:
    for row in book.get_sheet_by_name(name).iter_rows():
        pass
"""
Rows = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets by name, hidden ones too; each a table from cell A1."""

    name: str
    sheets: Mapping[str, Rows]
    hidden: frozenset[str] = frozenset()


@dataclass(slots=True)
class OpenSheet:
    """A sheet of an open workbook, read when it is asked for."""

    name: str
    hidden: bool
    file: str
    book: Any  # calamine's
    sheet: Any = None  # once it has been read

    @property
    def height(self) -> int | None:
        """How many rows it has; None until they are being read."""
        return int(self.sheet.total_height) if self.sheet else None

    def rows(self) -> Iterator[Sequence[Value]]:
        """Every row from row 1 and column A; a merged range says the same in each of its cells."""
        with _in_words(self.file):
            sheet = self.sheet = self.sheet or self.book.get_sheet_by_name(self.name)
            before: list[Value] = [None] * (sheet.start[1] if sheet.start else 0)
            merged = _merged(sheet)
            said: dict[tuple[int, int], Value] = {}
            speakers = set(merged.values())
            rows_merged = {row for row, _column in (*merged, *speakers)}
            for number, cells in enumerate(sheet.iter_rows()):
                row = before + [None if cell == "" else cell for cell in cells]
                if number in rows_merged:
                    for column in range(len(row)):
                        if (number, column) in speakers:
                            said[number, column] = row[column]
                        elif speaker := merged.get((number, column)):
                            row[column] = said.get(speaker)
                yield row


def read_workbook(name: str, content: bytes) -> Workbook:
    """Read an xlsx from its bytes. Raises UnreadableFile."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    refuse_bomb(name, content)
    with _in_words(name):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = {s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible}
        sheets = {
            sheet: tuple(
                tuple(_plain(value) for value in row)
                for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            )
            for sheet in book.sheet_names
        }
    return Workbook(name, sheets, frozenset(sheets.keys() - shown))


def open_sheets(name: str, content: bytes) -> tuple[OpenSheet, ...]:
    """The sheets of an xlsx, xls or ods, their rows read as they are asked for.

    Raises UnreadableFile.
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    if content[:2] == b"PK":
        refuse_bomb(name, content)
    if content[:2] != b"PK" or packed_in(content, _SHEETS) < TRIED_BELOW:
        _try_apart(name, content)
    with _in_words(name):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(
            OpenSheet(sheet.name, sheet.visible != SheetVisibleEnum.Visible, name, book)
            for sheet in book.sheets_metadata
        )


def _try_apart(name: str, content: bytes) -> None:
    """Read it in a process of its own first. Raises UnreadableFile where that one does not live.

    A damaged xls, or one stray cell in the last corner of a sheet, has the Excel reader ask for
    hundreds of gigabytes, and a reader that is not given them ends its process.
    """
    try:
        done = subprocess.run(  # noqa: S603  this Python, and a program of ours
            [sys.executable, "-c", _TRIAL, str(TRIAL_WORK + (len(content) >> 20))],
            input=content, capture_output=True, check=False, timeout=TRIAL_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _cannot_be_read(name) from None
    if done.returncode:
        raise _cannot_be_read(name)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """What the Excel reader cannot do, as an error that is told. It may give up in any way."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, ValueError, KeyError, OSError):
        raise _cannot_be_read(name) from None
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # of Rust: no Exception, and of no module
            raise _cannot_be_read(name) from None
        raise


def _cannot_be_read(name: str) -> UnreadableFile:
    return UnreadableFile(
        _("The workbook cannot be read."),
        place=name,
        next_step=_("Open it in Excel and save it anew as .xlsx."),
    )


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells that merged ranges hide, and the one that speaks for each. Small ranges alone."""
    hidden = {}
    for first, last in sheet.merged_cell_ranges or ():
        if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) <= MOST_MERGED:
            for row in range(first[0], last[0] + 1):
                for column in range(first[1], last[1] + 1):
                    if (row, column) != first:
                        hidden[row, column] = first
    return hidden


def _plain(value: object) -> Value:
    if value == "" or value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str | int | float | date | time | timedelta):
        return value
    return str(value)
