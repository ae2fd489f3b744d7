"""The database itself refuses: UPDATE, DELETE, REPLACE and TRUNCATE on every sealed table."""

# ruff: noqa: S608  statements made of our own table names
from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import books
import psycopg
import pytest
from books import Said, medel
from sqlalchemy import Table

from ledger.storage.guards import GUARDED, install, missing
from ledger.storage.store import open_book
from ledger.storage.tables import SEALED, events, head

ALL = (*SEALED, events, head)


@pytest.fixture
def filled(db: str) -> str:
    """A book with a row in every table."""
    row = books.found(
        "Beslut: Falu kommun fakturerar Region Dalarna 100 kr.", 100, "100 kr",
        payer="Region Dalarna", payee="Falu kommun", fund="Länsgemensamma medel",
    )  # fmt: skip
    days = [date(2024, month, 6) for month in (8, 9, 10, 11)]
    books.imported(db, *(books.minutes(row, name=f"{day}.txt", date=day) for day in days))
    # The first two sources are those whose import is undone in `fill_the_rest`.
    assert medel("inbox", "accept", 3, 4, db=db).code == 0
    books.fill_the_rest(db)
    return db


def refusal(db: str, statement: str) -> str:
    """What the database says to a statement that goes past the program; empty where it lets it."""
    if books.is_sqlite(db):
        connection: Any = sqlite3.connect(db, isolation_level=None)  # plain: no pragma of ours
    else:
        connection = psycopg.connect(db, autocommit=True)
    try:
        connection.execute(statement)
    except (sqlite3.DatabaseError, psycopg.Error) as error:
        return str(error)
    finally:
        connection.close()
    return ""


def statements(table: Table, *, sqlite: bool) -> Iterator[str]:
    column = next(c.name for c in table.columns if c.name != "id")
    columns = ", ".join(table.columns.keys())
    yield f"UPDATE {table} SET {column} = {column}"
    yield f"UPDATE {table} SET id = id + 1000000"
    yield f"DELETE FROM {table}"
    if sqlite:
        yield f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
        yield f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} LIMIT 1"
        yield f"UPDATE OR REPLACE {table} SET id = (SELECT min(id) FROM {table})"
        yield (
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
            f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"
        )
        for index in table.indexes:
            if index.unique:  # another number, the same key: the old row would have to go
                others = ", ".join(column.name for column in table.columns if column.name != "id")
                yield (
                    f"INSERT OR REPLACE INTO {table} (id, {others}) "
                    f"SELECT 999999, {others} FROM {table} LIMIT 1"
                )
        yield (
            f"INSERT OR REPLACE INTO {table} (rowid, {columns}) "
            f"SELECT id, {columns} FROM {table} LIMIT 1"
        )
    else:
        yield f"TRUNCATE {table} CASCADE"
        yield (
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}"
        )


@pytest.mark.parametrize("table", ALL, ids=str)
def test_no_statement_changes_or_removes_a_row(table: Table, filled: str) -> None:
    before = books.dump(filled)
    for statement in statements(table, sqlite=books.is_sqlite(filled)):
        said = refusal(filled, statement)
        assert "the book only grows" in said or "UNIQUE" in said, f"{statement}: {said}"
    assert books.dump(filled) == before
    assert books.findings(filled) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO head (id, event, hash) VALUES (2, 1, 'x')",
        "UPDATE head SET event = event + 2",
        "UPDATE head SET event = event - 1",
        "DELETE FROM head",
    ],
)
def test_the_head_only_moves_forward_by_one(statement: str, filled: str) -> None:
    assert refusal(filled, statement)


def test_a_refused_statement_of_ours_is_told_in_words(filled: str) -> None:
    from sqlalchemy import text

    from ledger.errors import Refused

    with pytest.raises(Refused), open_book(filled).writing() as connection:
        connection.execute(text("UPDATE entries SET amount = 1"))


def test_every_sealed_table_is_guarded() -> None:
    assert set(GUARDED) == {*SEALED, events}


def triggers(db: str) -> list[tuple[str, str]]:
    """The name and table of every guard in the database."""
    if books.is_sqlite(db):
        with sqlite3.connect(db) as connection:
            query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            return list(connection.execute(query))
    with psycopg.connect(db) as connection:
        query = (
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal "
            "ORDER BY tgname"
        )
        return list(connection.execute(query))


def run(db: str, *statements: str) -> None:
    if books.is_sqlite(db):
        with sqlite3.connect(db) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with psycopg.connect(db) as connection:
        for statement in statements:
            connection.execute(statement)


def test_every_guard_that_is_gone_is_named_and_put_back(db: str) -> None:
    there, book = triggers(db), open_book(db)
    assert len(there) >= 2 * len(ALL)
    for name, table in there:
        run(db, f"DROP TRIGGER {name}" + ("" if books.is_sqlite(db) else f" ON {table}"))
        with book.writing() as connection:
            assert missing(connection) == [name]
            install(connection)
    assert triggers(db) == there
    assert medel("check", db=db) == Said(0, "", "")


def test_all_guards_gone(db: str) -> None:
    there = triggers(db)
    for name, table in there:
        run(db, f"DROP TRIGGER {name}" + ("" if books.is_sqlite(db) else f" ON {table}"))
    said = medel("check", db=db)
    assert said.code == 1
    assert said.stdout.count("init --repair") == len(there)
    assert medel("init", "--repair", db=db).code == 0
    assert medel("check", db=db) == Said(0, "", "")


SAID = "the book only grows: entries cannot be changed or removed"
ALTERED_SQLITE = {
    "it does nothing": "BEFORE UPDATE ON entries BEGIN SELECT 1; END",
    "it never applies": (
        f"BEFORE UPDATE ON entries WHEN 0 BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    ),
    "it ignores instead": "BEFORE UPDATE ON entries BEGIN SELECT RAISE(IGNORE); END",
    "it guards another table": (f"BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, '{SAID}'); END"),
    "it guards one column": (
        f"BEFORE UPDATE OF text ON entries BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    ),
}


@pytest.mark.parametrize("how", ALTERED_SQLITE)
def test_a_guard_that_is_altered_on_sqlite(how: str, sqlite_db: str) -> None:
    run(
        sqlite_db,
        "DROP TRIGGER entries_no_update",
        f"CREATE TRIGGER entries_no_update {ALTERED_SQLITE[how]}",
    )
    assert books.findings(sqlite_db) == ["The guard entries_no_update is missing."]
    assert medel("init", "--repair", db=sqlite_db).code == 0
    assert books.findings(sqlite_db) == []


OTHER = "DROP TRIGGER entries_no_change ON entries; CREATE TRIGGER entries_no_change "
ALTERED_POSTGRESQL = {
    "it is switched off": ["ALTER TABLE entries DISABLE TRIGGER entries_no_change"],
    "it is only for replicas": ["ALTER TABLE entries ENABLE REPLICA TRIGGER entries_no_change"],
    "all are switched off": ["ALTER TABLE entries DISABLE TRIGGER ALL"],
    "it never applies": [
        f"{OTHER} BEFORE DELETE OR UPDATE ON entries FOR EACH ROW WHEN (false) "
        "EXECUTE FUNCTION medel_refuse()"
    ],
    "it only stops updates": [
        f"{OTHER} BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION medel_refuse()"
    ],
    "it guards one column": [
        f"{OTHER} BEFORE DELETE OR UPDATE OF text ON entries FOR EACH ROW "
        "EXECUTE FUNCTION medel_refuse()"
    ],
    "it guards another table": [
        f"{OTHER} BEFORE DELETE OR UPDATE ON fund_years FOR EACH ROW "
        "EXECUTE FUNCTION medel_refuse()"
    ],
    "another function": [
        "CREATE FUNCTION harmless() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        f"{OTHER} BEFORE DELETE OR UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION harmless()",
    ],
}


@pytest.mark.parametrize("how", ALTERED_POSTGRESQL)
def test_a_guard_that_is_altered_on_postgresql(how: str, postgresql_db: str) -> None:
    run(postgresql_db, *ALTERED_POSTGRESQL[how])
    assert "The guard entries_no_change is missing." in books.findings(postgresql_db)
    assert medel("init", "--repair", db=postgresql_db).code == 0
    assert books.findings(postgresql_db) == []
    assert refusal(postgresql_db, "TRUNCATE entries CASCADE")


@pytest.mark.parametrize(
    "body", ["BEGIN RETURN NEW; END", "BEGIN /* RAISE EXCEPTION */ RETURN NEW; END"]
)
def test_a_function_that_refuses_no_more(body: str, postgresql_db: str) -> None:
    run(
        postgresql_db,
        f"CREATE OR REPLACE FUNCTION medel_refuse() RETURNS trigger LANGUAGE plpgsql AS '{body}'",
    )
    names = re.findall(r"The guard (\w+) is missing", "\n".join(books.findings(postgresql_db)))
    others = {"entries_open_year"}  # it calls a function of its own
    assert {*names} == {name for name, _table in triggers(postgresql_db)} - others
    assert medel("init", "--repair", db=postgresql_db).code == 0
    assert books.findings(postgresql_db) == []


def test_the_repair_is_an_event(sqlite_db: str) -> None:
    run(sqlite_db, "DROP TRIGGER entries_no_update")
    medel("init", "--repair", "--by", "kontroller", db=sqlite_db)
    last = books.dump(sqlite_db)["events"][-1]
    assert last[2:5] == ("kontroller", "guards put back", '{"missing":["entries_no_update"]}')
