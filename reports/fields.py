"""The fields of a row of facts: what each is called, and how it stands in a cell and in JSON.

>>> from ledger.terms import Due
>>> Field(Due.USE, lambda row: Due.REPORT, key="what").plain(None)
'report'

A list in a report is its fields: the sheet, the CSV and the JSON are made from the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.terms import Term
from reports.book import Cell, ColumnLook, Value
from reports.layout import Block, Grid
from reports.worded import Worded

NAME_WIDTH = 18


class To(NamedTuple):
    """Where a cell leads: a row of another list, by its number."""

    page: str
    number: Callable[[Any], int | None]


class Field(NamedTuple):
    """One column of a list."""

    term: Term
    value: Callable[[Any], Value | Term]
    key: str = ""  # in JSON, where it is not the term's own
    to: To | None = None
    cell: Callable[[Worded, Any], Cell] | None = None  # where it is more than its value
    follows: Callable[[Any], Mapping[str, int]] | None = None  # signs of the fields it is made of
    total: bool = False
    most: int = NAME_WIDTH
    often_empty: bool = False  # hidden where no row has it

    @property
    def name(self) -> str:
        """What it is called in JSON."""
        return self.key or self.term.value

    def plain(self, row: Any) -> Value:
        """As machines have it."""
        value = self.value(row)
        return value.value if isinstance(value, Term) else value

    def shown(self, frame: Worded, row: Any) -> Cell:
        """As people read it."""
        if self.cell:
            return self.cell(frame, row)
        value = self.value(row)
        return Cell(frame.word(value) if isinstance(value, Term) else value)


def row_of(frame: Worded, fields: Sequence[Field], fact: Any) -> list[Cell]:
    """A row of a list."""
    return [field.shown(frame, fact) for field in fields]


def looks_of(grid: Grid, block: Block, fields: Sequence[Field]) -> tuple[ColumnLook, ...]:
    """Widths for print; a column that nobody fills here is hidden."""
    return tuple(
        ColumnLook(
            most=field.most, hidden=field.often_empty and not any(grid.values(block, column))
        )
        for column, field in enumerate(fields)
    )
