"""Balances: one line per body, fund and fund year, summed from the journal.

    for line in lines(connection, year=2023): line.body, line.fund, line.columns[Column.REMAINING]

An entry stands once on the payer's line and once on the payee's. The identity of a line
(DOMAIN: roll-forward) holds by construction and is shown as a check in every workbook:

    remaining = opening + received + allocated in - allocated out + transferred in
                - transferred out - spent - returned - carried out

`opening` of a year is what was carried to it. Each fund is a unit of its own: never netted.
Bodies that were merged share one line; what one of them gave the other stands on it twice, in and
out, so that the line still says what was decided, and its remainder what there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    cast,
    func,
    or_,
    select,
)

from ledger.columns import PLANNED, Column
from ledger.grants.funds import fund_names_by_number
from ledger.money import Money
from ledger.parties.bodies import names_by_number
from ledger.parties.merged import Merged, merged
from ledger.storage.moments import NOW, Moment
from ledger.storage.rows import fetch
from ledger.storage.tables import BALANCE_KEY, entries
from ledger.terms import EntryKind

Ore = list[int]  # of one line, in the order of the columns

# What an entry of each kind adds to the line of its payer and of its payee.
PAYER_COLUMN = {
    EntryKind.ALLOCATED: Column.ALLOCATED_OUT,
    EntryKind.TRANSFERRED: Column.TRANSFERRED_OUT,
    EntryKind.TO_INVOICE: Column.TO_INVOICE_DEBT,
    EntryKind.SPENT: Column.SPENT,
    EntryKind.RETURNED: Column.RETURNED,
    EntryKind.CARRIED: Column.CARRIED_OUT,
}
PAYEE_COLUMN = {
    EntryKind.GRANTED: Column.GRANTED,
    EntryKind.REQUISITIONED: Column.REQUISITIONED,
    EntryKind.RECEIVED: Column.RECEIVED,
    EntryKind.ALLOCATED: Column.ALLOCATED_IN,
    EntryKind.TRANSFERRED: Column.TRANSFERRED_IN,
    EntryKind.TO_INVOICE: Column.TO_INVOICE_CLAIM,
}
# The sign with which a column goes into what remains.
REMAINING_SIGNS = {
    Column.OPENING: 1,
    Column.RECEIVED: 1,
    Column.ALLOCATED_IN: 1,
    Column.ALLOCATED_OUT: -1,
    Column.TRANSFERRED_IN: 1,
    Column.TRANSFERRED_OUT: -1,
    Column.SPENT: -1,
    Column.RETURNED: -1,
    Column.CARRIED_OUT: -1,
}

# Lines are summed by a column's place: a Python enum is slow as a key.
_COLUMNS = tuple(Column)
_OPENING = _COLUMNS.index(Column.OPENING)
_REMAINING_SIGNS = [(_COLUMNS.index(column), sign) for column, sign in REMAINING_SIGNS.items()]
_NOTHING = {column: None if column in PLANNED else Money(0) for column in Column}


def _place(column: Column | None) -> int | None:
    return None if column is None else _COLUMNS.index(column)


_SIDES = {
    kind.value: (_place(PAYER_COLUMN.get(kind)), _place(PAYEE_COLUMN.get(kind)))
    for kind in EntryKind
}
_PAYER, _PAYEE, _SUM, _YEAR = 2, 3, 4, 5  # where they stand in a row of `_given_and_got`
_OF_KIND = {False: itemgetter(0, 1), True: itemgetter(0, 1, _YEAR)}  # fund, kind (and year)
# PostgreSQL sums BIGINT to NUMERIC: cast back, so that both databases give whole numbers.
_ORE = cast(func.sum(entries.c.amount), BigInteger)


@dataclass(frozen=True, slots=True)
class Line:
    """One body, one fund, one fund year: every column in `Money`, or None where not known."""

    body: str
    fund: str
    year: int
    columns: Mapping[Column, Money | None]


def lines(
    connection: Connection, *, year: int | None = None, body: int | None = None,
    fund: int | None = None, forum: int | None = None, up_to: int | None = None,
    moment: Moment = NOW,
) -> list[Line]:  # fmt: skip
    """The lines that any entry touches, by body, fund and year; bodies and funds by number.

    `up_to`: as the book stood after that entry. `forum`: only what that forum decided.
    `moment`: only what concerned that day, or what the book said then.
    """
    same = merged(connection, moment)
    where = [*moment.knew(entries), *moment.by_day(entries.c.date)]
    if fund is not None:
        where.append(entries.c.fund == fund)
    if forum is not None:
        where.append(entries.c.forum.in_(same.all_of(forum)))
    if up_to is not None:
        where.append(entries.c.id <= up_to)
    if body is not None:
        its = same.all_of(body)
        where.append(or_(entries.c.payer.in_(its), entries.c.payee.in_(its)))
    sums = _sums(connection, where, year, same)
    body_names, fund_names = names_by_number(connection, moment), fund_names_by_number(connection)
    found = [
        Line(body_names[b], fund_names[f], y, _columns(ore))
        for (b, f, y), ore in sums.items()
        if body is None or b == body
    ]
    return sorted(found, key=lambda line: (line.body, line.fund, line.year))


def _sums(
    connection: Connection, where: list[ColumnElement[bool]], year: int | None, same: Merged
) -> dict[tuple[int, int, int], Ore]:
    """What the entries add to each line, by body, fund and year."""
    sums: dict[tuple[int, int, int], Ore] = defaultdict(lambda: [0] * len(_COLUMNS))
    root = {body: same.root(body) for body in same.into}.get
    # Rows of one kind come together: they are summed by body first, and then put on the lines.
    of_kind = groupby(_given_and_got(connection, where, year), key=_OF_KIND[year is None])
    for (fund, kind, *said), found in of_kind:
        rows = list(found)
        y = said[0] if year is None else year
        for side, place in zip((_PAYER, _PAYEE), _SIDES[kind], strict=True):
            if place is None:
                continue
            of_body: dict[int, int] = defaultdict(int)
            for row in rows:
                of_body[row[side]] += row[_SUM]
            for body, ore in of_body.items():
                sums[root(body, body), fund, y][place] += ore
    for y, fund, payee, ore in _carried_to(connection, where, year):
        sums[root(payee, payee), fund, y][_OPENING] += ore
    return sums


def _given_and_got(
    connection: Connection, where: list[ColumnElement[bool]], year: int | None
) -> Iterable[Any]:
    """What each body has given each other: one run through the index made for this question.

    Fund, kind, payer, payee and sum; and the year, where not one is asked for.
    """
    key = [entries.c[name] for name in BALANCE_KEY[1:]]
    if year is not None:
        one = entries.c.fund_year == year
        return fetch(connection, select(*key, _ORE).where(one, *where).group_by(*key))
    of_year = entries.c.fund_year
    return fetch(connection, select(*key, _ORE, of_year).where(*where).group_by(of_year, *key))


def _carried_to(
    connection: Connection, where: list[ColumnElement[bool]], year: int | None
) -> Iterable[Any]:
    """What was carried to each year, or to `year`."""
    to_year = entries.c.to_year
    key = (to_year, entries.c.fund, entries.c.payee)
    to = to_year.is_not(None) if year is None else to_year == year
    where = [to, *where]  # no other kind goes to a year
    return fetch(connection, select(*key, _ORE).where(*where).group_by(*key))


def _columns(ore: Ore) -> dict[Column, Money | None]:
    remaining = sum([sign * ore[at] for at, sign in _REMAINING_SIGNS])
    columns: dict[Column, Money | None] = _NOTHING.copy()
    columns |= {
        column: Money(amount) for column, amount in zip(_COLUMNS, ore, strict=True) if amount
    }
    columns[Column.REMAINING] = Money(remaining)
    return columns
