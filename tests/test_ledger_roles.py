"""Several users of one PostgreSQL: what each role may do, what it is refused, and lost connections.

Owner, writer and reader are made by `medel init --roles`; each test logs in as one of them.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import books
import postgres
import psycopg
import pytest
from books import Said, found, imported_batch, medel, minutes
from sqlalchemy import Connection, Engine, event, text

from ledger.storage import chain
from ledger.storage.store import new_book, open_book
from ledger.storage.tables import SEALED, events, head, metadata

ROLES = ("owner", "writer", "reader")
FIRST = found("Beslut: Falu kommun fakturerar 100 kr.", 100, "100 kr", payer="Region Dalarna",
              payee="Falu kommun", fund="Länsgemensamma medel")  # fmt: skip
TEXT = """\
Ledningsgrupp för samverkan i Dalarna

Anteckningar 2024-04-12

1. Länsgemensamma medel 2024

Beslut: Falu kommun fakturerar Region Dalarna {sum} kr.
"""
POST = ("post", "--kind", "received", "--amount", "10", "--payer", "Socialstyrelsen",
        "--payee", "Region Dalarna", "--fund", "Länsgemensamma medel", "--year", "2024",
        "--paper", "brev")  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """A book with roles, and its URL for a member of each."""

    db: str
    owner: str
    writer: str
    reader: str


@pytest.fixture
def shared(postgresql: postgres.Server, postgresql_db: str, tmp_path: Path) -> Iterator[Shared]:
    imported_batch(postgresql_db, minutes(FIRST, found("Övrigt.")))
    said = medel("init", "--roles", db=postgresql_db)
    assert (said.code, said.stderr) == (0, "")
    tag = uuid.uuid4().hex[:8]
    people = {role: f"medel_test_{role}_{tag}" for role in ROLES}
    for role, name in people.items():
        postgresql.run(f"CREATE ROLE {name} LOGIN IN ROLE medel_{role}")
    urls = {
        role: postgresql_db.replace("://medel@", f"://{name}@") for role, name in people.items()
    }
    yield Shared(postgresql_db, **urls)
    for name in people.values():
        postgresql.run(f"DROP ROLE {name}")


def test_a_writer_keeps_the_book(shared: Shared, tmp_path: Path) -> None:
    path = tmp_path / "protokoll.txt"
    path.write_text(TEXT.format(sum="450"), "utf-8")
    for words in (
        ("import", path), ("inbox", "accept", "1"), ("inbox", "reject", "2", "--why", "x"), POST,
        ("correct", "1", "--reason", "fel"), ("undo", "2"), ("journal",), ("balances",),
        ("body", "add", "Nytt förbund", "--kind", "association"), ("check",), ("inbox",),
        ("report", "year", "2024"), ("export", tmp_path / "arkiv"), ("trace", "1"),
        ("undo", "list"), ("init",),
    ):  # fmt: skip
        said = medel(*words, db=shared.writer)
        assert (said.code, said.stderr) == (0, ""), words
    assert medel("check", db=shared.db) == Said(0, "", "")


def test_a_reader_reads(shared: Shared, tmp_path: Path) -> None:
    for words in (
        ("journal",), ("balances",), ("inbox",), ("check",), ("report", "year", "2024"),
        ("export", tmp_path / "arkiv"), ("backup", tmp_path / "kopia"), ("body", "list"),
        ("undo", "list"), ("init",),
    ):  # fmt: skip
        said = medel(*words, db=shared.reader)
        assert (said.code, said.stderr) == (0, ""), words
    assert medel("restore", tmp_path / "kopia", db=str(tmp_path / "åter.db")).code == 0


@pytest.mark.parametrize(
    ("role", "words"),
    [
        *(("reader", words) for words in (
            POST, ("inbox", "accept", "1"), ("inbox", "reject", "1", "--why", "x"),
            ("undo",), ("body", "add", "Nytt förbund"), ("init", "--repair"), ("init", "--roles"),
        )),
        ("writer", ("init", "--repair")),
        ("writer", ("init", "--roles")),
    ],
)  # fmt: skip
def test_what_a_role_may_not_is_refused_in_words(
    role: str, words: tuple[str, ...], shared: Shared
) -> None:
    before = books.dump(shared.db)
    said = medel(*words, db=getattr(shared, role))
    assert said.code == 3
    assert "does not let you do this" in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert books.dump(shared.db) == before


def test_the_owner_mends_the_guards(shared: Shared) -> None:
    with psycopg.connect(shared.db) as other:
        other.execute("DROP TRIGGER entries_no_change ON entries")
    assert medel("check", db=shared.reader).code == 1
    assert medel("init", "--repair", db=shared.owner).code == 0
    assert medel("check", db=shared.reader) == Said(0, "", "")


@pytest.mark.parametrize("role", ["writer", "reader"])
def test_past_the_program_nothing_can_be_changed(role: str, shared: Shared) -> None:
    """Not by the guards, but because the role has no right to: on every table, every way."""
    url = getattr(shared, role)
    for table in metadata.tables.values():
        column = next(c.name for c in table.columns if c.name != "id")
        for statement in (
            f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}",  # noqa: S608
            f"TRUNCATE {table}", f"DROP TABLE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        ):  # fmt: skip
            if table is head and role == "writer" and statement.startswith("UPDATE"):
                continue  # its trigger lets it only move forward
            said = refusal(url, statement)
            assert "permission denied" in said or "must be owner" in said, statement
    for statement in (
        "SET session_replication_role = replica", "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = '0999'", "INSERT INTO head VALUES (2, 0, '')",
        "CREATE OR REPLACE FUNCTION medel_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$",
    ):  # fmt: skip
        assert refusal(url, statement), statement


def test_a_reader_cannot_add(shared: Shared) -> None:
    for table in (*SEALED, events):
        said = refusal(shared.reader, f"INSERT INTO {table} (id) VALUES (1000000)")  # noqa: S608
        assert "permission denied" in said, table


def test_a_stranger_sees_nothing(shared: Shared, postgresql: postgres.Server) -> None:
    name = f"medel_test_{uuid.uuid4().hex[:8]}"
    postgresql.run(f"CREATE ROLE {name} LOGIN")
    try:
        said = medel("journal", db=shared.db.replace("://medel@", f"://{name}@"))
        assert said.code == 3
        assert said.stdout == ""
        assert len(said.stderr.splitlines()) == 1
    finally:
        postgresql.run(f"DROP ROLE {name}")


def test_roles_are_for_postgresql(sqlite_db: str) -> None:
    before = books.dump(sqlite_db)
    said = medel("init", "--roles", db=sqlite_db)
    assert (said.code, "PostgreSQL" in said.stderr) == (2, True)
    assert books.dump(sqlite_db) == before


def test_roles_may_be_given_again(shared: Shared) -> None:
    for db in (shared.db, shared.owner):
        assert medel("init", "--roles", db=db).code == 0
        assert medel(*POST, db=shared.writer).code == 0


def refusal(url: str, statement: str) -> str:
    with psycopg.connect(url) as other:
        try:
            other.execute(statement.encode())
        except psycopg.Error as error:
            return str(error)
        finally:
            other.rollback()
    return ""


# -- Passwords -----------------------------------------------------------------------------------

SECRET = "hemligt"  # noqa: S105
URLS = [
    f"postgresql://medel:{SECRET}@127.0.0.1:1/bok",
    f"postgresql://medel:{SECRET}@127.0.0.1:port/bok",
    f"postgresql://medel:p@{SECRET}@127.0.0.1/bok",
    f"postgresql://medel:p:{SECRET}@127.0.0.1:1/bok",
    f"postgresql://medel@127.0.0.1:1/bok?password={SECRET}",
    f"postgresql://medel@127.0.0.1:1/bok?sslpassword={SECRET}",
    f"postgresql://medel:{SECRET}@@/bok",
    f"postgresql://medel:{SECRET}",
    f"mysql://medel:{SECRET}@127.0.0.1/bok",
]
WORDS = (["journal"], ["init"], ["check"], ["init", "--roles"], ["backup"], ["export", "ut"],
         ["restore", "in"], ["journal", "--help"])  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_a_password_is_never_printed(url: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    for words in WORDS:
        said = medel(*words, db=url)
        assert SECRET not in said.both, words
        assert said.code in {0, 2, 3}, said
        os.environ["MEDEL_DB"] = url
        assert SECRET not in medel(*words).both, words
        del os.environ["MEDEL_DB"]
    assert not any(SECRET in path.name for path in tmp_path.rglob("*"))


def test_a_password_is_neither_in_the_book_nor_in_an_export(
    postgresql_db: str, tmp_path: Path
) -> None:
    db = postgresql_db.replace("://medel@", f"://medel:{SECRET}@")
    assert medel("init", "--roles", db=db).code == 0
    assert SECRET not in medel("init", db=db).both
    assert medel("export", tmp_path / "ut", db=db).code == 0
    for path in (tmp_path / "ut").rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()


# -- A connection that is lost -------------------------------------------------------------------


def cut(connection: Connection, db: str) -> None:
    """End this connection from another one, as an administrator may."""
    pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(db, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone():
            pass


@pytest.fixture
def prepared(postgresql_db: str, tmp_path: Path) -> str:
    imported_batch(postgresql_db, minutes(FIRST, found("Övrigt.")))
    books.posted(postgresql_db, 30)
    (tmp_path / "a.txt").write_text(TEXT.format(sum="450"), "utf-8")
    return postgresql_db


COMMANDS: dict[str, Callable[[Path], list[str | Path]]] = {
    "import": lambda folder: ["import", folder / "a.txt"],
    "accept": lambda _folder: ["inbox", "accept", "1"],
    "reject": lambda _folder: ["inbox", "reject", "1", "2", "--why", "x"],
    "post": lambda _folder: list(POST),
    "correct": lambda _folder: ["correct", "1", "--reason", "fel", "--amount", "31"],
    "close": lambda _folder: ["close", "2024", "--even-if", "provas"],
    "undo": lambda _folder: ["undo"],
    "body add": lambda _folder: ["body", "add", "Nytt förbund", "--alias", "NF"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_connection_lost_in_the_middle_leaves_nothing_half_done(
    command: str, prepared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut before the first write, before the second and so on, until the command gets through."""
    before = books.dump(prepared)
    add_rows = chain.Act.add_rows
    left = [0]

    def until_cut(made: chain.Act, *args: Any) -> range:
        if left[0] == 0:
            cut(made.connection, prepared)
        left[0] -= 1
        return add_rows(made, *args)

    cuts = 0
    for moment in range(10):
        left[0] = moment
        with monkeypatch.context() as patched:
            patched.setattr(chain.Act, "add_rows", until_cut)
            said = medel(*COMMANDS[command](tmp_path), db=prepared)
        if said.code == 0:
            break
        assert said.code == 3, said
        assert "cannot be reached. Nothing was stored" in said.stderr
        assert "***" not in said.stderr
        assert books.dump(prepared) == before
        cuts += 1
    assert cuts > 0
    assert medel("check", db=prepared) == Said(0, "", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_connection_lost_at_the_very_end_is_told_as_it_is(
    command: str, prepared: str, tmp_path: Path
) -> None:
    before = books.dump(prepared)

    def at_commit(connection: Connection) -> None:
        if connection.get_execution_options().get("medel_write"):
            cut(connection, prepared)

    event.listen(Engine, "commit", at_commit)
    try:
        said = medel(*COMMANDS[command](tmp_path), db=prepared)
    finally:
        event.remove(Engine, "commit", at_commit)
    assert said.code == 3, said
    assert "lost at the moment of storing" in said.stderr
    assert books.dump(prepared) == before
    assert medel(*COMMANDS[command](tmp_path), db=prepared).code == 0
    assert medel("check", db=prepared) == Said(0, "", "")


def test_a_connection_lost_while_answers_are_read(prepared: str, tmp_path: Path) -> None:
    import openpyxl

    sheet = tmp_path / "granskning.xlsx"
    assert medel("report", "inbox", "-o", sheet, db=prepared).code == 0
    workbook = openpyxl.load_workbook(sheet)
    workbook.active.cell(3, 2).value = "godkänn"
    workbook.save(sheet)
    before = books.dump(prepared)
    heard = []

    def at_savepoint(connection: Connection, _name: str) -> None:
        heard.append(1)
        cut(connection, prepared)

    event.listen(Engine, "savepoint", at_savepoint)
    try:
        said = medel("import", sheet, db=prepared)
    finally:
        event.remove(Engine, "savepoint", at_savepoint)
    assert heard
    assert (said.code, "cannot be reached" in said.stderr) == (3, True), said
    assert books.dump(prepared) == before
    assert medel("import", sheet, db=prepared).code == 0


def test_a_connection_lost_while_a_book_is_built(
    postgresql: postgres.Server, prepared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert medel("export", tmp_path / "arkiv", db=prepared).code == 0
    url = postgresql.new_database()
    try:
        with monkeypatch.context() as patched:
            verify = chain.verify

            def cut_first(connection: Connection) -> list[str]:
                cut(connection, url)
                return verify(connection)

            patched.setattr(chain, "verify", cut_first)
            said = medel("restore", tmp_path / "arkiv", db=url)
        assert (said.code, "Nothing was stored" in said.stderr) == (3, True)
        with new_book(url).reading() as connection:
            assert not connection.execute(
                text("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
            ).all()
        assert medel("restore", tmp_path / "arkiv", db=url).code == 0
        assert open_book(url)
    finally:
        postgresql.drop(url)
