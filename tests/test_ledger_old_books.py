"""Books of every earlier revision: refused until someone says so, then the same figures.

`data/book-REVISION-*.sql.gz` are a book that the program of that revision made, for each database:
with minutes, entries, corrections and a rejection, from 0002 with registers, terms, a plan, a key,
reviews, a merge, an undone import and a closed year too; `data/book-REVISION-said.json.gz` is
what it said of it.
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
import sqlite3
from pathlib import Path
from typing import Any

import books
import psycopg
import pytest
from books import Said, medel

from ledger.storage import guards
from ledger.storage.store import new_book, open_book, revision
from ledger.storage.tables import SCHEMA_REVISION, SEALED, head

DATA = Path(__file__).parent / "data"
OLD = ("0001", "0002")
# Of a report: the upgrade is an event of its own. Of all: each database has its own book, made when
# that was made.
NOT_THE_SAME = {"head", "version", "reason", "at"}
SUM = re.compile(r"−?\d{1,3}(?:[   ]\d{3})*,\d\d")


def unpacked(name: str) -> str:
    return gzip.decompress((DATA / name).read_bytes()).decode()


@pytest.fixture(params=OLD)
def made_by(request: pytest.FixtureRequest) -> str:
    """The revision of the program that made the book."""
    return str(request.param)


@pytest.fixture
def old(made_by: str, empty_db: str) -> str:
    """A book as the program of that revision left it; its place."""
    kind = "sqlite" if books.is_sqlite(empty_db) else "postgresql"
    script = unpacked(f"book-{made_by}-{kind}.sql.gz")
    if kind == "sqlite":
        connection = sqlite3.connect(empty_db)
        connection.executescript(script)
        connection.close()
    else:
        with psycopg.connect(empty_db) as other:
            other.execute(script.encode())
    return empty_db


@pytest.fixture
def said_then(made_by: str) -> dict[str, str]:
    return dict(json.loads(unpacked(f"book-{made_by}-said.json.gz")))


def missing_in(now: Any, then: Any, at: str = "") -> list[str]:
    """Where `now` does not say what `then` said; what it says besides is its own affair."""
    if isinstance(then, dict):
        return [
            line
            for key, value in then.items()
            if key not in NOT_THE_SAME
            for line in missing_in(now.get(key, "nothing"), value, f"{at}.{key}")
        ]
    if isinstance(then, list):
        if len(now) != len(then):
            return [f"{at}: {len(now)} instead of {len(then)}"]
        pairs = enumerate(zip(now, then, strict=True))
        return [line for n, (a, b) in pairs for line in missing_in(a, b, f"{at}[{n}]")]
    return [] if now == then else [f"{at}: {now!r} instead of {then!r}"]


def test_it_is_refused_until_someone_says_so(old: str, made_by: str) -> None:
    for command in ("journal", "check", "inbox", "export", "undo"):
        words = [command, "x"] if command == "export" else [command]
        said = medel(*words, db=old)
        assert said.code == 3, said
        assert "older version" in said.stderr
    assert revision(new_book(old)) == made_by


def test_upgraded_it_says_what_it_said(old: str, said_then: dict[str, str]) -> None:
    assert medel("init", "--upgrade", "--by", "ekonom", db=old).code == 0
    assert revision(new_book(old)) == SCHEMA_REVISION
    assert medel("check", db=old) == Said(0, "", "")
    compared = 0
    for words, then in said_then.items():
        now = medel(*shlex.split(words), db=old)
        assert now.code == 0, words
        if words.endswith("json"):
            assert missing_in(json.loads(now.stdout), json.loads(then)) == [], words
        else:
            assert set(SUM.findall(then)) <= set(SUM.findall(now.stdout)), words
            compared += len(SUM.findall(then))
    assert compared > 100


def test_upgraded_its_rows_are_those_it_had(old: str) -> None:
    """Every row of every table it had, byte for byte, under the event that made it."""
    names = rows_of_old(old)
    assert medel("init", "--upgrade", db=old).code == 0
    after = books.dump(old)
    for table, rows in names.items():
        if table == head.name:
            assert after[table] != rows
        elif table == "events":
            assert after[table][:-1] == rows
        else:
            assert after[table] == rows, table
    with open_book(old).reading() as connection:
        assert guards.missing(connection) == []
        assert guards.added(connection) == []


def test_upgraded_it_is_guarded_and_goes_on(old: str, tmp_path: Path) -> None:
    assert medel("init", "--upgrade", db=old).code == 0
    books.fill_the_rest(old)
    for table in SEALED:
        with pytest.raises((sqlite3.DatabaseError, psycopg.Error), match="the book only grows"):
            run(old, f"DELETE FROM {table}")  # noqa: S608
    assert books.posted(old, 5) == 13
    assert medel("export", tmp_path / "arkiv", db=old).code == 0
    assert medel("restore", tmp_path / "arkiv", db=str(tmp_path / "åter.db")).code == 0


def test_an_old_book_keeps_a_copy_as_it_was(old: str) -> None:
    if not books.is_sqlite(old):
        pytest.skip("PostgreSQL keeps its own copies")
    before = rows_of_old(old)
    assert medel("init", "--upgrade", db=old).code == 0
    (copy,) = Path(old).parent.glob("*.bak")
    assert rows_of_old(str(copy)) == before


def rows_of_old(db: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table there is, in the order of its number."""
    if books.is_sqlite(db):
        connection: Any = sqlite3.connect(db)
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        connection = psycopg.connect(db)
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    tables = [row[0] for row in connection.execute(query).fetchall()]
    found = {
        table: [tuple(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]  # noqa: S608
        for table in tables
        if table != "alembic_version"
    }
    connection.close()
    return found


def run(db: str, statement: str) -> None:
    if books.is_sqlite(db):
        connection: Any = sqlite3.connect(db)
        try:
            connection.execute(statement)
        finally:
            connection.close()
    else:
        with psycopg.connect(db) as other:
            other.execute(statement.encode())
