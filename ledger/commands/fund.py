"""`medel fund`: the funds of the book, the names they go by, and the terms of their years."""

from __future__ import annotations

from ledger.commands.fund_show import list_, show
from ledger.commands.fund_year import year
from ledger.commands.kit import argument, book_option, by_option, group, option, say
from ledger.messages import N_, _


@group("fund", help=N_("Funds, the names they go by and the terms of their years."))
def fund() -> None:
    pass


fund.add_command(list_)
fund.add_command(show)
fund.add_command(year)


@fund.command("add", help=N_("Add a fund that the book does not know."))
@argument("name")
@book_option
@by_option
@option("--code", default="", help=N_("A short code for it."))
@option("--parent", metavar="FUND", help=N_("The fund it is a part (delpost) of."))
@option("--alias", "aliases", multiple=True, help=N_("Another name it goes by; may be repeated."))
def add(
    db: str, by: str, name: str, code: str, parent: str | None, aliases: tuple[str, ...]
) -> None:
    from ledger.grants.funds import add_fund, fund_number
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "fund added") as made:
        whole = fund_number(connection, parent) if parent else None
        new = add_fund(connection, made, name, code=code, aliases=aliases, parent=whole)
    say(_("Added: {name} ({kind})").format(name=new.name, kind=new.code))


@fund.command("alias", help=N_("Let a fund go by one more name."))
@argument("words", metavar="FUND")
@argument("name")
@book_option
@by_option
def alias(db: str, by: str, words: str, name: str) -> None:
    from ledger.grants.funds import add_alias, fund_named
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "fund alias added") as made:
        its = fund_named(connection, words)
        new = add_alias(connection, made, its.number, name)
    say(_("“{name}” is {fund} from now on.").format(name=new, fund=its.name))
