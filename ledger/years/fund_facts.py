"""All that the book knows of one fund: names, parts, and each year's terms and sums.

for year in fund_facts(connection, "brukarmiljonen").years: year.terms, year.remaining
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.columns import Column
from ledger.grants.filings import Filing, handed_in
from ledger.grants.fund_terms import Terms, in_force
from ledger.grants.funds import fund_named, known_funds
from ledger.money import Money
from ledger.parties.bodies import names_by_number
from ledger.parties.names import KnownFund
from ledger.posting.balances import Line, lines
from ledger.storage.moments import NOW, Moment


@dataclass(frozen=True, slots=True)
class FundYear:
    """One fund year: its terms where somebody has said, what was reported, every body's line."""

    year: int
    terms: Terms | None
    filings: tuple[Filing, ...]
    lines: tuple[Line, ...]

    @property
    def remaining(self) -> Money:
        """What is left, of all bodies together."""
        return self.sum_of(Column.REMAINING)

    def sum_of(self, column: Column) -> Money:
        """The sum of a column over all bodies."""
        return sum((line.columns[column] or Money(0) for line in self.lines), Money(0))


@dataclass(frozen=True, slots=True)
class FundFacts:
    """One fund as the book knows it."""

    known: KnownFund
    part_of: str | None
    parts: tuple[str, ...]
    years: tuple[FundYear, ...]
    body_names: Mapping[int, str]


def fund_facts(
    connection: Connection, words: str, *, year: int | None = None, moment: Moment = NOW
) -> FundFacts:
    """What is known of the fund that `words` mean; of one year where given. Raises NotResolved."""
    number = fund_named(connection, words).number
    everything = known_funds(connection)
    known = next(one for one in everything if one.name == fund_named(connection, words).name)
    return FundFacts(
        known,
        next((one.name for one in everything if one.code == known.parent), None),
        tuple(one.name for one in everything if one.parent == known.code),
        tuple(_years(connection, number, year, moment)),
        names_by_number(connection, moment),
    )


def _years(connection: Connection, fund: int, only: int | None, moment: Moment) -> list[FundYear]:
    terms = {year: one for (_f, year), one in in_force(connection, fund, moment=moment).items()}
    posted: dict[int, list[Line]] = {}
    for line in lines(connection, fund=fund, moment=moment):
        posted.setdefault(line.year, []).append(line)
    filed: dict[int, list[Filing]] = {}
    for filing in handed_in(connection, moment):
        if filing.fund == fund:
            filed.setdefault(filing.year, []).append(filing)
    return [
        FundYear(year, terms.get(year), tuple(filed.get(year, ())), tuple(posted.get(year, ())))
        for year in sorted({*terms, *posted, *filed} if only is None else {only})
    ]
