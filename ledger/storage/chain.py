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
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import repeat
from json import JSONEncoder, encoder
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Table, func, insert, select, update

from ledger.dates import now
from ledger.messages import _
from ledger.storage.rows import query, read, write
from ledger.storage.tables import SEALED, events, head

GENESIS = "0" * 64  # what the first event names as the one before
_NO_TEXT = re.compile("[\ud800-\udfff]")
_EVENT_COLUMNS = tuple(column.name for column in events.columns if column.name != "hash")

Values = Mapping[str, Any]


@dataclass(slots=True)
class Act:
    """The rows one event makes, added in order; written with `add`, sealed by `act`."""

    connection: Connection
    event: int
    made: dict[str, list[int]] = field(default_factory=dict)  # table → [first id, last id]
    digests: dict[str, Digests] = field(default_factory=dict)  # table → over those of its rows

    def add(self, table: Table, **values: Any) -> int:
        """Add one row and return its number."""
        return self.add_many(table, [values])[0]

    def add_many(self, table: Table, rows: Sequence[Values]) -> range:
        """Add rows in order and return their numbers, which are consecutive."""
        names = _given(table)
        return self.add_rows(table, [tuple(map(row.get, names)) for row in rows])

    def add_rows(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> range:
        """As `add_many`, of tuples with a value for each column but id, event and digest."""
        return self.add_columns(table, list(zip(*rows, strict=True)))

    def add_columns(self, table: Table, columns: Sequence[Sequence[Any]]) -> range:
        """As `add_rows`, by their columns."""
        first = self._next_number(table)
        numbers = range(first, first + (len(columns[0]) if columns else 0))
        if not numbers:
            return numbers
        name = table.name
        rows = zip(numbers, *columns, repeat(self.event, len(numbers)), strict=True)
        full = _sealed(name, rows)
        write(self.connection, table, full)
        self.made.setdefault(name, [first, first])[1] = numbers[-1]
        self.digests.setdefault(name, Digests()).add([row[-1] for row in full])
        return numbers

    def _next_number(self, table: Table) -> int:
        if table.name in self.made:
            return self.made[table.name][1] + 1
        return (self.connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1


class Digests:
    """One digest over the digests of many rows, in order; it does not grow with them."""

    def __init__(self) -> None:
        self._sum = sha256()
        self.count = 0

    def add(self, digests: Sequence[str]) -> None:
        """Take in the next rows."""
        self._sum.update(_bytes("".join(digests)))
        self.count += len(digests)

    def over_all(self) -> str:
        """The digest of all taken in until now."""
        return self._sum.hexdigest()


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
        "rows_digest": _over_tables(made.digests),
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
    return "".join(_written(value, 0))


def digest_of(table: Table, row: Values) -> str:
    """SHA-256 over a row's table and all its columns but the digest; bytes by their own hash."""
    return _hashed([table.name, *(row[name] for name in _columns_of(table))])


def hash_of(event: Values) -> str:
    """SHA-256 over every column of an event but the hash itself."""
    return _hashed([event[name] for name in _EVENT_COLUMNS])


def verify(connection: Connection) -> list[str]:
    """What does not hold in the chain and its rows, a sentence each; empty when all holds.

    Events and the rows of all tables are read side by side, each in its order: what an event says
    it made is what comes next. Only a chunk of each table is ever held.
    """
    tables = {table.name: _Unread(connection, table) for table in SEALED}
    findings: list[str] = []
    previous, last, gone = GENESIS, 0, False
    for chunk in read(connection, events):
        for values in chunk:
            event = _Event(*values)
            if event.id != last + 1 and not gone:
                gone = True  # and every later number would be off as well
                missing = _("Event {event} is missing.").format(event=_first_gap(connection))
                findings.append(missing)
            if not gone:
                findings += _verify_event(event, values, previous)
            findings += _verify_rows(event, tables)
            previous, last = event.hash, event.id
    findings += _verify_head(connection, last, previous)
    for table in tables.values():
        findings += table.without_event(None)
    return findings


class _Event(NamedTuple):
    """An event as it is stored: the columns of `events`."""

    id: int
    at: str
    actor: str
    action: str
    payload: str
    made: str
    rows_digest: str
    previous: str
    hash: str


class _Unread:
    """The rows of a table that no event has claimed yet, in order of their numbers.

    A row is its table's name and its columns, the digest last: what is hashed, and the hash.
    """

    def __init__(self, connection: Connection, table: Table) -> None:
        self.name = table.name
        self._chunks = read(connection, table, f"'{table.name}'")
        self._rows: Sequence[tuple[Any, ...]] = ()

    def up_to(self, last: int | None) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Take the rows up to that number (None: all that are left), some at a time."""
        while self._rows or self._more():
            rows = self._rows
            end = len(rows)
            if last is not None and rows[-1][1] > last:
                end = bisect_right(rows, last, key=itemgetter(1))
            self._rows = rows[end:]
            if end:
                yield rows[:end]
            if self._rows:
                return

    def without_event(self, last: int | None) -> Iterator[str]:
        """A sentence for each row up to that number: no event has made them."""
        for rows in self.up_to(last):
            for row in rows:
                yield _("{table} {number} is in the book without an event that made it.").format(
                    table=self.name, number=row[1]
                )

    def _more(self) -> bool:
        self._rows = next(self._chunks, ())
        return bool(self._rows)


def _verify_event(event: _Event, values: tuple[Any, ...], previous: str) -> Iterator[str]:
    if _hashed(values[:-1]) != event.hash:
        yield _("Event {event} ({action}) has been changed.").format(
            event=event.id, action=event.action
        )
    if event.previous != previous:
        yield _("Event {event} does not follow the event before it.").format(event=event.id)


def _verify_rows(event: _Event, tables: Mapping[str, _Unread]) -> Iterator[str]:
    """The rows that an event says it made: all there, each as it was sealed, in that order."""
    found: dict[str, Digests] = {}
    changed, missing = False, ""
    for name, (first, last) in _made(event.made).items():
        found[name] = Digests()
        if name in tables:
            yield from tables[name].without_event(first - 1)
            for rows in tables[name].up_to(last):
                for number in _changed(rows):
                    changed = True
                    yield _("{table} {number} has been changed.").format(table=name, number=number)
                found[name].add([str(row[-1]) for row in rows])
        if found[name].count != last - first + 1:
            missing = missing or name
    if missing:
        yield _("Event {event} ({action}): rows of {table} are missing.").format(
            event=event.id, action=event.action, table=missing
        )
    elif not changed and _over_tables(found) != event.rows_digest:
        yield _("Event {event} ({action}): its rows are not those it sealed.").format(
            event=event.id, action=event.action
        )


def _changed(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """The numbers of rows whose digest is no longer that of their columns."""
    return [
        row[1]
        for row in rows
        # As `_hashed`, without a call for each row: nothing else takes as much of `medel check`.
        if sha256("".join(_written(row[:-1], 0)).encode("utf-8", "surrogateescape")).hexdigest()
        != row[-1]
    ]


def _first_gap(connection: Connection) -> int:
    """The first number that no event has."""
    expected = 1
    for chunk in query(connection, f"SELECT id FROM {events} WHERE id > 0 ORDER BY id"):
        for (number,) in chunk:
            if number != expected:
                return expected
            expected += 1
    return expected


def _verify_head(connection: Connection, last: int, last_hash: str) -> Iterator[str]:
    number, hash_ = next(query(connection, f"SELECT event, hash FROM {head}"), [(0, "")])[0]
    if number != last:
        yield _("The book should end with event {head}, but ends with event {last}.").format(
            head=number, last=last
        )
    elif hash_ != last_hash:
        yield _("The head of the chain is not the hash of the last event.")


@cache
def _columns_of(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "digest")


@cache
def _given(table: Table) -> tuple[str, ...]:
    """The columns that whoever adds a row gives: all but its number, event and digest."""
    return tuple(c.name for c in table.columns if c.name not in {"id", "event", "digest"})


def _sealed(table: str, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Whole rows, the digest last: of the table's name and what the row says."""
    name = canonical([table])[:-1]
    sealed = []
    for row in rows:
        said = f"{name},{''.join(_written(row, 0))[1:]}"
        try:
            sealed.append((*row, sha256(said.encode()).hexdigest()))
        except UnicodeEncodeError:  # bytes of a file's name that are no text
            sealed += _sealed(table, [tuple(map(_storable, row))])
    return sealed


def _over_tables(digests: Mapping[str, Digests]) -> str:
    return _hashed([[t.name, digests[t.name].over_all()] for t in SEALED if t.name in digests])


def _hashed(value: object) -> str:
    return sha256(_bytes("".join(_written(value, 0)))).hexdigest()


def _bytes(text: str) -> bytes:
    # What is no text in a damaged book is hashed as the bytes it is (see `rows.query`).
    return text.encode("utf-8", "surrogateescape")


def _storable(value: object) -> object:
    """A value as a database can hold it: bytes of a file's name that are no text become a mark."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def _plain(value: object) -> object:
    """What JSON has no form for: bytes, written as their own hash, apart from any text."""
    if isinstance(value, bytes | memoryview):
        return {"sha256": sha256(value).hexdigest()}
    raise TypeError(type(value).__name__)


def _writer() -> Callable[[object, int], Iterable[str]]:
    """How `canonical` writes: the standard library's encoder, made once and not for each row."""
    plain = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    fast: Any = getattr(encoder, "c_make_encoder", None)
    text: Any = getattr(encoder, "c_encode_basestring", None)
    if fast is None or text is None:  # another Python than CPython
        return lambda value, _level: plain.iterencode(value)
    return cast(
        "Callable[[object, int], Iterable[str]]",
        fast(None, _plain, text, None, ":", ",", True, False, True),
    )


_written = _writer()


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
