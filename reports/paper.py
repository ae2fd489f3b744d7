"""A Book as it is read from top to bottom: headings, sentences and tables, for docx, PDF and HTML.

>>> rows = (Row((Cell("Blad", Look.TITLE),)), Row((Cell("Kr", Look.FIGURES),)),
...         Row((Cell(Money(100)),)))
>>> paper_of(Book("Bok", (Sheet("Blad", rows),)), "sv").parts[0]
Heading(text='Blad', level=1)

What stands in hidden rows, columns and sheets is for formulas and is left out, as in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.money import Money
from reports.book import RUNS_OVER, Book, Cell, Look, Row, Sheet
from reports.layout import HEADINGS, widths
from reports.plain_text import plain_text
from reports.shown import Shown, shown
from reports.spec import Unit

_LEVELS = {Look.TITLE: 1, Look.SECTION: 2}


class Heading(NamedTuple):
    """Names a sheet (1) or a table on it (2)."""

    text: str
    level: int


class Sentence(NamedTuple):
    """Something said to the reader."""

    text: str


class Box(NamedTuple):
    """A cell of a table: its words, whether they are a sum, and whether they stand out."""

    words: Shown
    right: bool = False
    strong: bool = False


class Grille(NamedTuple):
    """A table: its heading row where it has one, its rows, and how wide each column wants to be."""

    headings: tuple[Box, ...]
    rows: tuple[tuple[Box, ...], ...]
    widths: tuple[int, ...]  # in characters


Part = Heading | Sentence | Grille


class Paper(NamedTuple):
    """All that is to be read, and what stands at the foot of every page."""

    title: str
    parts: tuple[Part, ...]
    foot: str
    language: str
    program: str
    stamp: str


def paper_of(book: Book, language: str) -> Paper:
    """The visible sheets of a book, one after the other."""
    parts = [
        part
        for sheet in book.sheets
        if not sheet.hidden
        for part in _parts(sheet, book.unit, language)
    ]
    title, foot = plain_text(book.title), plain_text(book.foot)
    if parts[:1] == [Heading(title, 1)]:  # said above it already
        del parts[0]
    return Paper(title, tuple(parts), foot, language, book.program, book.stamp)


def _parts(sheet: Sheet, unit: Unit, language: str) -> Iterator[Part]:
    rows = [row for row in sheet.rows if not row.hidden]
    if not any(_is_alone(row) and row.cells[0].look is Look.TITLE for row in rows):
        yield Heading(plain_text(sheet.title), 1)
    columns = max((len(row.cells) for row in rows), default=0)
    hidden = {n for n, look in enumerate(sheet.columns) if look.hidden}
    visible = [n for n in range(columns) if n not in hidden]
    gathered: list[Row] = []
    for row in [*rows, Row()]:
        if gathered and (not row.cells or _is_alone(row) or _is_heading(row)):
            wide = [n for n in visible if n < _width(gathered)]
            yield _grille(gathered, wide, sheet, unit, language)
            gathered = []
        if _is_alone(row):
            text = shown(row.cells[0], unit, language).text
            if text:
                level = _LEVELS.get(row.cells[0].look)
                yield Heading(text, level) if level else Sentence(text)
        elif row.cells:
            gathered.append(row)


def _grille(
    rows: Sequence[Row], visible: Sequence[int], sheet: Sheet, unit: Unit, language: str
) -> Grille:
    boxes = [
        tuple(_box(row.cells[n] if n < len(row.cells) else Cell(), unit, language) for n in visible)
        for row in rows
    ]
    sizes = widths(rows, sheet.columns, _width(rows))  # of its own: no cell of a page has a letter
    has_heading = _is_heading(rows[0])
    return Grille(
        boxes[0] if has_heading else (),
        tuple(boxes[1:] if has_heading else boxes),
        tuple(sizes[n] for n in visible),
    )


def _box(cell: Cell, unit: Unit, language: str) -> Box:
    is_sum = isinstance(cell.value, Money) or cell.look is Look.FIGURES
    strong = cell.look in HEADINGS or cell.look is Look.TOTAL
    return Box(shown(cell, unit, language), is_sum, strong)


def _is_alone(row: Row) -> bool:
    return len(row.cells) == 1 and row.cells[0].look in RUNS_OVER


def _is_heading(row: Row) -> bool:
    return any(cell.look in HEADINGS for cell in row.cells)


def _width(rows: Sequence[Row]) -> int:
    return max(len(row.cells) for row in rows)
