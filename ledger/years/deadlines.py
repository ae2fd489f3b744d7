"""What is due (tidsfrister), for which body, and what is missing: to requisition, use, report.

    for one in deadlines(connection, within=30).due:
        one.due, one.what, one.body, one.missing

Missing is: what is granted but not requisitioned (nor received: what has come must have been
claimed), what is left unused, the report that is not handed in by a body which the money was given
to. What has nothing missing is not due. A fund year without a single entry is listed without a
body, since its last days come all the same. What was carried over to a day is due in the year it
was carried to: first in, first out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ledger.columns import Column
from ledger.dates import today
from ledger.grants.filings import handed_in
from ledger.grants.fund_terms import Terms, in_force
from ledger.grants.funds import fund_names_by_number
from ledger.money import Money
from ledger.parties.bodies import names_by_number
from ledger.posting.balances import REMAINING_SIGNS, Line, lines
from ledger.storage.moments import NOW, Moment
from ledger.terms import CarryOver, Due

FundYear = tuple[str, int]
# A body with money in one of these has it from the grantor, and answers to the grantor for it.
_FROM_GRANTOR = (Column.GRANTED, Column.REQUISITIONED, Column.RECEIVED)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that must be done by a day. `missing` is a sum; None where it is not money."""

    what: Due
    due: date
    days_left: int  # below zero: overdue
    fund: str
    year: int
    body: str | None
    missing: Money | None
    carry_over: CarryOver


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What is due, overdue first; and the fund years with entries whose terms nobody has said."""

    due: tuple[Deadline, ...]
    terms_unknown: tuple[FundYear, ...]


def deadlines(
    connection: Connection, *, within: int | None = None, moment: Moment = NOW,
    day: date | None = None,
) -> Deadlines:  # fmt: skip
    """What is due; with `within`, not later than so many days after the day that counts.

    That is the moment's, else `day`, else today.
    """
    day = moment.as_of or day or today()
    fund_names = fund_names_by_number(connection)
    terms = {
        (fund_names[fund], year): one
        for (fund, year), one in in_force(connection, moment=moment).items()
    }
    by_fund_year: dict[FundYear, list[Line]] = defaultdict(list)
    for line in lines(connection, moment=moment):
        by_fund_year[line.fund, line.year].append(line)
    reported = _reported(connection, moment)
    found = [
        Deadline(what, due, (due - day).days, *key, body, missing, one.carry_over)
        for key, one in terms.items()
        for what, due in _last_days(one)
        for body, missing in _missing(what, by_fund_year.get(key, ()), reported.get(key, set()))
    ]
    for (fund, year), one in terms.items():
        after = by_fund_year.get((fund, year + 1), ())
        if one.carry_until:
            found += _carried(one.carry_until, (one.carry_until - day).days, after)
    found = [one for one in found if within is None or one.days_left <= within]
    found.sort(key=lambda one: (one.due, one.fund, one.year, one.what.value, one.body or ""))
    return Deadlines(tuple(found), tuple(sorted(by_fund_year.keys() - terms.keys())))


def _last_days(terms: Terms) -> Iterator[tuple[Due, date]]:
    for what, day in (
        (Due.REQUISITION, terms.requisition_by),
        (Due.USE, terms.use_by),
        (Due.REPORT, terms.report_by),
    ):
        if day:
            yield what, day


def _missing(
    what: Due, posted: Sequence[Line], reported: set[str]
) -> Iterator[tuple[str | None, Money | None]]:
    if not posted and not (what is Due.REPORT and reported):
        yield None, None
        return
    for line in posted:
        if what is Due.REPORT:
            if line.body not in reported and any(_ore(line, column) for column in _FROM_GRANTOR):
                yield line.body, None
            continue
        ore = _not_requisitioned(line) if what is Due.REQUISITION else _ore(line, Column.REMAINING)
        if ore > 0:
            yield line.body, Money(ore)


def _carried(until: date, days_left: int, posted: Sequence[Line]) -> Iterator[Deadline]:
    """What is left of money that was carried over to be used by a day."""
    for line in posted:
        used = sum(_ore(line, column) for column, sign in REMAINING_SIGNS.items() if sign < 0)
        left = _ore(line, Column.OPENING) - used
        if left > 0:
            yield Deadline(
                Due.USE, until, days_left, line.fund, line.year, line.body, Money(left),
                CarryOver.UNTIL,
            )  # fmt: skip


def _not_requisitioned(line: Line) -> int:
    claimed = max(_ore(line, Column.REQUISITIONED), _ore(line, Column.RECEIVED))
    return _ore(line, Column.GRANTED) - claimed


def _reported(connection: Connection, moment: Moment) -> dict[FundYear, set[str]]:
    bodies, funds = names_by_number(connection, moment), fund_names_by_number(connection)
    found: dict[FundYear, set[str]] = defaultdict(set)
    for filing in handed_in(connection, moment):
        found[funds[filing.fund], filing.year].add(bodies[filing.body])
    return found


def _ore(line: Line, column: Column) -> int:
    money = line.columns[column]
    return money.ore if money else 0
