"""Laying out a sheet: rows from top to bottom, and tables whose totals add themselves up.

>>> grid = Grid("Blad")
>>> block = grid.table("Sums", ["Part", "Kr"], [[Cell("A"), Cell(Money(100))]], totals=(1,))
>>> grid.rows[block.total].cells[1].formula, block.span(1)
('SUM($B$2:$B$2)', "'Blad'!$B$2:$B$2")

A total is computed here once and stands beside its formula, so both give the same figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import NamedTuple

from ledger.money import Money
from reports.book import RUNS_OVER, Cell, ColumnLook, Look, Row, Table, Value, fixed, range_of

FILTER_BUTTON = 4  # characters that it takes in a heading
MAX_LINES = 27  # Excel's rows end at 409 points
HEADINGS = frozenset({Look.HEADING, Look.FIGURES})
_LAST_LETTERS = str.maketrans("åäöæøü", "{|}|}y")


class Block(NamedTuple):
    """Where a table stands, for formulas and links that point at it."""

    sheet: str
    heading: int
    first: int
    last: int
    total: int  # the row below, where the totals stand if there are any

    def span(self, column: int) -> str:
        """The cells of a column, without heading and total."""
        return range_of(self.sheet, self.first, column, self.last, column)


@dataclass(slots=True)
class Grid:
    """The rows of a sheet while it is laid out; knows where the next one will stand."""

    title: str
    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def next_row(self) -> int:
        """Where the next row will stand."""
        return len(self.rows)

    def add(self, *cells: Cell) -> int:
        """Add a row and return where it stands."""
        self.rows.append(Row(cells))
        return len(self.rows) - 1

    def say(self, text: str, look: Look = Look.NOTE) -> int:
        """Add a row with one text that may run over the cells to its right."""
        return self.add(Cell(text, look))

    def gap(self) -> None:
        """Leave a row empty."""
        self.rows.append(Row())

    def table(
        self,
        name: str,
        headings: Sequence[str],
        body: Sequence[Sequence[Cell]],
        *,
        totals: Iterable[int] = (),
        total_word: str = "",
        when_empty: str = "",
    ) -> Block:
        """Add a table with its heading row and, below it, the totals of the columns `totals`."""
        figures = {n for row in body for n, cell in enumerate(row) if isinstance(cell.value, Money)}
        heading = self.add(
            *(
                Cell(t, Look.FIGURES if n in figures else Look.HEADING)
                for n, t in enumerate(headings)
            )
        )
        first = self.next_row
        for cells in body:
            self.add(*cells)
        if body:
            self.tables.append(Table(name, heading, self.next_row - 1, len(headings)))
        else:
            self.say(when_empty)
        last = self.next_row - 1
        block = Block(self.title, heading, first, last, last + 1)
        if summed := set(totals):
            self._total_row(block, len(headings), summed, total_word)
        return block

    def _total_row(self, block: Block, columns: int, summed: set[int], word: str) -> None:
        cells = [Cell(word if not column else None, Look.TOTAL) for column in range(columns)]
        for column in summed:
            span = f"{fixed(block.first, column)}:{fixed(block.last, column)}"
            total = total_of(self.values(block, column))
            cells[column] = Cell(total, Look.TOTAL, formula=f"SUM({span})")
        self.add(*cells)

    def values(self, block: Block, column: int) -> list[Value]:
        """What stands in a column of a table, from its first row to its last."""
        rows = self.rows[block.first : block.last + 1]
        return [row.cells[column].value if row.cells[column:] else None for row in rows]


def total_of(values: Iterable[Value]) -> Money:
    """The sum of the money among `values`, as SUM would give it."""
    return Money(sum(value.ore for value in values if isinstance(value, Money)))


def swedish_order(text: str) -> tuple[str, str]:
    """A key that sorts as Swedish does: å, ä and ö last, capitals as small letters.

    >>> sorted(["Öland", "Åre", "Zinkgruvan", "Älv"], key=swedish_order)
    ['Zinkgruvan', 'Åre', 'Älv', 'Öland']
    """
    return text.casefold().translate(_LAST_LETTERS), text


def widths(rows: Iterable[Row], looks: Sequence[ColumnLook], columns: int) -> list[int]:
    """How many characters each column needs, between its limits; titles and notes run over."""
    limits = [*looks[:columns], *[ColumnLook()] * (columns - len(looks))]
    needed = [look.least for look in limits]
    for row in rows:
        for column, cell in enumerate(row.cells):
            width = _width(cell)
            if isinstance(cell.value, str):  # a number that does not fit would show as #####
                width = min(width, limits[column].most)
            needed[column] = max(needed[column], width)
    return needed


def lines_needed(row: Row, sizes: Sequence[int]) -> int:
    """How many lines of text the tallest cell of a row takes in columns of these widths."""
    most = 1
    for size, cell in zip(sizes, row.cells, strict=False):
        if isinstance(cell.value, str) and cell.look not in RUNS_OVER:
            room = size - (FILTER_BUTTON - 1 if cell.look in HEADINGS else 0)
            if len(cell.value) > room or "\n" in cell.value:
                most = max(most, _wrapped(cell.value, max(room, 1)))
    return min(most, MAX_LINES)


def _wrapped(text: str, room: int) -> int:
    shown = text[: room * MAX_LINES]  # more would not fit anyway
    return sum(len(wrap(line, room)) or 1 for line in shown.split("\n"))


def _width(cell: Cell) -> int:
    if cell.look in RUNS_OVER or cell.value is None:
        return 0
    if cell.look in HEADINGS:  # headings wrap between words and carry a filter button
        return max(len(word) for word in str(cell.value).split() or [""]) + FILTER_BUTTON
    if isinstance(cell.value, Money):
        return len(cell.value.kronor_text("sv")) + 3
    return max(len(line) for line in str(cell.value).split("\n")) + 2
