"""A table somebody made, xlsx or csv, as sheets of cells that each have a place to be named by.

    file = read_sheets(Path("prognos.xlsx"))
    file.sheets[0].rows[4][2], file.sheets[0].place(4, 2)        # 150000, "Blad1!C5"

`file.source` is the file as it is stored: its bytes, their sha256, and the cells as text, a line
for each row. The words by which columns are known stand in `columns.toml`.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from imports.formats.decoding import decode
from imports.tabular import Rows, Value, read_workbook
from ledger.drafts import SourceText, Span
from ledger.errors import UnreadableFile, WrongUse
from ledger.messages import _
from ledger.money import Money

READER = "table/1"
HEADING_WITHIN = 40  # rows from the top that may hold the headings
MOST_BYTES = 50_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_UNITS = {"tkr": 1000, "kkr": 1000, "mkr": 10**6, "mnkr": 10**6}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; `name` is empty for a csv file."""

    name: str
    rows: Rows

    def place(self, row: int, column: int) -> str:
        """The cell as Excel names it; rows and columns counted from 0."""
        cell = f"{_letters(column)}{row + 1}"
        return f"{self.name}!{cell}" if self.name else cell


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file's tables, and the file as it is stored."""

    source: SourceText
    sheets: tuple[Sheet, ...]


class Places:
    """Where rows and cells stand in the text that a file is stored as."""

    def __init__(self, file: Sheets) -> None:
        self._starts: dict[int, list[int]] = {}  # by sheet, of each row
        start = 0
        for sheet in file.sheets:
            starts = list(accumulate((len(line) + 1 for line in _lines(sheet)), initial=start))
            self._starts[id(sheet)] = starts[bool(sheet.name) :]
            start = starts[-1]

    def line(self, sheet: Sheet, at: int) -> Span:
        """Of a row."""
        start = self._starts[id(sheet)][at]
        return Span(start, start + len("\t".join(map(_one_line, sheet.rows[at]))))

    def cell(self, sheet: Sheet, at: int, column: int) -> Span:
        """Of a cell."""
        texts = [_one_line(value) for value in sheet.rows[at]]
        start = self._starts[id(sheet)][at] + sum(len(text) + 1 for text in texts[:column])
        return Span(start, start + len(texts[column]))


def read_sheets(path: Path) -> Sheets:
    """Read a file of tables. Raises UnreadableFile."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise UnreadableFile(
            _("The file cannot be read: {reason}.").format(reason=error.strerror), place=path.name
        ) from None
    if content is None:
        raise UnreadableFile(_("The file is too large for a table."), place=path.name)
    return sheets_of(path.name, content)


def sheets_of(name: str, content: bytes) -> Sheets:
    """The tables in a file's bytes. Raises UnreadableFile."""
    if content[:4] == b"PK\x03\x04":
        book = read_workbook(name, content)
        shown = [(sheet, rows) for sheet, rows in book.sheets.items() if sheet not in book.hidden]
        sheets = tuple(Sheet(sheet, rows) for sheet, rows in shown)
        media, encoding = XLSX, ""
        hidden = _("The sheet “{name}” is hidden and was not read.")
        remarks = tuple(hidden.format(name=sheet) for sheet in sorted(book.hidden))
    else:
        text, encoding = decode(name, content)
        sheets, media = (Sheet("", _csv_rows(text)),), "text/csv"
        remarks = ()
    if not any(value is not None for sheet in sheets for row in sheet.rows for value in row):
        raise UnreadableFile(_("The file has no cells."), place=name)
    snapshot = "\n".join(line for sheet in sheets for line in _lines(sheet)) + "\n"
    source = SourceText(
        name, content, sha256(content).hexdigest(), media, snapshot, READER, (), encoding,
        remarks=remarks,
    )  # fmt: skip
    return Sheets(source, sheets)


def words_of(table: str) -> Mapping[str, Sequence[str]]:
    """The words of one table of `columns.toml`."""
    return _columns_file()[table]


def is_headed(value: Value, words: Sequence[str]) -> bool:
    """Whether a heading begins with one of the words.

    >>> is_headed("Belopp (tkr)", ["belopp"]), is_headed("Årets belopp", ["belopp"])
    (True, False)
    """
    return isinstance(value, str) and any(
        _folded(value) == word or _folded(value).startswith((f"{word} ", f"{word}:"))
        for word in words
    )


def is_total(value: Value) -> bool:
    """Whether a row is a sum of others, by its name."""
    return is_headed(value, words_of("skipped")["totals"])


def money_in(value: Value, scale: int = 1) -> Money | None:
    """The kronor in a cell, `scale` 1000 for tkr; None where it is empty. Raises WrongUse."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        return _scaled(Money.of_text(value).kronor, scale)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongUse(_("“{text}” is not an amount.").format(text=value))
    # What Excel keeps of 0.1 + 0.2 is 0.30000000000000004: not the digits anyone wrote.
    return _scaled(Decimal(repr(value)).quantize(Decimal("1.00000000")), scale)


def scale_of(*texts: Value) -> int:
    """What headings say that amounts are given in: 1000 where one says tkr, else 1."""
    for text in texts:
        for word in _folded(str(text or "")).replace("(", " ").replace(")", " ").split():
            if word.strip(".,:") in _UNITS:
                return _UNITS[word.strip(".,:")]
    return 1


def text_in(value: Value) -> str:
    """A cell as text; codes that Excel keeps as numbers come out as digits."""
    return value.isoformat() if isinstance(value, date) else str("" if value is None else value)


def _scaled(kronor: Decimal, scale: int) -> Money:
    return Money.of_kronor(kronor * scale)


def _folded(text: str) -> str:
    return " ".join(text.replace("\n", " ").lower().split())


def _csv_rows(text: str) -> Rows:
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()
    sample = "\n".join(lines[:HEADING_WITHIN])
    delimiter = max((";", "\t", ","), key=sample.count)
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    try:
        return tuple(tuple(value.strip() or None for value in row) for row in reader)
    except csv.Error as error:
        raise UnreadableFile(str(error)) from None


def _lines(sheet: Sheet) -> list[str]:
    head = [f"[{sheet.name}]"] if sheet.name else []
    return head + ["\t".join(map(_one_line, row)) for row in sheet.rows]


def _one_line(value: Value) -> str:
    return text_in(value).replace("\n", " ")


def _letters(column: int) -> str:
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters, column = chr(65 + rest) + letters, column - 1
    return letters


@cache
def _columns_file() -> Mapping[str, Mapping[str, Sequence[str]]]:
    path = Path(__file__).parent / "columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
