"""The sums of a line as cells: what follows from other columns is a live formula.

    sums = LineSums.of(columns, first=2)          # the first sum stands in column C
    sums.headings(frame), sums.cells(line, row=7)

The identities are those of a line in the book (`ledger.posting.balances`) and what is left to claim
and to invoice: shown as formulas beside the values they give, so that who changes a figure in the
workbook sees what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.columns import Column
from ledger.money import Money
from ledger.posting.balances import REMAINING_SIGNS
from ledger.terms import Term
from reports.book import Cell, a1
from reports.figures import LineFact
from reports.worded import Worded


class Left(Term):
    """What is left of one thing when another is taken from it."""

    TO_REQUISITION = "left_to_requisition", "Kvar att rekvirera", "Left to requisition"
    TO_INVOICE = "left_to_invoice", "Kvar att fakturera", "Left to invoice"
    TO_BE_INVOICED = "left_to_be_invoiced", "Kvar att faktureras", "Left to be invoiced"


_LEFT: Mapping[Left, Mapping[Column, int]] = {
    Left.TO_REQUISITION: {Column.GRANTED: 1, Column.REQUISITIONED: -1},
    Left.TO_INVOICE: {Column.TO_INVOICE_CLAIM: 1, Column.INVOICED_CLAIM: -1},
    Left.TO_BE_INVOICED: {Column.TO_INVOICE_DEBT: 1, Column.INVOICED_DEBT: -1},
}
_FOLLOWS: Mapping[Column, Mapping[Column, int]] = {
    Column.REMAINING: REMAINING_SIGNS,
    Column.DEVIATION: {Column.BUDGET: 1, Column.SPENT: -1},
}
_SIGN = {1: "+", -1: "-"}


@dataclass(frozen=True, slots=True)
class LineSums:
    """Which sums the lines of a table show, and where the first of them stands."""

    columns: tuple[Column, ...]
    left: tuple[Left, ...]
    first: int

    @classmethod
    def of(cls, columns: Sequence[Column], first: int) -> LineSums:
        """The columns in use, and what is left where both that it is made of are in use."""
        left = tuple(one for one, signs in _LEFT.items() if signs.keys() <= set(columns))
        return cls(tuple(columns), left, first)

    @property
    def places(self) -> range:
        """The columns of the sheet that hold sums."""
        return range(self.first, self.first + len(self.columns) + len(self.left))

    def headings(self, frame: Worded) -> list[str]:
        """What stands over the sums."""
        return frame.words(*self.columns, *self.left)

    def cells(self, line: LineFact, row: int) -> list[Cell]:
        """The sums of one line that stands in this row of the sheet."""
        cells = [self._cell(line, column, row) for column in self.columns]
        return cells + [
            Cell(_sum(line, _LEFT[one]), formula=self._terms(_LEFT[one], row)) for one in self.left
        ]

    def _cell(self, line: LineFact, column: Column, row: int) -> Cell:
        value = line.columns.get(column)
        signs = {c: sign for c, sign in _FOLLOWS.get(column, {}).items() if c in self.columns}
        if value is None or value != _sum(line, signs):
            return Cell(value)  # nobody has stated it, or not all it is made of is in use
        return Cell(value, formula=self._terms(signs, row)) if signs else Cell(value)

    def _terms(self, signs: Mapping[Column, int], row: int) -> str:
        """Rounded: a sum of kronor with öre is not exact to a program that counts in fractions."""
        places = {c: self.first + place for place, c in enumerate(self.columns)}
        terms = "".join(f"{_SIGN[sign]}{a1(row, places[c])}" for c, sign in signs.items())
        return f"ROUND({terms.removeprefix('+')},2)"


def _sum(line: LineFact, signs: Mapping[Column, int]) -> Money:
    sums = {c: line.columns.get(c) for c in signs}
    return Money(sum(sign * sum_.ore for c, sign in signs.items() if (sum_ := sums[c])))
