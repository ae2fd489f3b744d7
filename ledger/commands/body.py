"""`medel body`: the bodies of the book, and adding one that is not known."""

from __future__ import annotations

import click

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
from ledger.messages import N_, _, language
from ledger.terms import BodyKind


@group("body", help=N_("Regions, kommuner and other bodies."))
def body() -> None:
    pass


@body.command("add", help=N_("Add a body: a kommunförbund, a forum, an agency …"))
@argument("name")
@book_option
@by_option
@option("--kind", type=click.Choice([kind.value for kind in BodyKind]),
        help=N_("What it is; told from its name if left out."))  # fmt: skip
@option("--county", help=N_("Its county, for example “Kalmar län”."))
@option("--alias", "aliases", multiple=True, help=N_("Another name it goes by; may be repeated."))
def add(
    db: str, by: str, name: str, kind: str | None, county: str | None, aliases: tuple[str, ...]
) -> None:
    from ledger.bodies import add_body
    from ledger.chain import act
    from ledger.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "body added") as made:
        new = add_body(
            connection, made, name, kind=BodyKind.of(kind) if kind else None,
            county=county, aliases=aliases,
        )  # fmt: skip
    say(_("Added: {name} ({kind})").format(name=new.name, kind=new.kind.label(language())))


@body.command("list", help=N_("List bodies with the names they go by."))
@argument("words", required=False)
@book_option
@option("--kind", type=click.Choice([kind.value for kind in BodyKind]),
        help=N_("Only bodies of this kind."))  # fmt: skip
@option("--county", help=N_("Only bodies of this county."))
@format_option("text", "json")
def list_(db: str, words: str | None, kind: str | None, county: str | None, format_: str) -> None:
    from ledger.bodies import known_bodies
    from ledger.store import open_book

    with open_book(db).reading() as connection:
        found = [
            body
            for body in known_bodies(connection)
            if (kind is None or body.kind.value == kind)
            and (county is None or body.county == county)
            and (words is None or words.lower() in f"{body.name} {' '.join(body.aliases)}".lower())
        ]
    rows = [
        {
            "name": body.name, "kind": body.kind.value, "county": body.county, "code": body.code,
            "aliases": list(body.aliases), "members": list(body.members),
        }
        for body in found
    ]  # fmt: skip
    if format_ == "json":
        say_json(rows)
        return
    for row, known in zip(rows, found, strict=True):
        row |= {"kind": known.kind.label(language()), "aliases": ", ".join(known.aliases)}
    headings = {"name": _("Name"), "kind": _("Kind"), "county": _("County"), "code": _("Code"),
                "aliases": _("Also called")}  # fmt: skip
    say_rows(rows, headings)
