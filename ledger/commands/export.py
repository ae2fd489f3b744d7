"""`medel export`: the whole book as CSV and JSON, to be read in ten years; vouchers as SIE."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ledger.commands.export_sie import accounts, sie
from ledger.commands.kit import EXIT_CHECK_FAILED, argument, book_option, group, say
from ledger.messages import N_, _, ngettext


@group(
    "export",
    help=N_("Write the whole book, or vouchers as SIE."),
    default="book",
)
def export() -> None:
    pass


export.add_command(sie)
export.add_command(accounts)


@export.command(
    "book",
    help=N_(
        "Write the whole book to a folder, as CSV and JSON.\n\n"
        "A file for each table, every field described (a Frictionless data package), and the files "
        "that the figures rest on as they came in: to be read in ten years without the program. "
        "“medel restore” builds an identical book from it. The word “book” may be left out."
    ),
)
@argument("folder", type=click.Path(path_type=Path))
@book_option
def book(db: str, folder: Path) -> None:
    from ledger.safekeeping.export import export_book, refuse_where_something_is
    from ledger.storage.chain import verify
    from ledger.storage.store import open_book

    refuse_where_something_is(folder)
    with open_book(db).reading() as connection:
        exported = export_book(connection, folder)
        problems = verify(connection)
    say_exported(folder, exported.rows, exported.files, exported.event, exported.hash)
    if problems:
        say(_("The book itself does not hold, and “medel restore” will say so."), err=True)
        say(_("“medel check” says what is wrong."), err=True)
        sys.exit(EXIT_CHECK_FAILED)


def say_exported(folder: Path, rows: int, files: int, event: int, hash_: str) -> None:
    """Where it is, how much, and where the chain ends."""
    with_files = ngettext(" and {count} file", " and {count} files", files).format(count=files)
    said = ngettext("{folder}: {count} row", "{folder}: {count} rows", rows)
    say(said.format(folder=folder, count=rows) + with_files)
    say(_("It ends with event {event}, {hash}").format(event=event, hash=hash_))
