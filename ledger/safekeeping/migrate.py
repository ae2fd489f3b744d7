"""Make a new book, or bring an older one to this program's revision.

    create(new_book("medelsbok.db"), "ekonom")      # tables, guards, known bodies and funds
    upgrade(new_book("medelsbok.db"), "ekonom")     # only when the user asks for it

Either all of it is stored or nothing. Before an upgrade a SQLite book is copied beside itself.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from ledger.errors import CannotStore, Refused
from ledger.grants.funds import add_known_funds
from ledger.messages import _
from ledger.parties.bodies import add_known_bodies
from ledger.parties.names import Names
from ledger.storage import guards
from ledger.storage.chain import act, begin_chain
from ledger.storage.store import Book, newer_book, revision
from ledger.storage.tables import SCHEMA_REVISION, head

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = Path(__file__).parent / "migrations"
ROLES = Path(__file__).parents[1] / "data" / "roles.sql"


def state_of(book: Book) -> str:
    """What there is at the book's place: `none`, `current`, `older` or `newer`."""
    if book.engine.dialect.name == "sqlite" and not Path(book.place).is_file():
        return "none"
    found = revision(book)
    if found is None:
        _refuse_foreign(book)
        return "none"
    if found == SCHEMA_REVISION:
        return "current"
    return "older" if found < SCHEMA_REVISION else "newer"


def create(book: Book, actor: str, book_id: str) -> None:
    """Make an empty book with the shipped bodies and funds. Raises Refused where one is there."""
    taken = Refused(_("There is a book already; it is left as it is."), place=book.place)
    if state_of(book) != "none":
        raise taken
    names = Names.shipped()
    with book.writing(first=True) as connection:
        if inspect(connection).has_table(head.name):  # made while we stood in line
            raise taken
        make_tables(connection)
        begin_chain(connection)
        with act(connection, actor, "created", {"book": book_id}) as made:
            add_known_bodies(made, names.bodies)
            add_known_funds(made, names.funds)


def upgrade(book: Book, actor: str) -> Path | None:
    """Bring an older book to `SCHEMA_REVISION`; returns the copy taken before, on SQLite."""
    state = state_of(book)
    if state == "newer":
        raise newer_book(book)
    if state != "older":
        raise Refused(_("The book needs no upgrade."), place=book.place)
    found = revision(book)
    copy = _copy_beside(book, f"{found}")
    with book.writing() as connection:
        make_tables(connection)
        with act(connection, actor, "upgraded", {"from": found, "to": SCHEMA_REVISION}):
            pass
    return copy


def repair(book: Book, actor: str) -> None:
    """Put the database's guards back, and say so in the event log."""
    with book.writing() as connection:
        gone = guards.missing(connection)
        guards.install(connection)
        with act(connection, actor, "guards put back", {"missing": gone}):
            pass


def give_roles(book: Book, actor: str) -> None:
    """Make the roles of `data/roles.sql` on PostgreSQL, and say so in the event log."""
    if book.engine.dialect.name != "postgresql":
        raise Refused(
            _("Roles belong to a book in PostgreSQL."),
            place=book.place,
            next_step=_("Who may write a file is a matter of the disk."),
        )
    script = ROLES.read_text(encoding="utf-8")
    with book.writing() as connection:
        # As it stands, past SQLAlchemy: several statements, with the % of PostgreSQL's own format.
        try:
            connection.connection.cursor().execute(script)
        except book.engine.dialect.loaded_dbapi.Error as error:
            raise DBAPIError("roles.sql", None, error) from error
        with act(connection, actor, "roles given"):
            pass


def make_tables(connection: Connection) -> None:
    """The tables and guards of `SCHEMA_REVISION`, whether none are there or older ones."""
    from alembic import command

    command.upgrade(_config(connection), "head")
    guards.install(connection)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_foreign(book: Book) -> None:
    """A database with tables that are not ours is somebody else's: nothing is made in it."""
    with book.reading() as connection:
        tables = inspect(connection).get_table_names()
    if tables:
        raise CannotStore(
            _("The database holds other tables ({tables}); a book needs one of its own.").format(
                tables=", ".join(sorted(tables)[:3])
            ),
            place=book.place,
        )


def _copy_beside(book: Book, label: str) -> Path | None:
    if book.engine.dialect.name != "sqlite":
        return None
    names = (f"{book.place}.{label}{n}.bak" for n in chain([""], map(".{}".format, count(2))))
    copy = next(path for path in map(Path, names) if not path.exists())
    try:
        with closing(sqlite3.connect(book.place)) as source, closing(sqlite3.connect(copy)) as kept:
            source.backup(kept)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise CannotStore(
            _("No copy of the book could be made ({why}).").format(why=error),
            place=str(copy),
            next_step=_("The book is as it was."),
        ) from error
    return copy
