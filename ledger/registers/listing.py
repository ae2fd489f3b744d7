"""What the registers hold, listed: each row with its file, its place, its batch and its meaning.

    wanted = Wanted(since="2023-01-01", fund="RSS-medel", matched=False)
    for row in listed(connection, bookings, wanted): row["amount"], row["fund"], row["matched"]

Rows of a file whose import was undone do not count. What a row concerns is what rules and names say
of it today (`meaning`); it is matched where it is part of a match group that is settled.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, or_, select

from ledger.grants.funds import fund_number
from ledger.money import Money
from ledger.parties.bodies import body_number
from ledger.proposing.sources import standing
from ledger.registers.agreeing import Meaning
from ledger.registers.meaning import Facts, facts_of
from ledger.registers.rows import place_in
from ledger.registers.rules import REGISTERS
from ledger.storage.tables import batch_files, match_parts, match_states, sources
from ledger.terms import ItemKind, MatchState

_MONEY = {"amount", "net", "vat"}
_NOT_SHOWN = {"event", "digest", "key", "source"}
_IN_CHUNKS = {"yield_per": 1000}
_ITEMS = dict(zip(REGISTERS, (ItemKind.INVOICE, ItemKind.BOOKING, ItemKind.PAYMENT), strict=True))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: dates are ISO, inclusive; words stand anywhere in the row's texts."""

    since: str | None = None
    until: str | None = None
    year: int | None = None  # that the row is dated in
    batch: int | None = None
    number: str | None = None
    words: str | None = None
    fund: str | None = None  # the fund and body that the row concerns, by name
    body: str | None = None  # as payer, payee or its own
    matched: bool | None = None


def listed(
    connection: Connection, table: Table, wanted: Wanted
) -> Generator[dict[str, Any], None, None]:
    """The rows in order, amounts in kronor as decimal strings."""
    if table.name not in REGISTERS:
        for row in connection.execute(_query(table, wanted), execution_options=_IN_CHUNKS):
            yield _fields(row)
        return
    facts = facts_of(connection)
    for row, meaning in _meant(connection, table, wanted, facts):
        yield _fields(row) | _concerns(facts, meaning) | {"matched": bool(row.matched)}


def count(connection: Connection, table: Table, wanted: Wanted) -> int:
    """How many rows there are to list."""
    if wanted.fund or wanted.body:
        found = _meant(connection, table, wanted, facts_of(connection))
        return sum(1 for _row, _meaning in found)
    rows = _query(table, wanted).order_by(None).subquery()
    return connection.execute(select(func.count()).select_from(rows)).scalar_one()


def _meant(
    connection: Connection, table: Table, wanted: Wanted, facts: Facts
) -> Iterator[tuple[Row[Any], Meaning]]:
    """The rows with what they concern, where that is what is wanted."""
    fund = fund_number(connection, wanted.fund) if wanted.fund else None
    body = body_number(connection, wanted.body) if wanted.body else None
    for row in connection.execute(_query(table, wanted), execution_options=_IN_CHUNKS):
        meaning = facts.of(table.name, row)
        if fund not in {None, meaning.fund}:
            continue
        if body in {None, meaning.body, meaning.payer, meaning.payee}:
            yield row, meaning


def _query(table: Table, wanted: Wanted) -> Select[Any]:
    query = (
        select(table, sources.c.name.label("file"), batch_files.c.batch)
        .join(sources, sources.c.id == table.c.source)
        .join(batch_files, batch_files.c.source == sources.c.id, isouter=True)
        .where(standing(table.c.source), *_conditions(table, wanted))
        .order_by(table.c.id)
    )
    if table.name not in REGISTERS:
        return query
    matched = _matched(table)
    if wanted.matched is not None:
        query = query.where(matched if wanted.matched else ~matched)
    return query.add_columns(matched.label("matched"))


def _matched(table: Table) -> ColumnElement[bool]:
    """Whether a row is part of a group whose newest state is that it is settled."""
    newest = select(func.max(match_states.c.id)).group_by(match_states.c.match_group)
    settled = select(match_states.c.match_group).where(
        match_states.c.id.in_(newest), match_states.c.state == MatchState.SETTLED.value
    )
    parts = select(match_parts.c.item).where(
        match_parts.c.kind == _ITEMS[table.name].value, match_parts.c.match_group.in_(settled)
    )
    return table.c.id.in_(parts)


def _conditions(table: Table, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if "date" in table.c:
        if wanted.since:
            yield table.c.date >= wanted.since
        if wanted.until:
            yield table.c.date <= wanted.until
        if wanted.year:
            yield table.c.date.between(f"{wanted.year}-01-01", f"{wanted.year}-12-31")
    if wanted.batch is not None:
        yield batch_files.c.batch == wanted.batch
    if wanted.number is not None:
        numbers = [table.c[name] for name in ("number", "reference") if name in table.c]
        yield or_(*(column == wanted.number for column in numbers))
    if wanted.words:
        texts = [c for c in table.c if str(c.type) == "TEXT" and c.name not in _NOT_SHOWN]
        yield or_(*(column.icontains(wanted.words, autoescape=True) for column in texts))


def _concerns(facts: Facts, meaning: Meaning) -> dict[str, Any]:
    funds, bodies = facts.voices.fund_names, facts.voices.body_names
    return {
        "fund": funds[meaning.fund] if meaning.fund else None, "fund_year": meaning.fund_year,
        "body": bodies[meaning.body] if meaning.body else None,
        "payer_body": bodies[meaning.payer] if meaning.payer else None,
        "payee_body": bodies[meaning.payee] if meaning.payee else None,
        "counts_as": meaning.counts_as.value if meaning.counts_as else None,
        "reasons": list(meaning.reasons), "disputes": list(meaning.disputes),
    }  # fmt: skip


def _fields(row: Row[Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row._asdict().items() if name not in _NOT_SHOWN}
    for name in _MONEY & shown.keys():
        ore = shown[name]
        shown[name] = None if ore is None else Money(ore).decimal_string
    place = shown.pop("place", None)
    line = shown.pop("line")
    return shown | {"place": place_in(row.file, line, place)}
