"""What the registers hold, listed: each row with its file, its place in it and its batch.

    rows = listed(connection, bookings, Wanted(since="2023-01-01"))

Rows of a file whose import was undone do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from ledger.money import Money
from ledger.proposing.sources import standing
from ledger.registers.rows import place_in
from ledger.storage.tables import batch_files, sources

_MONEY = {"amount", "net", "vat"}
_NOT_SHOWN = {"event", "digest", "key", "source"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: dates are ISO, inclusive; words stand anywhere in the row's texts."""

    since: str | None = None
    until: str | None = None
    batch: int | None = None
    number: str | None = None
    words: str | None = None
    limit: int | None = None


def listed(connection: Connection, table: Table, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The rows in order, amounts in kronor as decimal strings."""
    query = (
        select(table, sources.c.name.label("file"), batch_files.c.batch)
        .join(sources, sources.c.id == table.c.source)
        .join(batch_files, batch_files.c.source == sources.c.id, isouter=True)
        .where(standing(table.c.source), *_conditions(table, wanted))
        .order_by(table.c.id)
        .limit(wanted.limit)
    )
    for row in connection.execute(query, execution_options={"yield_per": 1000}):
        yield _fields(dict(row._mapping))


def _conditions(table: Table, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if "date" in table.c:
        if wanted.since:
            yield table.c.date >= wanted.since
        if wanted.until:
            yield table.c.date <= wanted.until
    if wanted.batch is not None:
        yield batch_files.c.batch == wanted.batch
    if wanted.number is not None:
        numbers = [table.c[name] for name in ("number", "reference") if name in table.c]
        yield or_(*(column == wanted.number for column in numbers))
    if wanted.words:
        texts = [c for c in table.c if str(c.type) == "TEXT" and c.name not in _NOT_SHOWN]
        yield or_(*(column.icontains(wanted.words, autoescape=True) for column in texts))


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in _NOT_SHOWN}
    for name in _MONEY & shown.keys():
        ore = shown[name]
        shown[name] = None if ore is None else Money(ore).decimal_string
    place = shown.pop("place", None)
    line = shown.pop("line")
    return shown | {"place": place_in(row["file"], line, place)}
