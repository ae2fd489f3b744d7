"""`medel fund`: the funds of the book, and adding one that is not known."""

from __future__ import annotations

from ledger.commands.kit import (
    argument,
    book_option,
    by_option,
    format_option,
    group,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _


@group("fund", help=N_("Funds and the names they go by."))
def fund() -> None:
    pass


@fund.command("add", help=N_("Add a fund that the book does not know."))
@argument("name")
@book_option
@by_option
@option("--code", default="", help=N_("A short code for it."))
@option("--alias", "aliases", multiple=True, help=N_("Another name it goes by; may be repeated."))
def add(db: str, by: str, name: str, code: str, aliases: tuple[str, ...]) -> None:
    from ledger.chain import act
    from ledger.funds import add_fund
    from ledger.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "fund added") as made:
        new = add_fund(connection, made, name, code=code, aliases=aliases)
    say(_("Added: {name} ({kind})").format(name=new.name, kind=new.code))


@fund.command("list", help=N_("List funds with the names they go by."))
@book_option
@format_option("text", "json")
def list_(db: str, format_: str) -> None:
    from ledger.funds import known_funds
    from ledger.store import open_book

    with open_book(db).reading() as connection:
        found = known_funds(connection)
    rows = [
        {
            "code": fund.code, "name": fund.name, "part_of": fund.parent,
            "generic": fund.generic, "aliases": list(fund.aliases),
        }
        for fund in found
    ]  # fmt: skip
    if format_ == "json":
        say_json(rows)
        return
    for row, known in zip(rows, found, strict=True):
        row["aliases"] = ", ".join(known.aliases)
    say_rows(rows, {"code": _("Code"), "name": _("Name"), "part_of": _("Part of"),
                    "aliases": _("Also called")})  # fmt: skip
