"""The checkpoint of a closed year: what every line of its scope was when it was closed.

    balances = balances_of(connection, Scope(2024))        # JSON, to be stored with the state
    list(broken(connection))                               # what of it no longer holds

Summed from the entries one by one, by the bodies they were posted on: a second computation beside
the one in `balances`, which later merges of bodies do not change.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, or_, select

from ledger.columns import Column
from ledger.grants.funds import fund_names_by_number
from ledger.grants.periods import Period, Scope, history, newest_of_scope
from ledger.messages import _, language
from ledger.parties.bodies import names_by_number
from ledger.posting.balances import PAYEE_COLUMN, PAYER_COLUMN, REMAINING_SIGNS, lines
from ledger.storage.chain import canonical
from ledger.storage.tables import entries, events
from ledger.terms import EntryKind, PeriodState

Key = tuple[int, int]  # body, fund
Sums = Mapping[Key, Mapping[str, int]]  # column → öre; columns that are 0 are left out


def balances_of(connection: Connection, scope: Scope, up_to: int | None = None) -> str:
    """The lines of a scope as JSON: body and fund by number, öre by column; nothing that is 0."""
    found = _sums(connection, scope, up_to)
    return canonical(
        [
            {"body": body, "fund": fund, "columns": dict(columns)}
            for (body, fund), columns in sorted(found.items())
        ]
    )


def untied(connection: Connection, year: int) -> Iterator[str]:
    """Where a year's opening, or what it carried out, is not what its neighbours say it is.

    `balances` sums by the year; here the carry-overs themselves are added up, from both sides.
    """
    carried: dict[tuple[Column, str], int] = defaultdict(int)
    fund_names = fund_names_by_number(connection)
    query = select(entries).where(entries.c.kind == EntryKind.CARRIED.value)
    for row in connection.execute(query):
        for side, of_year in ((Column.OPENING, row.to_year), (Column.CARRIED_OUT, row.fund_year)):
            if of_year == year:
                carried[side, fund_names[row.fund]] += row.amount
    summed: dict[tuple[Column, str], int] = defaultdict(int)
    for line in lines(connection, year=year):
        for side in (Column.OPENING, Column.CARRIED_OUT):
            money = line.columns[side]
            summed[side, line.fund] += money.ore if money else 0
    for side, fund in sorted(
        carried.keys() | summed.keys(), key=lambda key: (key[1], key[0].value)
    ):
        if carried[side, fund] != summed[side, fund]:
            yield _("{year}: “{column}” of {fund} is not what the neighbour years say.").format(
                year=year, column=side.label(language()), fund=fund
            )


def broken(connection: Connection) -> Iterator[str]:
    """What does not hold of the checkpoints: of every closing then, and of what is closed now."""
    told = history(connection)
    if not told:
        return
    closed_now = {p.number for p in newest_of_scope(told) if p.state is PeriodState.CLOSED}
    hash_of = {row.id: row.hash for row in connection.execute(select(events.c.id, events.c.hash))}
    names = names_by_number(connection)
    for period in (p for p in told if p.state is PeriodState.CLOSED):
        scope = period.scope.in_words(names)
        if hash_of.get(period.head_event) != period.head_hash:
            yield _("{year}: the chain is not the one the year was closed in.").format(year=scope)
        up_to = None if period.number in closed_now else period.entry
        for line, column in _changed(connection, period, up_to):
            yield _(
                "{year}: “{column}” of {line} is not what it was when the year was closed."
            ).format(year=scope, column=column, line=line)


def _changed(
    connection: Connection, period: Period, up_to: int | None
) -> Iterator[tuple[str, str]]:
    then = {(line["body"], line["fund"]): line["columns"] for line in json.loads(period.balances)}
    now = _sums(connection, period.scope, up_to)
    body_names, fund_names = names_by_number(connection), fund_names_by_number(connection)
    for body, fund in sorted(then.keys() | now.keys()):
        before, after = then.get((body, fund), {}), now.get((body, fund), {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name, 0) != after.get(name, 0):
                line = f"{body_names.get(body, body)}, {fund_names.get(fund, fund)}"
                yield line, Column.of(name).label(language())


def _sums(connection: Connection, scope: Scope, up_to: int | None) -> Sums:
    """Every line of the scope, added up entry by entry."""
    sums: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    query = select(
        entries.c.kind, entries.c.fund, entries.c.fund_year, entries.c.to_year, entries.c.payer,
        entries.c.payee, entries.c.amount,
    ).where(or_(entries.c.fund_year == scope.year, entries.c.to_year == scope.year))  # fmt: skip
    if scope.forum is not None:
        query = query.where(entries.c.forum == scope.forum)
    if up_to is not None:
        query = query.where(entries.c.id <= up_to)
    for row in connection.execute(query, execution_options={"yield_per": 1000}):
        kind = EntryKind.of(row.kind)
        sides = []
        if row.fund_year == scope.year:
            sides = [(row.payer, PAYER_COLUMN.get(kind)), (row.payee, PAYEE_COLUMN.get(kind))]
        if row.to_year == scope.year and kind is EntryKind.CARRIED:
            sides.append((row.payee, Column.OPENING))
        for body, column in sides:
            if column and scope.body in {None, body}:
                sums[body, row.fund][column.value] += row.amount
    return {key: _whole(columns) for key, columns in sums.items()}


def _whole(columns: Mapping[str, int]) -> dict[str, int]:
    remaining = sum(sign * columns.get(c.value, 0) for c, sign in REMAINING_SIGNS.items())
    full = {**columns, Column.REMAINING.value: remaining}
    return {name: ore for name, ore in full.items() if ore}
