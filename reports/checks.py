"""Sums that must be 0, as cells: each a live formula beside the value it must give.

signed_check(SumsOf(block, 2, columns, lines), {Column.ALLOCATED_IN: 1, …: -1})
check_row(frame, "Claims − debts", check, row)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.columns import Column
from ledger.messages import N_
from ledger.money import Money
from ledger.posting.balances import REMAINING_SIGNS
from reports.book import Cell, Look, fixed, literal
from reports.figures import DecisionFact, EntryFact, LineFact
from reports.labels import Label
from reports.layout import Block, total_of
from reports.worded import Worded

# What one body gives another receives: the two columns of a pair have the same total.
_PAIRS = (
    (Column.ALLOCATED_IN, Column.ALLOCATED_OUT),
    (Column.TRANSFERRED_IN, Column.TRANSFERRED_OUT),
    (Column.TO_INVOICE_CLAIM, Column.TO_INVOICE_DEBT),
    (Column.INVOICED_CLAIM, Column.INVOICED_DEBT),
    (Column.PAID_IN, Column.PAID_OUT),
)


class SumsOf(NamedTuple):
    """Lines in a table: where their sums stand, and what they are."""

    block: Block
    first: int  # the column of the first sum
    columns: Sequence[Column]
    lines: Sequence[LineFact]

    def span(self, column: Column) -> str:
        """The cells of a column."""
        return self.block.span(self.first + self.columns.index(column))

    def total(self, column: Column) -> Money:
        """The sum of a column."""
        return total_of(line.columns.get(column) for line in self.lines)


def line_checks(frame: Worded, sums: SumsOf, *, whole: bool) -> Iterator[tuple[str, Cell]]:
    """What must be 0 of any lines; `whole`: of all bodies, where what one gives another gets."""
    if whole:
        for left, right in _PAIRS:
            if left in sums.columns or right in sums.columns:
                name = f"{frame.word(left)} − {frame.word(right)}"
                yield name, signed_check(sums, {left: 1, right: -1})
    parts = [column for column in REMAINING_SIGNS if column in sums.columns]
    if parts:
        signs = {Column.REMAINING: 1} | {c: -REMAINING_SIGNS[c] for c in parts}
        yield frame.say(N_("Remaining less what it is made of")), signed_check(sums, signs)


def signed_check(sums: SumsOf, signs: Mapping[Column, int]) -> Cell:
    """The totals of some columns, added with their signs."""
    used = {column: sign for column, sign in signs.items() if column in sums.columns}
    terms = "".join(
        f"{'+' if sign > 0 else '-'}SUM({sums.span(column)})" for column, sign in used.items()
    )
    ore = sum(sign * sums.total(column).ore for column, sign in used.items())
    return Cell(Money(ore), Look.CHECK, f"ROUND({terms},2)")


def proven_check(
    frame: Worded, posted: Sequence[EntryFact], found: Sequence[DecisionFact], span: str
) -> tuple[str, Cell]:
    """How many entries lack a row with evidence; `span`: where those rows have their entries."""
    proven = sum(decision.entry is not None for decision in found)
    check = Cell(len(posted) - proven, Look.CHECK, f"{len(posted)}-COUNT({span})")
    return frame.say(N_("Entries less those with their decision")), check


def check_row(frame: Worded, text: str, check: Cell, row: int) -> list[Cell]:
    """What must be 0, what it is, and in words whether it holds."""
    holds, fails = frame.words(Label.HOLDS, Label.FAILS)
    value = holds if is_zero(check) else fails
    formula = f"IF({fixed(row, 1)}=0,{literal(holds)},{literal(fails)})"
    return [Cell(text), check, Cell(value, formula=formula)]


def is_zero(cell: Cell) -> bool:
    """Whether a check holds."""
    return cell.value in {0, Money(0)}
