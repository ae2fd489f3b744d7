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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func, select

from ledger.bodies import names_by_number
from ledger.columns import PLANNED, Column
from ledger.funds import fund_names_by_number
from ledger.merged import Merged, merged
from ledger.moments import NOW, Moment
from ledger.money import Money
from ledger.tables import entries
from ledger.terms import EntryKind

Ore = dict[Column, int]

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
    sums = _sums(connection, where, same)
    body_names, fund_names = names_by_number(connection, moment), fund_names_by_number(connection)
    found = [
        Line(body_names[b], fund_names[f], y, _columns(ore))
        for (b, f, y), ore in sums.items()
        if (year is None or y == year) and (body is None or b == body)
    ]
    return sorted(found, key=lambda line: (line.body, line.fund, line.year))


def _sums(
    connection: Connection, where: list[ColumnElement[bool]], same: Merged
) -> dict[tuple[int, int, int], Ore]:
    sums: dict[tuple[int, int, int], Ore] = defaultdict(lambda: defaultdict(int))
    for row in _grouped(connection, entries.c.payer, entries.c.fund_year, where):
        column = PAYER_COLUMN.get(EntryKind.of(row.kind))
        if column:
            sums[same.root(row.body), row.fund, row.year][column] += row.ore
    for row in _grouped(connection, entries.c.payee, entries.c.fund_year, where):
        column = PAYEE_COLUMN.get(EntryKind.of(row.kind))
        if column:
            sums[same.root(row.body), row.fund, row.year][column] += row.ore
    carried = [*where, entries.c.kind == EntryKind.CARRIED.value]
    for row in _grouped(connection, entries.c.payee, entries.c.to_year, carried):
        sums[same.root(row.body), row.fund, row.year][Column.OPENING] += row.ore
    return sums


def _grouped(
    connection: Connection, body: Any, year: Any, where: list[ColumnElement[bool]]
) -> list[Any]:
    # PostgreSQL sums BIGINT to NUMERIC: cast back, so that both databases give whole numbers.
    query = (
        select(
            body.label("body"), entries.c.fund, year.label("year"), entries.c.kind,
            cast(func.sum(entries.c.amount), BigInteger).label("ore"),
        )
        .where(*where)
        .group_by(body, entries.c.fund, year, entries.c.kind)
    )  # fmt: skip
    return list(connection.execute(query))


def _columns(ore: Ore) -> dict[Column, Money | None]:
    full = {column: ore.get(column, 0) for column in Column}
    full[Column.REMAINING] = sum(sign * full[column] for column, sign in REMAINING_SIGNS.items())
    return {column: None if column in PLANNED else Money(amount) for column, amount in full.items()}
