"""What a part of the book holds, over one year or all: what the reports of parts are made of.

>>> Chosen(fund="RSS-medel", year=2023).words
('RSS-medel', '2023')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.money import Money
from ledger.planning.deviations import Deviation
from ledger.years.deadlines import Deadline, FundYear
from reports.figures import BookFacts, DecisionFact, EntryFact, LineFact, TermsFact


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part, by the names the book has."""

    year: int | None = None
    body: str | None = None
    forum: str | None = None
    fund: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What was chosen, largest first."""
        year = None if self.year is None else str(self.year)
        return tuple(one for one in (self.forum, self.body, self.fund, year) if one)


@dataclass(frozen=True, slots=True)
class YearLine:
    """The sums of one body and one fund in one of the years."""

    year: int
    line: LineFact


@dataclass(frozen=True, slots=True)
class OwedFact:
    """What is decided to be invoiced and not yet paid, seen from one body."""

    entry: int  # the first that states it; later ones may have corrected the sum
    date: date | None  # of that entry, where the part holds it
    claim: bool  # the body is owed it; else it owes it
    counterparty: str
    fund: str
    fund_year: int
    decided: Money
    invoiced: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class ExtractFacts:
    """A part of the book at a moment; what a report does not show is left empty."""

    book: BookFacts
    chosen: Chosen = Chosen()
    lines: tuple[YearLine, ...] = ()
    entries: tuple[EntryFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()  # what the entries rest on
    unposted: tuple[DecisionFact, ...] = ()  # what the minutes say and nobody has posted
    terms: tuple[TermsFact, ...] = ()
    owed: tuple[OwedFact, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    due: tuple[Deadline, ...] = ()
    terms_unknown: tuple[FundYear, ...] = ()
    counted_to: date | None = None  # the day that days are counted from

    @property
    def line_facts(self) -> tuple[LineFact, ...]:
        """The lines without their years."""
        return tuple(one.line for one in self.lines)
