"""Where a book is kept: one SQLite file, or a PostgreSQL database by URL; the same code for both.

    with open_book("medelsbok.db").reading() as connection: ...
    with open_book("postgresql://host/medel").writing() as connection: ...

A reader sees one consistent state. Writers stand in line: SQLite by BEGIN IMMEDIATE, PostgreSQL by
a lock on the row in `head`; so numbers are unbroken and nothing is lost when many write at once.
Everything a command writes is one transaction: all of it is stored or nothing is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    PendingRollbackError,
)
from sqlalchemy.pool import NullPool

from ledger.errors import CannotStore, Refused, WrongUse
from ledger.messages import _
from ledger.storage.guards import YEAR_NOT_OPEN
from ledger.storage.tables import SCHEMA_REVISION, head

BUSY_TIMEOUT_SECONDS = 60  # how long a writer waits in line on SQLite
WRITER_CACHE_KIB = 64 * 1024  # of pages in memory on SQLite, where so many are touched
_WRITE = "medel_write"
_FIRST = "medel_first"
_FIRST_LOCK = 0x4D4544454C  # "MEDEL"


@dataclass(frozen=True, slots=True)
class Book:
    """A book that is there and of the revision this program knows."""

    engine: Engine
    place: str  # the file, or the URL without its password

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and writes nothing."""
        with _told(self.place), self.engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                )
            yield connection

    @contextmanager
    def writing(self, *, first: bool = False) -> Iterator[Connection]:
        """A connection whose turn it is to write; commits at the end, or nothing is stored.

        `first`: the book is being made, so there is no head to stand in line for yet; those who
        make one at the same moment wait for each other by a number of our own.
        """
        with _told(self.place), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITE: True, _FIRST: first})
            with _told_of_commit(self.place) as ready, connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
                    in_line = select(func.pg_advisory_xact_lock(_FIRST_LOCK))
                    connection.execute(in_line if first else select(head.c.event).with_for_update())
                try:
                    yield connection
                except KeyboardInterrupt:
                    # In the midst of a command PostgreSQL takes no other, not even to roll back:
                    # without its connection it takes the transaction back by itself.
                    if connection.dialect.name == "postgresql":
                        connection.invalidate()
                    raise
                ready.append(True)


def open_book(db: str) -> Book:
    """The book at `db`, a path or a URL. Raises CannotStore at none, an older or a newer one."""
    book = _book(db)
    _must_exist(db, book)
    found = revision(book)
    if found is None:
        raise CannotStore(
            _("This is not a book of Medelsbok."),
            place=book.place,
            next_step=_("Run “medel init” to start one, or name another with --db."),
        )
    if found < SCHEMA_REVISION:
        raise CannotStore(
            _("The book was made by an older version of the program."),
            place=book.place,
            next_step=_("Take a copy of it and run “medel init --upgrade”."),
        )
    if found > SCHEMA_REVISION:
        raise newer_book(book)
    return book


def new_book(db: str) -> Book:
    """The book at `db` whether or not it is there yet, for `migrate`."""
    book = _book(db)
    url = book.engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).parent
        if not folder.is_dir():
            raise CannotStore(_("The folder does not exist."), place=str(folder))
    return book


def revision(book: Book) -> str | None:
    """The book's revision; None where the tables are not there."""
    with book.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newer_book(book: Book) -> CannotStore:
    """The error for a book that a later version of the program has made."""
    return CannotStore(
        _("The book was made by a newer version of the program."),
        place=book.place,
        next_step=_("Install the newer version; this one leaves the book as it is."),
    )


def _book(db: str) -> Book:
    url = _url(db)
    return Book(_engine(url), _place(url))


def _url(db: str) -> URL:
    if db.strip() in {"", ":memory:"}:
        raise WrongUse(
            _("A book is kept in a file or a database."),
            next_step=_("Name one with --db, or leave --db out."),
        )
    if "://" not in db:
        return URL.create("sqlite", database=db)
    unreadable = WrongUse(
        _("The address of the database cannot be read."),
        next_step=_("In a password, write @ as %40, : as %3A and / as %2F."),
    )
    try:
        url = make_url(db)
    except (ArgumentError, ValueError):  # what they say could hold a part of the password
        raise unreadable from None
    if "@" in f"{url.host}{url.database}":
        raise unreadable
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return _url(url.database or "")
    if url.get_backend_name() != "postgresql":
        raise WrongUse(
            _("“{name}” is not a database Medelsbok can use.").format(name=url.drivername),
            next_step=_("Name a file, or a URL that begins with postgresql://."),
        )
    return url


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    said = {key: value for key, value in url.query.items() if "password" not in key.lower()}
    return url.set(query=said).render_as_string(hide_password=True)


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite_engine(url)
        return create_engine(url, poolclass=NullPool)
    except (NoSuchModuleError, ModuleNotFoundError):
        raise CannotStore(
            _("The part that speaks with PostgreSQL is not installed."),
            next_step=_("Install it: pip install 'medelsbok[postgres]'."),
        ) from None


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        # Python's own transaction handling lets DDL commit by itself; we begin ourselves instead.
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "synchronous=FULL",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(_FIRST):  # kept in the file; a file that is no book must not be touched
            connection.connection.cursor().execute("PRAGMA journal_mode=WAL")
        writes = options.get(_WRITE)
        if writes:
            # The keys of a register come in no order: its index should be at hand. And where there
            # is a trigger, SQLite keeps what each row changes until it is in: not in a file.
            connection.exec_driver_sql(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
            connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _must_exist(db: str, book: Book) -> None:
    if book.engine.dialect.name == "sqlite" and not Path(book.place).is_file():
        raise CannotStore(
            _("There is no book here."),
            place=book.place,
            next_step=_("Run “medel init” to start one, or name another with --db."),
        )


@contextmanager
def _told_of_commit(place: str) -> Iterator[list[bool]]:
    """A connection lost at the very end: nobody knows whether it was stored, so that is said."""
    ready: list[bool] = []
    try:
        yield ready
    except DBAPIError as error:
        if ready and _is_lost(error):
            raise CannotStore(
                _("The connection was lost at the moment of storing."),
                place=place,
                next_step=_("All of it was stored or nothing: look in the book before you go on."),
            ) from error
        raise


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Turn what a database driver says into one sentence with the next step."""
    try:
        yield
    except DBAPIError as error:
        raise _in_words(place, error) from error
    except PendingRollbackError as error:  # a lost connection that was asked once more
        raise _not_reached(place) from error


def _in_words(place: str, error: DBAPIError) -> CannotStore | Refused:
    said = str(error.orig)
    for sign, (message, next_step) in _said_by_driver().items():
        if sign in said:
            return CannotStore(message, place=place, next_step=next_step)
    if YEAR_NOT_OPEN in said:
        return Refused(
            _("The year is closed."), place=place, next_step=_("“medel periods” shows which are.")
        )
    if "the book only grows" in said:
        return Refused(said.splitlines()[0], place=place)
    if _is_lost(error):
        return _not_reached(place)
    return CannotStore(
        _("The database refused: {said}").format(said=said.splitlines()[0] if said else ""),
        place=place,
        next_step=_("Nothing was stored."),
    )


def _is_lost(error: DBAPIError) -> bool:
    return error.connection_invalidated or "connection" in str(error.orig).lower()


def _not_reached(place: str) -> CannotStore:
    return CannotStore(
        _("The database cannot be reached."),
        place=place,
        next_step=_("Nothing was stored; try again when it answers."),
    )


def _said_by_driver() -> dict[str, tuple[str, str]]:
    nothing = _("Nothing was stored.")
    not_yours = (
        _("Your role in the database does not let you do this."),
        _("Nothing was stored. Ask whoever keeps the book."),
    )
    return {
        "permission denied": not_yours,
        "must be owner": not_yours,
        "database or disk is full": (_("The disk is full."), nothing),
        "disk I/O error": (_("The disk could not be written."), nothing),
        "readonly database": (_("The file may not be written."), nothing),
        "unable to open database file": (
            _("The file cannot be opened."),
            _("Check that the folder exists and that you may write in it."),
        ),
        "file is not a database": (
            _("This is not a book of Medelsbok."),
            _("Name another file with --db."),
        ),
        "database is locked": (
            _("Others have been writing in the book for a long time."),
            _("Nothing was stored; try again."),
        ),
        "Could not decode": (
            _("The file is damaged."),
            _("“medel check” says where; take back a copy of it from before."),
        ),
        "malformed": (
            _("The file is damaged."),
            _("Take back a copy of it from before."),
        ),
    }
