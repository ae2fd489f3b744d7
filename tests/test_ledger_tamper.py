"""Whoever changes the book behind its back is found: `medel check` names the row.

A small book is tampered with through a raw connection, with the guards taken away and put back:
every column of every table changed, rows deleted, swapped and forged. What is found is compared
with what was done; a change that is not named fails the test.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import books
import postgres
import pytest
from books import Said, found, medel, minutes
from sqlalchemy import Column, LargeBinary, Table, Text

from ledger.drafts import NewBody, Reason, Span
from ledger.parties.names import KnownBody, KnownFund, Names
from ledger.safekeeping import checks, migrate
from ledger.storage import guards
from ledger.storage.chain import digest_of
from ledger.storage.store import Book, new_book, open_book
from ledger.storage.tables import SEALED, events, head, metadata
from ledger.terms import BodyKind, Bound, EntryKind, FollowUp

ALL = (*SEALED, events, head)
FEW = Names(
    (
        KnownBody("Region Dalarna", BodyKind.REGION, "Dalarnas län", aliases=("RD",)),
        KnownBody("Falu kommun", BodyKind.KOMMUN, "Dalarnas län", "2080", aliases=("Falun",)),
        KnownBody("Mora kommun", BodyKind.KOMMUN, "Dalarnas län", "2062"),
        KnownBody(
            "Kommunerna i Dalarnas län", BodyKind.GROUP, "Dalarnas län", None, (),
            ("Falu kommun", "Mora kommun"),
        ),
    ),
    (
        KnownFund("LGM", "Länsgemensamma medel", ("gemensamma medel",)),
        KnownFund("BM", "Brukarmiljonen", ("brukarmiljon",), "LGM"),
    ),
)  # fmt: skip


def fill(db: str) -> None:
    """Something in every table, and something in every column in at least one row."""
    invoice = found(
        "Beslut: Falu kommun fakturerar Region Dalarna högst 100 kr ur länsgemensamma medel.",
        100, "100 kr", payer="Region Dalarna", payee="Falu kommun", fund="länsgemensamma medel",
        bound=Bound.AT_MOST, per="år", section="§ 4", page=2,
        reasons=(Reason("verb", "fakturerar"),),
    )  # fmt: skip
    new = found(
        "Beslut: Samordningsförbundet fakturerar Region Dalarna 50 kr.", 50, "50 kr",
        payer="Region Dalarna", payee="Samordningsförbundet",
    )  # fmt: skip
    open_ = found("Brukarmiljonen används till arbetet.", fund="Brukarmiljonen",
                  follow_up=FollowUp.NO_SUM)  # fmt: skip
    body = NewBody(
        "Samordningsförbundet Dalarna", "association", Span(0, 4), ("Samordningsförbundet",)
    )
    said = (invoice, new, open_)
    meeting = {"place": "Falun", "reference": "D 24/1"}
    books.imported(
        db,
        minutes(*said, new_bodies=[body], **meeting),
        minutes(*said, found("Mer. 7 kr", 7, "7 kr"), name="utdrag.txt", **meeting),
    )
    medel("inbox", "accept", 1, "--even-if", "muntligt besked", db=db)
    medel("inbox", "accept", 2, "--fund", "BM", "--year", 2023, db=db)
    medel("inbox", "reject", 3, "--why", "avser annat", db=db)
    books.posted(db, 10, date=date(2024, 1, 2))
    books.posted(db, 20, kind=EntryKind.CARRIED, payer="Falun", payee="Falun", to_year=2025)
    medel("correct", 3, "--reason", "fel part", "--amount", "11", db=db)
    medel("body", "add", "Länsstyrelsen Dalarna", "--alias", "LST", db=db)
    for name in ("fel.txt", "också fel.txt"):
        books.imported_batch(db, minutes(found(f"Fel fil: {name}."), name=name))
        medel("undo", "--why", "fel fil", db=db)
    books.fill_the_rest(db)


@dataclass(frozen=True)
class Raw:
    """A connection behind the book's back: no guard holds, no key is looked after."""

    db: str
    connection: Any

    @property
    def sqlite(self) -> bool:
        return books.is_sqlite(self.db)

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if self.sqlite:
            return list(self.connection.execute(statement, values))
        cursor = self.connection.execute(statement.replace("?", "%s"), values)
        return list(cursor) if cursor.description else []

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        return self.run(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608

    def put(self, table: Table, rows: Sequence[Sequence[Any]]) -> None:
        places = ", ".join("?" * len(table.columns))
        for row in rows:
            self.run(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608

    def clear(self, table: Table) -> None:
        self.run(f"DELETE FROM {table}")  # noqa: S608


@contextlib.contextmanager
def behind(db: str, table: Table | None = None) -> Iterator[Raw]:
    """Tamper in one transaction; the guards, or those of `table`, are back afterwards."""
    if books.is_sqlite(db):
        connection: Any = sqlite3.connect(db, isolation_level=None)
        connection.execute("PRAGMA synchronous=OFF")
        query = "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name LIKE ?"
        taken = list(connection.execute(query, (str(table) if table is not None else "%",)))
        connection.execute("BEGIN")
        for name, _sql in taken:
            connection.execute(f"DROP TRIGGER {name}")
        yield Raw(db, connection)
        for _name, sql in taken:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.close()
        return
    import psycopg

    with psycopg.connect(db) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        yield Raw(db, connection)


def checked(db: str) -> Said:
    """What `medel check` says."""
    said = medel("check", db=db)
    assert said.stderr == ""
    return said


def looked_over(book: Book) -> str:
    """The same without the command around it, a thousand times in a row."""
    with book.reading() as connection:
        return "\n".join(finding.what for finding in checks.check(connection))


@pytest.fixture(scope="module")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tamper") / "book.db"
    _make(str(path))
    return path


def _make(db: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Names, "shipped", classmethod(lambda _cls: FEW))
        migrate.create(new_book(db), books.BY, "00000000-0000-0000-0000-000000000001")
    fill(db)


@pytest.fixture
def sqlite_book(_filled: Path, tmp_path: Path) -> str:
    copy = tmp_path / "book.db"
    copy.write_bytes(_filled.read_bytes())
    return str(copy)


@pytest.fixture(scope="module")
def postgresql_book(postgresql: postgres.Server) -> Iterator[str]:
    url = postgresql.new_database()
    _make(url)
    yield url
    postgresql.drop(url)


@pytest.fixture
def book(kind_of_database: str, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{kind_of_database}_book"))


# -- What is done to a value ---------------------------------------------------------------------


def other_values(column: Column[Any], value: Any, *, sqlite: bool) -> Iterator[tuple[str, Any]]:
    """A name and another value, for each way this one may be changed."""
    if value is None:
        yield "filled", {"TEXT": "x", "BLOB": b"x", "BYTEA": b"x"}.get(str(column.type), 7)
        return
    if column.nullable:
        yield "emptied", None
    if isinstance(value, int):
        yield "more", value + (1000 if column.name == "id" else 1)
        yield "negative", -value - 1
        if sqlite and column.name != "id":
            yield "as text", f"{value}x"
            yield "as a fraction", value + 0.5
            yield "as bytes", b"\x01"
    elif isinstance(value, str):
        for name, at in (("first", 0), ("last", -1)):
            if value:
                yield f"{name} letter", _with(value, at)
        yield "longer", f"{value} "
        if sqlite:
            yield "as bytes", value.encode()
            yield "as a number", 1
    else:
        content = bytes(value)
        yield "last bit", content[:-1] + bytes([content[-1] ^ 1])
        yield "shorter", content[:-1]
        if sqlite:
            yield "as text", content.decode()


def bit_flips(value: Any) -> Iterator[tuple[str, bytes]]:
    """Text with one bit turned in one byte: often no text at all afterwards."""
    stored = value.encode() if isinstance(value, str) else b""
    for at, bit in ((0, 0x01), (len(stored) // 3, 0x80), (len(stored) - 1, 0x80)) if stored else ():
        flipped = stored[:at] + bytes([stored[at] ^ bit]) + stored[at + 1 :]
        yield f"bit {bit:#x} of byte {at}", flipped


def _with(value: str, at: int) -> str:
    letters = list(value)
    letters[at] = "X" if letters[at] != "X" else "Y"
    return "".join(letters)


def picked(rows: list[tuple[Any, ...]], index: int) -> list[tuple[Any, ...]]:
    """Two rows to try a column on: one where it holds something, and one where it is empty."""
    filled = [row for row in rows if row[index] not in {None, ""}]
    empty = [row for row in rows if row[index] is None]
    return [*filled[len(filled) // 2 :][:1], *empty[:1]]


def is_named(said: str, table: Table, number: int) -> bool:
    if table is events:
        return f"Event {number}" in said
    if table is head:
        return "head of the chain" in said or "should end with event" in said
    return f"{table} {number} " in said or f"rows of {table} are missing" in said


# -- The tests -----------------------------------------------------------------------------------


def test_an_untouched_book_is_quiet(book: str) -> None:
    assert checked(book) == Said(0, "", "")


def test_the_book_under_test_has_something_in_every_column(sqlite_book: str) -> None:
    never = {"bodies.org_number"}  # no command fills it yet
    empty = set()
    with behind(sqlite_book) as raw:
        for table in ALL:
            rows = raw.rows(table)
            assert rows, table.name
            for i, column in enumerate(table.columns):
                if all(row[i] is None for row in rows):
                    empty.add(f"{table}.{column.name}")
    assert empty == never


@pytest.mark.parametrize("table", ALL, ids=str)
def test_every_column_on_sqlite(table: Table, sqlite_book: str) -> None:
    tried, book = 0, open_book(sqlite_book)
    with behind(sqlite_book) as raw:
        kept = raw.rows(table)
    for index, column in enumerate(table.columns):
        for row in picked(kept, index):
            ways = list(other_values(column, row[index], sqlite=True))
            for name, value in ways:
                if table is head and column.name == "id":
                    continue  # the schema itself refuses another number than 1
                statement = f"UPDATE {table} SET {column.name} = ? WHERE id = ?"  # noqa: S608
                _try(book, sqlite_book, table, kept, statement, (value, row[0]), name, row[0])
                tried += 1
            if isinstance(column.type, Text):
                for name, stored in bit_flips(row[index]):
                    statement = f"UPDATE {table} SET {column.name} = CAST(? AS TEXT) WHERE id = ?"  # noqa: S608
                    _try(book, sqlite_book, table, kept, statement, (stored, row[0]), name, row[0])
                    tried += 1
    assert checked(sqlite_book) == Said(0, "", "")
    print(f"{table}: {tried} changes, all named")


@pytest.mark.parametrize("table", ALL, ids=str)
def test_every_column_on_postgresql(table: Table, postgresql_book: str) -> None:
    tried, book = 0, open_book(postgresql_book)
    with behind(postgresql_book) as raw:
        kept = raw.rows(table)
    for index, column in enumerate(table.columns):
        for row in picked(kept, index)[:1]:
            for name, value in list(other_values(column, row[index], sqlite=False))[:2]:
                if table is head and column.name == "id":
                    continue
                statement = f"UPDATE {table} SET {column.name} = ? WHERE id = ?"  # noqa: S608
                _try(book, postgresql_book, table, kept, statement, (value, row[0]), name, row[0])
                tried += 1
    assert checked(postgresql_book) == Said(0, "", "")
    print(f"{table}: {tried} changes, all named")


def _try(
    book: Book, db: str, table: Table, kept: list[tuple[Any, ...]], statement: str,
    values: tuple[Any, ...], name: str, number: int,
) -> None:  # fmt: skip
    with behind(db, table) as raw:
        raw.run(statement, values)
    said = looked_over(book)
    with behind(db, table) as raw:
        raw.clear(table)
        raw.put(table, kept)
    assert is_named(said, table, number), (
        f"{table} {number}, {name}: {said} ({statement}, {values})"
    )


@pytest.mark.parametrize("table", [*SEALED, events], ids=str)
@pytest.mark.parametrize("which", ["first", "middle", "last", "all"])
def test_deleted_rows(table: Table, which: str, book: str) -> None:
    with behind(book) as raw:
        kept = raw.rows(table)
        gone = {
            "first": kept[:1], "middle": kept[len(kept) // 2 :][:1], "last": kept[-1:], "all": kept,
        }[which]  # fmt: skip
        for row in gone:
            raw.run(f"DELETE FROM {table} WHERE id = ?", row[:1])  # noqa: S608
    said = checked(book)
    _restore(book, table, kept)
    assert said.code == 1
    if table is not events:
        assert f"rows of {table} are missing" in said.stdout
    elif which != "last":
        assert f"Event {gone[0][0]} is missing" in said.stdout or "should end with" in said.stdout
    else:
        assert "should end with event" in said.stdout


@pytest.mark.parametrize("table", [t for t in SEALED if t.name != "fund_years"], ids=str)
@pytest.mark.parametrize("resealed", [False, True], ids=["as they are", "with new digests"])
def test_two_rows_that_change_places(table: Table, resealed: bool, book: str) -> None:
    with behind(book) as raw:
        kept = raw.rows(table)
        first, second = kept[0], kept[-1]
        raw.clear(table)
        swapped = {first[0]: (first[0], *second[1:]), second[0]: (second[0], *first[1:])}
        if resealed:
            swapped = {number: _resealed(table, row) for number, row in swapped.items()}
        raw.put(table, [swapped.get(row[0], row) for row in kept])
    said = checked(book)
    _restore(book, table, kept)
    assert said.code == 1
    assert str(table) in said.stdout or "rows are not those it sealed" in said.stdout


@pytest.mark.parametrize("table", SEALED, ids=str)
@pytest.mark.parametrize("event", ["of the last row", "of none"])
def test_a_forged_row_with_a_right_digest(table: Table, event: str, book: str) -> None:
    with behind(book) as raw:
        kept = raw.rows(table)
        names = list(table.columns.keys())
        forged = dict(zip(names, kept[-1], strict=True)) | {"id": len(kept) + 1}
        for index in table.indexes:  # a key of its own, or the database would refuse it
            last = list(index.columns)[-1]
            if index.unique:
                forged[last.name] = "annat" if isinstance(last.type, Text) else 1999
        forged |= {"event": 10_000} if event == "of none" else {}
        raw.put(table, [_resealed(table, tuple(forged.values()))])
    said = checked(book)
    _restore(book, table, kept)
    assert said.code == 1
    assert f"{table} {len(kept) + 1} is in the book without an event" in said.stdout


def test_a_changed_row_with_a_right_digest(book: str) -> None:
    entries = metadata.tables["entries"]
    with behind(book) as raw:
        kept = raw.rows(entries)
        amount = list(entries.columns.keys()).index("amount")
        row = (*kept[0][:amount], kept[0][amount] + 1, *kept[0][amount + 1 :])
        raw.clear(entries)
        raw.put(entries, [_resealed(entries, row), *kept[1:]])
    said = checked(book)
    _restore(book, entries, kept)
    assert said.code == 1
    assert "Event" in said.stdout
    assert "not those it sealed" in said.stdout


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_tail_of_events_cut_off_with_its_rows(count: int, sqlite_book: str) -> None:
    with behind(sqlite_book) as raw:
        last = raw.rows(events)[-count:]
        for table in SEALED:
            raw.run(f"DELETE FROM {table} WHERE event >= ?", last[0][:1])  # noqa: S608
        raw.run("DELETE FROM events WHERE id >= ?", last[0][:1])
    said = checked(sqlite_book)
    assert said.code == 1
    assert f"should end with event {last[-1][0]}" in said.stdout


def test_a_head_that_is_gone(book: str) -> None:
    with behind(book) as raw:
        kept = raw.rows(head)
        raw.clear(head)
    said = checked(book)
    _restore(book, head, kept)
    assert said.code == 1
    assert "should end with event" in said.stdout


def test_a_source_that_is_text_of_the_same_digest(sqlite_book: str) -> None:
    """Bytes are hashed by their own hash: text that spells that hash must not pass for them."""
    from hashlib import sha256

    with behind(sqlite_book) as raw:
        (content,) = raw.run("SELECT content FROM sources WHERE id = 1")[0]
        raw.run("UPDATE sources SET content = ? WHERE id = 1", (sha256(content).hexdigest(),))
    said = checked(sqlite_book)
    assert said.code == 1
    assert "sources 1 " in said.stdout


def test_the_json_names_the_same(sqlite_book: str) -> None:
    with behind(sqlite_book) as raw:
        raw.run("UPDATE entries SET amount = 1 WHERE id = 1")
    said = medel("check", "--format", "json", db=sqlite_book)
    assert said.code == 1
    assert {"check": "chain", "finding": "entries 1 has been changed."}.items() <= {
        **said.rows[0]
    }.items()
    assert all(row["do"] for row in said.rows)


def _resealed(table: Table, row: Sequence[Any]) -> tuple[Any, ...]:
    values = dict(zip(table.columns.keys(), row, strict=True))
    for column in table.columns:
        if isinstance(column.type, LargeBinary):
            values[column.name] = bytes(values[column.name])
    return tuple((values | {"digest": digest_of(table, values)}).values())


def _restore(db: str, table: Table, kept: list[tuple[Any, ...]]) -> None:
    if books.is_sqlite(db):
        return  # a file of its own
    with behind(db) as raw:
        raw.clear(table)
        raw.put(table, kept)
    assert checked(db) == Said(0, "", "")
    with open_book(db).reading() as connection:
        assert guards.missing(connection) == []
