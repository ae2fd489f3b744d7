"""The terms of a fund year (villkor): in versions, each from a day and on somebody's word.

    terms_of(connection, fund, 2023)               # what holds today, or None where nobody has said
    add_terms(connection, made, fund, 2023, {"use_by": date(2024, 3, 31)}, said)

A new reading of terms can come a year later: it is a version of its own, and the one before holds
for the days before it. What a version does not say is as in the version before. A part (delpost)
does not take over the terms of its whole: where nobody has said, they are unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.dates import today
from ledger.errors import WrongUse
from ledger.grants.funds import open_fund_year
from ledger.messages import _
from ledger.storage.chain import Act
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import events, fund_terms
from ledger.terms import CarryOver

DAYS = ("requisition_by", "use_by", "report_by", "carry_until")
YEARS_AFTER = 15  # a last day later than this after its fund year is a slip of the pen


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a fund year's terms; None is what nobody has said."""

    number: int
    fund: int
    year: int
    grantor: int | None
    agreement: str | None
    conditions: str | None
    requisition_by: date | None
    use_by: date | None
    report_by: date | None
    carry_over: CarryOver
    carry_until: date | None
    applies_from: date
    on_word: str
    paper: str | None
    by: str
    at: str

    def may_be_carried(self, day: date) -> bool | None:
        """Whether unused money may be carried over on `day`; None where that is unknown."""
        if self.carry_over is CarryOver.UNTIL:
            return self.carry_until is None or day <= self.carry_until
        return {CarryOver.YES: True, CarryOver.NO: False}.get(self.carry_over)


@dataclass(frozen=True, slots=True)
class Said:
    """From when a version holds, on whose word, and the paper it stands in."""

    applies_from: date
    on_word: str
    paper: str | None = None


def versions(
    connection: Connection, fund: int | None = None, year: int | None = None, moment: Moment = NOW
) -> list[Terms]:
    """Every version that the book knew, in the order in which they apply."""
    query = (
        select(fund_terms, events.c.actor, events.c.at)
        .join(events, events.c.id == fund_terms.c.event)
        .where(*moment.knew(fund_terms))
        .order_by(fund_terms.c.applies_from, fund_terms.c.id)
    )
    if fund is not None:
        query = query.where(fund_terms.c.fund == fund)
    if year is not None:
        query = query.where(fund_terms.c.year == year)
    return [_terms(row) for row in connection.execute(query)]


def in_force(
    connection: Connection, fund: int | None = None, year: int | None = None, moment: Moment = NOW
) -> dict[tuple[int, int], Terms]:
    """The version that holds on the moment's day, else today, by fund and year."""
    day = moment.as_of or today()
    found = versions(connection, fund, year, moment)
    return {(one.fund, one.year): one for one in found if one.applies_from <= day}


def terms_of(connection: Connection, fund: int, year: int, moment: Moment = NOW) -> Terms | None:
    """The terms that hold for one fund year, or None where nobody has said."""
    return in_force(connection, fund, year, moment).get((fund, year))


def add_terms(
    connection: Connection, made: Act, fund: int, year: int, changes: Mapping[str, Any], said: Said
) -> None:
    """Add a version: `changes` to what held before it. Raises WrongUse."""
    if not said.on_word.strip():
        raise WrongUse(_("Say on whose word it is, with --on-word."))
    before = terms_of(connection, fund, year, Moment(as_of=said.applies_from))
    row = _with_changes(_columns(before), changes)
    _check(row, year)
    open_fund_year(connection, made, fund, year)
    made.add(
        fund_terms, fund=fund, year=year, **_stored(row),
        applies_from=said.applies_from.isoformat(), on_word=said.on_word, paper=said.paper,
    )  # fmt: skip


def _columns(before: Terms | None) -> dict[str, Any]:
    taken_over = ("grantor", "agreement", "conditions", "carry_over", *DAYS)
    if before is None:
        return {**dict.fromkeys(taken_over), "carry_over": CarryOver.UNKNOWN}
    return {name: getattr(before, name) for name in taken_over}


def _with_changes(row: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    changed = {**row, **changes}
    if changes.get("carry_until") and "carry_over" not in changes:
        changed["carry_over"] = CarryOver.UNTIL
    if changed["carry_over"] is not CarryOver.UNTIL:
        if changes.get("carry_until"):
            raise WrongUse(_("--carry-until goes with --carry-over until."))
        changed["carry_until"] = None
    elif changed["carry_until"] is None:
        raise WrongUse(_("Until when? Add --carry-until."))
    return changed


def _check(row: Mapping[str, Any], year: int) -> None:
    for name in DAYS:
        day = row[name]
        if day and not year - 1 <= day.year <= year + YEARS_AFTER:
            raise WrongUse(
                _("{day} cannot be a last day for money of {year}.").format(day=day, year=year)
            )


def _stored(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: row[name].isoformat() if row[name] else None for name in DAYS}
    return {**row, **days, "carry_over": row["carry_over"].value}


def _terms(row: Row[Any]) -> Terms:
    days = {name: _day(getattr(row, name)) for name in DAYS}
    return Terms(
        number=row.id, fund=row.fund, year=row.year, grantor=row.grantor, agreement=row.agreement,
        conditions=row.conditions, carry_over=CarryOver.of(row.carry_over),
        applies_from=date.fromisoformat(row.applies_from), on_word=row.on_word, paper=row.paper,
        by=row.actor, at=row.at, **days,
    )  # fmt: skip


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
