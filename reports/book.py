"""A workbook as values: Book › Sheet › Row › Cell. Reports make one, writers turn it into a file.

>>> Cell(Money(98597500), Look.TOTAL, formula="=SUM(A1:A3)").value.decimal_string
'985975.00'
>>> a1(4, 2), range_of("Kalmar's", 4, 2, 9, 2)
('C5', "'Kalmar''s'!$C$5:$C$10")

Rows and columns are counted from 0. A value's type says how it is written: text never becomes a
number or a formula, Money is kronor with öre, an int is a whole number such as a year. A formula
stands beside the value it must give; nothing is computed by a writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import NamedTuple

from ledger.money import Money
from reports.plain_text import plain_text, utf16_length
from reports.spec import Unit

Value = str | int | Money | date | None

MAX_TITLE = 31  # characters in a sheet's name
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_RESERVED_TITLES = {"history", "historik"}  # Excel keeps these for itself


class Look(Enum):
    """What a cell is to the reader's eye; each writer shows it in its own way."""

    PLAIN = "plain"
    TITLE = "title"  # names the sheet; may run over the cells to its right
    SECTION = "section"  # names a table
    NOTE = "note"  # a sentence to the reader; may run over the cells to its right
    HEADING = "heading"
    FIGURES = "figures"  # a heading over figures
    TOTAL = "total"
    CHECK = "check"  # must be 0; turns red when it is not
    STATUS = "status"  # says in words whether all checks hold
    INPUT = "input"  # to be filled in by the reader
    INPUT_AMOUNT = "input_amount"  # the same, for kronor
    LOCKED = "locked"  # shown, not to be changed


RUNS_OVER = frozenset({Look.TITLE, Look.SECTION, Look.NOTE, Look.STATUS})


class Link(NamedTuple):
    """A cell in the same book."""

    sheet: str
    row: int
    column: int = 0


class Cell(NamedTuple):
    """One value with its look, and what else hangs on it."""

    value: Value = None
    look: Look = Look.PLAIN
    formula: str | None = None  # gives `value` when it is computed
    link: Link | None = None
    note: str = ""
    mark: tuple[int, int] | None = None  # [start, end) of the text to be set in bold


class Row(NamedTuple):
    """The cells of one row, from the first column on."""

    cells: tuple[Cell, ...] = ()
    hidden: bool = False


class ColumnLook(NamedTuple):
    """How wide a column may be, in characters: it fits its content; longer text wraps."""

    least: int = 6
    most: int = 34
    hidden: bool = False


class Table(NamedTuple):
    """Rows that belong together under a heading row, to be sorted and filtered."""

    name: str  # unique in the book, letters and digits
    heading: int
    last: int
    columns: int


class SeriesLook(Enum):
    """What tells one series of a chart from the others, also without colour."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FIFTH = "fifth"
    SECOND_AGAIN = "second again"  # the same, and not named once more
    THIRD_AGAIN = "third again"
    HIDDEN = "hidden"  # takes room and is not drawn


class Series(NamedTuple):
    """Bars or a line of one kind in a chart."""

    name: str
    values: str  # a range
    look: SeriesLook = SeriesLook.FIRST


class ChartKind(Enum):
    """How a chart draws its series."""

    BARS = "bars"  # lying, beside each other per category
    STACK = "stack"  # standing, on top of each other: with a hidden series a waterfall
    LINES = "lines"


class Chart(NamedTuple):
    """Series over categories; they must be told apart without colour."""

    kind: ChartKind
    title: str
    categories: str  # a range
    series: tuple[Series, ...]
    row: int  # where its upper left corner stands
    items: int  # how many categories, for its height


class Choice(NamedTuple):
    """What may be typed into cells `first`–`last` of a column."""

    column: int
    first: int
    last: int
    kind: (
        str  # "only" one of a list, "known" or other text with a warning, "whole", "amount", "any"
    )
    source: str | tuple[str, ...] = ()  # the name of a range, or the words themselves
    limits: tuple[int, int] | None = None
    title: str = ""
    advice: str = ""


class Highlight(NamedTuple):
    """Cells that stand out when the formula holds, written for the first of them."""

    column: int
    first: int
    last: int
    formula: str
    wrong: bool = False  # in red; else as missing something


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a workbook."""

    title: str
    rows: Sequence[Row]
    columns: tuple[ColumnLook, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    choices: tuple[Choice, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    filter: tuple[int, int] | None = None  # heading and last row, where no table has its own
    freeze: tuple[int, int] = (0, 0)  # rows and columns that stay in view
    repeat: tuple[int, int] | None = None  # first and last row printed at the top of each page
    protected: bool = False  # only INPUT cells may be changed
    hidden: bool = False
    breaks: tuple[int, ...] = ()  # rows that begin a printed page, where the sheet is not one wide


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets, and what is said of it in its properties and page feet."""

    title: str
    sheets: tuple[Sheet, ...]
    foot: str = ""
    program: str = ""
    names: tuple[tuple[str, str], ...] = ()  # named ranges
    unit: Unit = Unit.KR  # in which sums are shown; they are kept to the öre
    stamp: str = ""  # what the workbook was made from, for `medel check --against`


def values_only(book: Book) -> Book:
    """The same book with the value of every formula in its place, for who wants no live sums."""
    return replace(
        book,
        sheets=tuple(
            replace(
                sheet,
                rows=tuple(
                    row._replace(cells=tuple(cell._replace(formula=None) for cell in row.cells))
                    for row in sheet.rows
                ),
            )
            for sheet in book.sheets
        ),
    )


def a1(row: int, column: int) -> str:
    """The address of a cell as Excel writes it."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def fixed(row: int, column: int) -> str:
    """The address of a cell that does not move when the formula is copied."""
    address = a1(row, column)
    letters = address.rstrip("0123456789")
    return f"${letters}${address[len(letters) :]}"


def range_of(sheet: str, top: int, left: int, bottom: int, right: int) -> str:
    """A range with fixed addresses, the sheet's name quoted, for formulas anywhere in the book."""
    return f"{quoted(sheet)}!{fixed(top, left)}:{fixed(bottom, right)}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas need it."""
    return "'" + sheet.replace("'", "''") + "'"


def literal(text: str) -> str:
    """A text as formulas write it.

    >>> literal('en "pott" till')
    '"en ""pott"" till"'
    """
    return '"' + text.replace('"', '""') + '"'


def sheet_titles(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """Legal, unique sheet names for `names`, in order.

    >>> sheet_titles(["A/B", "a b", "History", ""])
    ['A B', 'a b (2)', 'History (2)', 'Blad']
    """
    used = {title.casefold() for title in taken} | _RESERVED_TITLES
    titles = []
    for name in names:
        title = _unique_title(name, used)
        used.add(title.casefold())
        titles.append(title)
    return titles


def _unique_title(name: str, used: set[str]) -> str:
    legal = " ".join(plain_text(name).translate(_NOT_IN_TITLES).split()).strip("' ") or "Blad"
    title, number = _shortened(legal, MAX_TITLE), 1
    while title.casefold() in used:
        number += 1
        suffix = f" ({number})"
        title = _shortened(legal, MAX_TITLE - len(suffix)) + suffix
    return title


def _shortened(text: str, size: int) -> str:
    if len(text) > size:
        text = text[:size] + "…"
    while utf16_length(text) > size:
        text = text.removesuffix("…")[:-1].rstrip(" '") + "…"
    return text
