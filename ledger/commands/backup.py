"""`medel backup`: a copy of the book, while others write in it."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.export import say_exported
from ledger.commands.kit import argument, book_option, command, say
from ledger.messages import N_, _


@command(
    "backup",
    help=N_(
        "Take a copy of the book.\n\n"
        "Others may write in it meanwhile: the copy is of one moment, and is looked through before "
        "it is called a copy. Without a name it is put beside the book, named by the time. A book "
        "in PostgreSQL is exported to a folder. Nothing is ever written over."
    ),
)
@argument("file", required=False, type=click.Path(path_type=Path))
@book_option
def backup(db: str, file: Path | None) -> None:
    from ledger.safekeeping.backup import backup_file, backup_name
    from ledger.safekeeping.export import export_book, refuse_where_something_is
    from ledger.storage.store import open_book

    book = open_book(db)
    target = file or backup_name(book)
    if book.engine.dialect.name == "sqlite":
        kept = backup_file(book, target)
        say(_("A copy of the book: {place}").format(place=kept.place))
        say(_("It ends with event {event}, {hash}").format(event=kept.event, hash=kept.hash))
        return
    refuse_where_something_is(target)
    with book.reading() as connection:
        exported = export_book(connection, target)
    say_exported(target, exported.rows, exported.files, exported.event, exported.hash)
