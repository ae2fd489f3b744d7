"""A copy of a SQLite book while others write in it, looked through before it is called one.

    kept = backup_file(book, Path("medelsbok-20260131-120000.db"))
    kept.event, kept.hash     # where the copy ends

SQLite's own backup takes one consistent state. A book in PostgreSQL is exported instead.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ledger.errors import CannotStore, Refused
from ledger.messages import _
from ledger.storage.chain import head_of, verify
from ledger.storage.files import move_where_nothing_is
from ledger.storage.store import Book, open_book


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy of a book: where it is, and where its chain ends."""

    place: Path
    event: int
    hash: str


def backup_name(book: Book) -> Path:
    """Beside the book, with the time: `medelsbok-20260131-120000.db`; a folder for PostgreSQL."""
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    if book.engine.dialect.name == "sqlite":
        own = Path(book.place)
        return own.with_name(f"{own.stem}-{stamp}{own.suffix or '.db'}")
    return Path(f"{book.engine.url.database or 'medelsbok'}-{stamp}")


def backup_file(book: Book, target: Path) -> Kept:
    """Copy a SQLite book to `target`, which must not be there. Raises Refused, CannotStore."""
    if target.exists() or target.is_symlink():
        raise _taken(target)
    if not target.parent.is_dir():
        raise CannotStore(
            _("The folder does not exist."),
            place=str(target.parent),
            next_step=_("Make it first, or name another."),
        )
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)
    try:
        _copy(book, beside)
        event, hash_ = _looked_through(beside)
        move_where_nothing_is(beside, target)
    except FileExistsError:
        raise _taken(target) from None
    except (sqlite3.Error, OSError) as error:
        raise CannotStore(
            _("No copy of the book could be made ({why}).").format(why=error),
            place=str(target),
            next_step=_("The book is as it was."),
        ) from error
    finally:
        for left in (beside, Path(f"{beside}-wal"), Path(f"{beside}-shm")):
            left.unlink(missing_ok=True)
    return Kept(target, event, hash_)


def _taken(target: Path) -> Refused:
    return Refused(
        _("There is something here already, and it is not written over."),
        place=str(target),
        next_step=_("Give another name."),
    )


def _copy(book: Book, target: Path) -> None:
    with closing(sqlite3.connect(book.place)) as source, closing(sqlite3.connect(target)) as kept:
        source.backup(kept)
        kept.execute("PRAGMA journal_mode=DELETE")  # a copy is one file, and nothing beside it


def _looked_through(copy: Path) -> tuple[int, str]:
    """Where the copy's chain ends. Raises CannotStore where the copy does not hold."""
    with open_book(str(copy)).reading() as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        problems = [*(line for line in said if line != "ok"), *verify(connection)]
        if problems:
            raise CannotStore(
                _("The copy does not hold: {what}").format(what=problems[0]),
                place=str(copy),
                next_step=_("“medel check” says what is wrong with the book."),
            )
        return head_of(connection)
