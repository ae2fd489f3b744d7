"""`medel restore`: an identical book from what `medel export` wrote."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.kit import argument, book_option, by_option, command, say
from ledger.messages import N_, _, ngettext


@command(
    "restore",
    help=N_(
        "Build a book from an exported folder.\n\n"
        "--db says where: a file or a PostgreSQL database in which no book is. Every file, row and "
        "event is held against its hash first; what does not hold is named, and nothing is stored."
    ),
)
@argument("folder", type=click.Path(path_type=Path))
@book_option
@by_option
def restore(db: str, by: str, folder: Path) -> None:
    from ledger.safekeeping.restore import restore_book
    from ledger.storage.store import new_book

    book = new_book(db)
    restored = restore_book(book, folder, by)
    said = ngettext("{place}: {count} row", "{place}: {count} rows", restored.rows)
    say(said.format(place=book.place, count=restored.rows))
    if restored.older:
        say(_("It was exported by an older version, and is upgraded."))
    say(_("It ends with event {event}, {hash}").format(event=restored.event, hash=restored.hash))
