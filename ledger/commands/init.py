"""`medel init`: start a book, upgrade an older one, or put its guards back."""

from __future__ import annotations

import uuid

import click

from ledger.commands.kit import book_option, by_option, command, option, say
from ledger.errors import MedelError
from ledger.messages import N_, _


@command(
    "init",
    help=N_(
        "Start a new book, or upgrade an older one.\n\n"
        "A new book knows all kommuner, regions and the common funds. A book made by an older "
        "version is upgraded after a question, or at once with --upgrade; a copy is kept. For a "
        "book that several share in PostgreSQL, --roles makes the roles they get; run it again "
        "after an upgrade."
    ),
)
@book_option
@by_option
@option("--upgrade", is_flag=True, help=N_("Upgrade an older book without asking."))
@option("--repair", is_flag=True, help=N_("Put back the database's guards against changes."))
@option("--roles", is_flag=True, help=N_("PostgreSQL: make the roles owner, writer and reader."))
def init(db: str, by: str, upgrade: bool, repair: bool, roles: bool) -> None:
    from ledger.safekeeping import migrate
    from ledger.storage.store import new_book, newer_book, open_book

    if repair:
        migrate.repair(open_book(db), by)
        say(_("The guards are in place."))
        return
    if roles:
        migrate.give_roles(open_book(db), by)
        say(_("The roles are in place: medel_owner, medel_writer and medel_reader."))
        say(_("Next: CREATE ROLE name LOGIN IN ROLE medel_writer;"))
        return
    book = new_book(db)
    state = migrate.state_of(book)
    if state == "newer":
        raise newer_book(book)
    if state == "none":
        migrate.create(book, by, str(uuid.uuid4()))
        say(_("A new book: {place}").format(place=book.place))
        say(_("Next: medel import FILE…"))
    elif state == "older":
        _upgrade(db, by, sure=upgrade)
    else:
        say(_("There is a book already, and it is up to date: {place}").format(place=book.place))


def _upgrade(db: str, by: str, *, sure: bool) -> None:
    from ledger.safekeeping import migrate
    from ledger.storage.store import new_book

    book = new_book(db)
    question = _("{place} was made by an older version. Upgrade it?").format(place=book.place)
    if not sure and not click.confirm(question):
        raise MedelError(
            _("Not upgraded."), next_step=_("Run “medel init --upgrade” when you want to.")
        )
    copy = migrate.upgrade(book, by)
    say(_("Upgraded: {place}").format(place=book.place))
    if copy:
        say(_("The book as it was before is kept in {copy}").format(copy=copy))
