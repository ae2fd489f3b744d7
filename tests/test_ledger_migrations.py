"""Migrations: the tables are those the program thinks they are, and nothing happens silently."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import books
import psycopg
import pytest
from books import Said, medel

from ledger.safekeeping import migrate
from ledger.storage import guards, store
from ledger.storage.store import new_book, open_book
from ledger.storage.tables import metadata

NEXT = "0004"
NEXT_REVISION = '''
"""A later version adds a column to funds, through alembic's batch mode (which drops triggers)."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0004", "0003", None, None

def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("fund_years", recreate="always" if sqlite else "never") as table:
        table.add_column(sa.Column("note", sa.Text()))
    {more}
'''


def run(db: str, statement: str) -> None:
    if books.is_sqlite(db):
        with sqlite3.connect(db) as connection:
            connection.execute(statement)
    else:
        with psycopg.connect(db) as other:
            other.execute(statement)


@pytest.fixture
def later_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Make this program a later version of itself, with one more migration."""

    def become(more: str = "") -> None:
        versions = tmp_path / "migrations"
        if not versions.exists():
            shutil.copytree(migrate.VERSIONS, versions)
        (versions / "versions" / "0004_later.py").write_text(NEXT_REVISION.format(more=more))
        monkeypatch.setattr(migrate, "VERSIONS", versions)
        monkeypatch.setattr(migrate, "SCHEMA_REVISION", NEXT)
        monkeypatch.setattr(store, "SCHEMA_REVISION", NEXT)

    return become


def test_the_migrated_tables_are_those_of_the_program(db: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with open_book(db).reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_book_of_a_newer_version_is_refused_in_words(db: str) -> None:
    run(db, "UPDATE alembic_version SET version_num = '0999'")
    for command in ("journal", "check", "inbox", "init"):
        said = medel(command, db=db)
        assert said.code == 3
        assert said.stdout == ""
        assert "newer version" in said.stderr
        assert len(said.stderr.splitlines()) == 1
    assert medel("init", "--upgrade", db=db).code == 3


def test_an_older_book_is_refused_until_someone_says_so(
    db: str, later_version: Callable[[], None]
) -> None:
    books.posted(db, 100)
    later_version()
    for command in ("journal", "check", "inbox"):
        said = medel(command, db=db)
        assert said.code == 3
        assert "older version" in said.stderr
        assert "medel init --upgrade" in said.stderr
    said = medel("init", db=db, ask="n\n")
    assert said.code == 3
    assert "Not upgraded" in said.stderr
    assert medel("journal", db=db).code == 3  # still not


@pytest.mark.parametrize("how", ["asked", "told"])
def test_an_upgrade_keeps_the_guards_and_a_copy(
    how: str, db: str, later_version: Callable[[], None]
) -> None:
    books.posted(db, 100)
    head = books.dump(db)["head"]
    later_version()
    said = medel("init", db=db, ask="y\n") if how == "asked" else medel("init", "--upgrade", db=db)
    assert said.code == 0, said
    with open_book(db).reading() as connection:
        assert guards.missing(connection) == []
    last = books.dump_of(db, "events")[-1]
    assert last[3:5] == ("upgraded", '{"from":"0003","to":"0004"}')
    if books.is_sqlite(db):
        copies = list(Path(db).parent.glob("*.bak"))
        assert len(copies) == 1
        with sqlite3.connect(copies[0]) as copy:
            assert list(copy.execute("SELECT * FROM head")) == head
            assert list(copy.execute("SELECT version_num FROM alembic_version")) == [("0003",)]
    assert "already" in medel("init", db=db).stdout


def test_a_copy_from_before_is_never_written_over(
    sqlite_db: str, later_version: Callable[[], None]
) -> None:
    copy = Path(f"{sqlite_db}.0003.bak")
    copy.write_text("kept from another time")
    later_version()
    assert medel("init", "--upgrade", db=sqlite_db).code == 0
    assert copy.read_text() == "kept from another time"
    assert len(list(copy.parent.glob("*.bak"))) == 2


def test_an_upgrade_that_fails_leaves_the_book_as_it_was(
    db: str, later_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    books.posted(db, 100)
    before = books.dump(db)
    with monkeypatch.context():
        later_version('raise RuntimeError("the migration fails half way")')
        with pytest.raises(RuntimeError):
            medel("init", "--upgrade", db=db)
    assert store.revision(new_book(db)) == "0003"
    monkeypatch.setattr(store, "SCHEMA_REVISION", "0003")
    assert books.dump(db) == before
    assert medel("check", db=db) == Said(0, "", "")


def test_init_on_a_book_leaves_it_byte_for_byte(sqlite_db: str) -> None:
    books.posted(sqlite_db, 100)
    before = Path(sqlite_db).read_bytes()
    for args in (["init"], ["init", "--upgrade"], ["check"], ["journal"]):
        assert medel(*args, db=sqlite_db).code == 0
    assert Path(sqlite_db).read_bytes() == before


def test_init_on_a_book_changes_nothing(db: str) -> None:
    books.posted(db, 100)
    before = books.dump(db)
    said = medel("init", db=db)
    assert (said.code, "already" in said.stdout) == (0, True)
    assert books.dump(db) == before


@pytest.mark.parametrize("args", [["init"], ["init", "--upgrade"], ["init", "--repair"], ["check"]])
def test_another_programs_database_is_left_alone(args: list[str], empty_db: str) -> None:
    run(empty_db, "CREATE TABLE customers (id INTEGER)")
    before = Path(empty_db).read_bytes() if books.is_sqlite(empty_db) else b""
    said = medel(*args, db=empty_db)
    assert said.code == 3
    assert len(said.stderr.splitlines()) == 1
    if books.is_sqlite(empty_db):
        assert Path(empty_db).read_bytes() == before
        assert [p.name for p in Path(empty_db).parent.iterdir()] == [Path(empty_db).name]


def test_a_book_can_be_made_in_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "new.db").touch()
    assert medel("init", db=str(tmp_path / "new.db")).code == 0
    assert medel("check", db=str(tmp_path / "new.db")) == Said(0, "", "")


def test_a_new_book_in_a_folder_with_an_awkward_name(tmp_path: Path) -> None:
    for name in ("med mellanslag", "å ä ö", "100%", "a?b#c", "'; DROP TABLE entries;--"):
        folder = tmp_path / name
        folder.mkdir()
        db = str(folder / "bok.db")
        assert medel("init", db=db).code == 0, name
        assert medel("check", db=db) == Said(0, "", ""), name
        assert (folder / "bok.db").is_file()
