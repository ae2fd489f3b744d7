"""Which entries go to the bookkeeping of one body, and what must hold of them first.

    chosen = choose(connection, Wanted(body="Region Dalarna", year=2023, after=12))
    chosen.booked, chosen.last            # in order of number; "up to entry 40"

`last` is the last entry of the book, whether it was chosen or not: the next file goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, or_, select

from ledger.booking.account_plan import AccountPlan, Side
from ledger.booking.vouchers import Booked
from ledger.errors import NotResolved, Refused
from ledger.grants.funds import find_fund, fund_number
from ledger.messages import _
from ledger.parties.bodies import body_named, body_number, numbers_of
from ledger.parties.merged import merged
from ledger.posting.attest import waiting
from ledger.posting.journal import Entry, listing
from ledger.posting.trail import grounds_of
from ledger.storage.chain import head_of
from ledger.storage.tables import entries, events
from ledger.terms import EntryKind

_AT_ONCE = 5_000  # entries whose evidence is asked for at once
_MOST_NAMED = 10
_SECTION = re.compile(r"§+\s*([0-9]+)")
_MOST_WHERE = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user chose; names as typed, days ISO and inclusive, entries by number."""

    body: str
    year: int | None = None
    fund: str | None = None
    forum: str | None = None
    kinds: tuple[EntryKind, ...] = ()
    since: str | None = None
    until: str | None = None
    after: int = 0
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries, and whose bookkeeping they go to."""

    body: str
    org_number: str | None
    booked: tuple[Booked, ...]
    last: int
    within: tuple[int, ...]  # entries whose two parties have become this one body
    event: int  # the last of the book
    hash: str
    made: str  # the day of that event, ISO


def choose(connection: Connection, wanted: Wanted) -> Chosen:
    """The entries that concern the body. Raises NotResolved, Refused."""
    body = body_named(connection, wanted.body)
    its = merged(connection).all_of(body.number)
    last = connection.execute(select(func.max(entries.c.id))).scalar() or 0
    last = min(last, wanted.up_to) if wanted.up_to is not None else last
    found = listing(connection, *_conditions(connection, wanted, its, last))
    _check_reviewed(connection, found)
    where = dict(_where_decided(connection, found))
    within = tuple(one.number for one in found if _side(one, body.name) is None)
    booked = tuple(
        Booked(one, side, where[one.number])
        for one in found
        if (side := _side(one, body.name)) is not None
    )
    number = numbers_of(connection).get(body.number)
    event, hash_ = head_of(connection)
    at = connection.execute(select(events.c.at).where(events.c.id == event)).scalar_one()
    return Chosen(body.name, number, booked, last, within, event, hash_, str(at)[:10])


def year_of(booked: Sequence[Booked]) -> str:
    """The one calendar year of the entries' days. Raises Refused where there are several."""
    years = sorted({one.entry.date[:4] for one in booked})
    if len(years) > 1:
        raise Refused(
            _("The entries are of several years of accounts: {years}.").format(
                years=", ".join(years)
            ),
            next_step=_("Write a file for each: --since {year}-01-01 --until {year}-12-31.").format(
                year=years[-1]
            ),
        )
    return years[0]


def named_as_here(connection: Connection, plan: AccountPlan) -> AccountPlan:
    """The plan with its funds and bodies under the names of the book. Raises NotResolved."""
    funds = {}
    for words in plan.funds:
        fund = find_fund(connection, words)
        if fund is None:
            raise NotResolved(
                _("The book has no fund “{fund}”.").format(fund=words),
                place=plan.place,
                next_step=_("“medel fund list” lists them."),
            )
        funds[words] = fund.name
    return plan.renamed(funds, {words: body_named(connection, words).name for words in plan.bodies})


def _conditions(
    connection: Connection, wanted: Wanted, its: list[int], last: int
) -> Iterator[ColumnElement[bool]]:
    column = entries.c
    yield or_(column.payer.in_(its), column.payee.in_(its))
    yield column.id > wanted.after
    yield column.id <= last
    if wanted.year is not None:
        yield column.fund_year == wanted.year
    if wanted.fund:
        yield column.fund == fund_number(connection, wanted.fund)
    if wanted.forum:
        forum = body_number(connection, wanted.forum)
        yield column.forum.in_(merged(connection).all_of(forum))
    if wanted.kinds:
        yield column.kind.in_([kind.value for kind in wanted.kinds])
    if wanted.since:
        yield column.date >= wanted.since
    if wanted.until:
        yield column.date <= wanted.until


def _check_reviewed(connection: Connection, found: Sequence[Entry]) -> None:
    """What waits for a second person is no ground for booking; left out it would be lost."""
    numbers = {one.number for one in found}
    waits = [one.number for one in waiting(connection) if one.number in numbers]
    if waits:
        more = "…" if len(waits) > _MOST_NAMED else ""
        named = ", ".join(map(str, waits[:_MOST_NAMED])) + more
        raise Refused(
            _("Entries wait for a second person's review: {numbers}.").format(numbers=named),
            next_step=_("Have them reviewed (“medel review”), or choose others."),
        )


def _side(entry: Entry, body: str) -> Side | None:
    if entry.kind is EntryKind.CARRIED:
        return Side.OWN
    if entry.payer == entry.payee:
        return None
    return Side.PAYER if entry.payer == body else Side.PAYEE


def _where_decided(connection: Connection, found: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """The section or the paper that each entry rests on; SIE files have no §."""
    numbers = [one.number for one in found]
    for at in range(0, len(numbers), _AT_ONCE):
        for number, grounds in grounds_of(connection, numbers[at : at + _AT_ONCE]).items():
            said = next((one.section or one.paper or "" for one in grounds), "")
            section = _SECTION.search(said)
            yield number, f"par. {section[1]}" if section else said[:_MOST_WHERE].strip()
