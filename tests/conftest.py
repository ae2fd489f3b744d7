"""What the tests share: a fresh book for each, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import books
import postgres
import pytest

from ledger.messages import use_language

# A shell that starts the tests in the background has Ctrl-C ignored, also for all they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _a_user_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MEDEL_")]:
        if name != "MEDEL_TEST_PG":
            monkeypatch.delenv(name)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    # Wherever the tests are run, nothing of theirs is on a network share.
    monkeypatch.setattr("ledger.storage.network_share.MOUNTS", Path(os.devnull))
    monkeypatch.setenv("LANGUAGE", "en")
    use_language("en")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """The one PostgreSQL of this test run; whoever asks is skipped, in words, where none is."""
    reason = postgres.why_not()
    if reason:
        pytest.skip(reason)
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    server = postgres.lease(shared)
    yield server
    postgres.release(shared)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "book.db"
    _new_book(str(path))
    return path


@pytest.fixture(scope="session")
def _postgresql_template(postgresql: postgres.Server) -> Iterator[str]:
    url = postgresql.new_database()
    _new_book(url)
    yield postgres.name_of(url)
    postgresql.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def db(kind_of_database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A new book, on SQLite and on PostgreSQL."""
    name = "sqlite_db" if kind_of_database == "sqlite" else "postgresql_db"
    yield request.getfixturevalue(name)


@pytest.fixture
def empty_db(
    kind_of_database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A place where no book is yet, on SQLite and on PostgreSQL."""
    if kind_of_database == "sqlite":
        yield str(tmp_path / "empty.db")
        return
    server: postgres.Server = request.getfixturevalue("postgresql")
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
def sqlite_db(_sqlite_template: Path, tmp_path: Path) -> str:
    """A new book in a file."""
    return shutil.copy(_sqlite_template, tmp_path / "book.db").as_posix()


@pytest.fixture
def postgresql_db(postgresql: postgres.Server, _postgresql_template: str) -> Iterator[str]:
    """A new book in a PostgreSQL database."""
    url = postgresql.new_database(_postgresql_template)
    yield url
    postgresql.drop(url)


def _new_book(db: str) -> None:
    from ledger.safekeeping.migrate import create
    from ledger.storage.store import new_book

    create(new_book(db), books.BY, str(uuid.uuid4()))
