"""The event log: who did what when, each event hashed with the one before and with its rows.

    with act(connection, "role: ekonom", "posted", {"why": "…"}) as made:
        number = made.add(entries, date="2023-05-05", …)

Everything a command writes goes through an `Act`. It numbers the rows (one past the highest, no
gaps), stamps each with its digest, and seals them at the end with one event. Change, remove,
reorder or add a row afterwards, and a digest no longer agrees: `verify` says which one. Whoever
could rewrite the whole chain still could not make it end in the head hash that is printed in every
workbook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from ledger.dates import now
from ledger.messages import _
from ledger.tables import SEALED, events, head

GENESIS = "0" * 64  # what the first event names as the one before
_NO_TEXT = re.compile("[\ud800-\udfff]")

Values = Mapping[str, Any]


@dataclass(slots=True)
class Act:
    """The rows one event makes, added in order; written with `add`, sealed by `act`."""

    connection: Connection
    event: int
    made: dict[str, list[int]] = field(default_factory=dict)  # table → [first id, last id]
    digests: dict[str, list[str]] = field(default_factory=dict)  # table → digests of its rows

    def add(self, table: Table, **values: Any) -> int:
        """Add one row and return its number."""
        return self.add_many(table, [values])[0]

    def add_many(self, table: Table, rows: Sequence[Values]) -> range:
        """Add rows in order and return their numbers, which are consecutive."""
        first = self._next_number(table)
        numbers = range(first, first + len(rows))
        if not rows:
            return numbers
        full = [self._stamped(table, n, row) for n, row in zip(numbers, rows, strict=True)]
        self.connection.execute(insert(table), full)
        self.made.setdefault(table.name, [first, first])[1] = numbers[-1]
        self.digests.setdefault(table.name, []).extend(row["digest"] for row in full)
        return numbers

    def _next_number(self, table: Table) -> int:
        if table.name in self.made:
            return self.made[table.name][1] + 1
        return (self.connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1

    def _stamped(self, table: Table, number: int, values: Values) -> dict[str, Any]:
        row = {column.name: _storable(values.get(column.name)) for column in table.columns}
        row |= {"id": number, "event": self.event}
        row["digest"] = digest_of(table, row)
        return row


@contextmanager
def act(
    connection: Connection, actor: str, action: str, payload: Values | None = None
) -> Iterator[Act]:
    """Make rows and seal them with one event at the end of the block."""
    last, previous = head_of(connection)
    made = Act(connection, last + 1)
    yield made
    event = {
        "id": made.event,
        "at": now(),
        "actor": _storable(actor),
        "action": action,
        "payload": _storable(canonical(payload or {})),
        "made": canonical(made.made),
        "rows_digest": _over_tables({t: _over_rows(d) for t, d in made.digests.items()}),
        "previous": previous,
    }
    event["hash"] = hash_of(event)
    connection.execute(insert(events), event)
    connection.execute(update(head).values(event=event["id"], hash=event["hash"]))


def begin_chain(connection: Connection) -> None:
    """Put the head of an empty chain into a new book."""
    connection.execute(insert(head).values(id=1, event=0, hash=GENESIS))


def head_of(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest event; (0, GENESIS) in an empty book."""
    row = connection.execute(select(head.c.event, head.c.hash)).first()
    return (row.event, row.hash) if row else (0, "")


def book_id(connection: Connection) -> str:
    """The identity the book was given when it was made."""
    payload = connection.execute(select(events.c.payload).where(events.c.id == 1)).scalar_one()
    return str(json.loads(payload)["book"])


def canonical(value: object) -> str:
    """The one way a value is written before it is hashed: compact JSON, sorted keys, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(table: Table, row: Values) -> str:
    """SHA-256 over a row's table and all its columns but the digest; bytes by their own hash."""
    values = [row[name] for name in _columns_of(table)]
    return _hashed([table.name, *map(_plain, values)])


def hash_of(event: Values) -> str:
    """SHA-256 over every column of an event but the hash itself."""
    values = [event[column.name] for column in events.columns if column.name != "hash"]
    return _hashed([*map(_plain, values)])


def verify(connection: Connection) -> list[str]:
    """What does not hold in the chain and its rows, a sentence each; empty when all holds."""
    log = list(connection.execute(select(events).order_by(events.c.id)))
    findings = [*_verify_events(log), *_verify_head(connection, log)]
    promised = {event.id: _Promise.of(event) for event in log}
    for table in SEALED:
        findings += _verify_rows(connection, table, promised)
    findings += [finding for promise in promised.values() for finding in promise.broken()]
    return findings


@dataclass(slots=True)
class _Promise:
    """What an event says it made, and what was found of it."""

    event: int
    action: str
    made: dict[str, list[int]]
    rows_digest: str
    count: dict[str, int] = field(default_factory=dict)  # table → rows found
    found: dict[str, str] = field(default_factory=dict)  # table → digest over the rows found
    named: bool = False  # a row of it has already been named as changed

    @classmethod
    def of(cls, event: Row[Any]) -> _Promise:
        return cls(event.id, event.action, _made(event.made), event.rows_digest)

    def holds(self, table: str, number: int) -> bool:
        first, last = self.made.get(table, (0, -1))
        return bool(first <= number <= last)

    def broken(self) -> Iterator[str]:
        for table, (first, last) in self.made.items():
            if self.count.get(table, 0) != last - first + 1:
                yield _("Event {event} ({action}): rows of {table} are missing.").format(
                    event=self.event, action=self.action, table=table
                )
                return
        if not self.named and _over_tables(self.found) != self.rows_digest:
            yield _("Event {event} ({action}): its rows are not those it sealed.").format(
                event=self.event, action=self.action
            )


def _verify_events(log: Sequence[Row[Any]]) -> Iterator[str]:
    previous = GENESIS
    for expected, event in enumerate(log, start=1):
        if event.id != expected:
            gone = min({*range(1, len(log) + 1)} - {one.id for one in log})
            yield _("Event {event} is missing.").format(event=gone)
            return  # every later number would be off as well
        if hash_of(dict(event._mapping)) != event.hash:
            yield _("Event {event} ({action}) has been changed.").format(
                event=event.id, action=event.action
            )
        if event.previous != previous:
            yield _("Event {event} does not follow the event before it.").format(event=event.id)
        previous = event.hash


def _verify_head(connection: Connection, log: Sequence[Row[Any]]) -> Iterator[str]:
    number, hash_ = head_of(connection)
    last = (log[-1].id, log[-1].hash) if log else (0, GENESIS)
    if number != last[0]:
        yield _("The book should end with event {head}, but ends with event {last}.").format(
            head=number, last=last[0]
        )
    elif hash_ != last[1]:
        yield _("The head of the chain is not the hash of the last event.")


def _verify_rows(
    connection: Connection, table: Table, promised: Mapping[int, _Promise]
) -> Iterator[str]:
    # Events number their rows consecutively, so rows of one event stand together.
    query = select(table).order_by(table.c.id)
    rows = connection.execute(query, execution_options={"yield_per": 1000})
    for event, group in groupby(rows, key=attrgetter("event")):
        promise = promised.get(event)
        digests: list[str] = []
        for row in group:
            if promise is None or not promise.holds(table.name, row.id):
                yield _("{table} {number} is in the book without an event that made it.").format(
                    table=table.name, number=row.id
                )
                continue
            digests.append(str(row.digest))
            if digest_of(table, dict(row._mapping)) != row.digest:
                promise.named = True
                yield _("{table} {number} has been changed.").format(
                    table=table.name, number=row.id
                )
        if promise is not None:
            promise.count[table.name] = len(digests)
            promise.found[table.name] = _over_rows(digests)


@cache
def _columns_of(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "digest")


def _over_rows(digests: Sequence[str]) -> str:
    return sha256("".join(digests).encode("utf-8", "surrogateescape")).hexdigest()


def _over_tables(digest_of_table: Mapping[str, str]) -> str:
    return _hashed([[t.name, digest_of_table[t.name]] for t in SEALED if t.name in digest_of_table])


def _hashed(value: object) -> str:
    # What is no text in a damaged book is hashed as the bytes it is (see `Book.examining`).
    return sha256(canonical(value).encode("utf-8", "surrogateescape")).hexdigest()


def _storable(value: object) -> object:
    """A value as a database can hold it: bytes of a file's name that are no text become a mark."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def _plain(value: object) -> object:
    """A value as it is hashed: bytes apart from any text."""
    return {"sha256": sha256(value).hexdigest()} if isinstance(value, bytes) else value


def _made(stored: object) -> dict[str, list[int]]:
    """An event's `made`; empty where it is not as we write it (the event is named then)."""
    try:
        made = json.loads(str(stored))
    except ValueError:
        return {}
    whole = isinstance(made, dict) and all(
        isinstance(span, list) and [type(n) for n in span] == [int, int] for span in made.values()
    )
    return made if whole else {}
