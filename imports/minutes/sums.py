"""A sum of money where it stands in a text, and the cell of a table it may stand in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledger.drafts import Reason, Span
from ledger.terms import Bound, Exactness


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a table that a figure belongs to."""

    label: Span  # of its row
    head: Span | None  # of its column
    line: Span


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money at `[start, end)` of the folded text. `ore` is None where it is doubtful."""

    start: int
    end: int
    ore: int | None
    factor: Decimal
    exactness: Exactness = Exactness.EXACT
    bound: Bound = Bound.NONE
    per: str | None = None
    is_price: bool = False  # per something that is not a year
    reasons: tuple[Reason, ...] = ()
    cell: Cell | None = None
    number_start: int = 0  # where its own number begins, inside a range
