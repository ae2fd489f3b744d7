"""What is left of a fund year over all bodies: the pool that a decision divides.

    for held in unused(connection, "Länsgemensamma medel", 2023): held.body, held.amount

Either what remains today, or what is expected to be unused by the forecast that holds: what came in
less what the body is foreseen to spend. Pooled is what the decision says of this one fund and year;
different funds are never added together.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ledger.columns import Column
from ledger.grants.funds import fund_number
from ledger.messages import _, language
from ledger.money import Money
from ledger.parties.bodies import known_bodies
from ledger.planning.deviations import planned
from ledger.planning.plans import Version, forecast_of
from ledger.posting.balances import Line, lines
from ledger.sharing.distribution import swedish_order
from ledger.storage.tables import entries
from ledger.terms import BodyKind, EntryKind


@dataclass(frozen=True, slots=True)
class Held:
    """What one body holds of the pool, and how it was worked out."""

    body: str
    amount: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """What is left, by body, after which entry, and by which forecast."""

    fund: str
    year: int
    held: tuple[Held, ...]
    up_to: int  # the last entry that is counted
    forecast: Version | None

    @property
    def total(self) -> Money:
        return Money(sum(one.amount.ore for one in self.held))


def unused(connection: Connection, fund: str, year: int, *, by_forecast: bool = False) -> Pool:
    """The pool of a fund year; bodies without money left are not in it. Raises WrongUse."""
    forecast = forecast_of(connection, year) if by_forecast else None
    foreseen = planned(connection, forecast.number) if forecast else {}
    state = {b.name for b in known_bodies(connection) if b.kind is BodyKind.STATE}  # it only grants
    of_fund = lines(connection, year=year, fund=fund_number(connection, fund))
    held = [
        _held(line, foreseen.get((line.fund, line.year, line.body, EntryKind.SPENT)))
        for line in of_fund
        if line.body not in state
    ]
    last = connection.execute(select(func.max(entries.c.id))).scalar() or 0
    some = [one for one in held if one.amount.ore]
    some.sort(key=lambda one: swedish_order(one.body))
    return Pool(fund, year, tuple(some), last, forecast)


def _held(line: Line, foreseen: Money | None) -> Held:
    remaining = line.columns[Column.REMAINING] or Money(0)
    if foreseen is None:
        return Held(line.body, remaining)
    available = remaining + (line.columns[Column.SPENT] or Money(0))
    note = _("{available} kr available, of which {foreseen} kr is foreseen to be spent").format(
        available=available.kronor_text(language()), foreseen=foreseen.kronor_text(language())
    )
    return Held(line.body, available - foreseen, note)
