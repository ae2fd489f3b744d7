"""`medel body`: the bodies of the book, the names they go by, and who belongs to whom."""

from __future__ import annotations

import click

from ledger.commands.body_show import list_, show
from ledger.commands.kit import argument, book_option, by_option, group, option, say
from ledger.messages import N_, _, language
from ledger.terms import BodyKind


@group("body", help=N_("Regions, kommuner and other bodies."))
def body() -> None:
    pass


body.add_command(list_)
body.add_command(show)


@body.command("add", help=N_("Add a body: a kommunförbund, a forum, an agency …"))
@argument("name")
@book_option
@by_option
@option("--kind", type=click.Choice([kind.value for kind in BodyKind]),
        help=N_("What it is; told from its name if left out."))  # fmt: skip
@option("--county", help=N_("Its county, for example “Kalmar län”."))
@option("--org-number", metavar="NUMBER",
        help=N_("Its organisation number; a personal number is kept masked."))  # fmt: skip
@option("--code", help=N_("Its kommunkod, four digits."))
@option("--alias", "aliases", multiple=True, help=N_("Another name it goes by; may be repeated."))
def add(
    db: str, by: str, name: str, kind: str | None, county: str | None, org_number: str | None,
    code: str | None, aliases: tuple[str, ...],
) -> None:  # fmt: skip
    from ledger.parties.bodies import add_body
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "body added") as made:
        new = add_body(
            connection, made, name, kind=BodyKind.of(kind) if kind else None,
            county=county, aliases=aliases, code=code, number=org_number,
        )  # fmt: skip
    say(_("Added: {name} ({kind})").format(name=new.name, kind=new.kind.label(language())))


@body.command("alias", help=N_("Let a body go by one more name."))
@argument("words", metavar="BODY")
@argument("name")
@book_option
@by_option
def alias(db: str, by: str, words: str, name: str) -> None:
    from ledger.parties.bodies import add_alias, body_named
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "body alias added") as made:
        its = body_named(connection, words)
        new = add_alias(connection, made, its.number, name)
    say(_("“{name}” is {body} from now on.").format(name=new, body=its.name))


@body.command("number", help=N_("Give a body its organisation number."))
@argument("words", metavar="BODY")
@argument("number")
@book_option
@by_option
def number(db: str, by: str, words: str, number: str) -> None:
    from ledger.parties.bodies import body_named, set_number
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    with open_book(db).writing() as connection, act(connection, by, "body number set") as made:
        its = body_named(connection, words)
        kept = set_number(connection, made, its, number)
    say(_("{body} has the number {number}.").format(body=its.name, number=kept))


@body.command(
    "member",
    help=N_(
        "Let a body join a group, or leave it.\n\n"
        "--from is its first day as a member, --to its last. What is decided for the group on a "
        "day concerns those who were members that day."
    ),
)
@argument("group_words", metavar="GROUP")
@argument("words", metavar="BODY")
@book_option
@by_option
@option("--from", "since", metavar="DATE", help=N_("Its first day as a member."))
@option("--to", "until", metavar="DATE", help=N_("Its last day as a member."))
@option("--why", help=N_("Why, or by which decision."))
def member(
    db: str, by: str, group_words: str, words: str, since: str | None, until: str | None,
    why: str | None,
) -> None:  # fmt: skip
    from ledger.dates import parse_date
    from ledger.errors import WrongUse
    from ledger.parties.bodies import body_named
    from ledger.parties.memberships import join, leave
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    first, last = (parse_date(day) if day else None for day in (since, until))
    if first is None and last is None:
        raise WrongUse(_("Say its first day (--from) or its last (--to)."))
    if first and last and last < first:
        raise WrongUse(_("Its last day is before its first."))
    with open_book(db).writing() as connection, act(connection, by, "membership") as made:
        whole, part = body_named(connection, group_words), body_named(connection, words)
        if first:
            join(connection, made, whole.number, part.number, first, why)
        if last:
            leave(connection, made, whole.number, part.number, last, why)
    if first:
        said = _("{body} is a member of {group} from {day}.")
        say(said.format(body=part.name, group=whole.name, day=first))
    if last:
        said = _("{body} is a member of {group} to {day}.")
        say(said.format(body=part.name, group=whole.name, day=last))


@body.command(
    "merge",
    help=N_(
        "Let one body become another.\n\n"
        "Both names are kept and mean the other one from now on. Entries stay as they were posted; "
        "balances, journal and reports count them as the other's."
    ),
)
@argument("words", metavar="BODY")
@argument("into_words", metavar="INTO")
@book_option
@by_option
@option("--why", required=True, help=N_("Why, or by which decision."))
def merge(db: str, by: str, words: str, into_words: str, why: str) -> None:
    from ledger.parties import merging
    from ledger.parties.bodies import body_named
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    payload = {"body": words, "into": into_words, "why": why}
    with (
        open_book(db).writing() as connection,
        act(connection, by, "bodies merged", payload) as made,
    ):
        merging.check_not_merged(connection, words)
        old, into = body_named(connection, words), body_named(connection, into_words)
        merging.merge(connection, made, old, into, why)
    say(_("{name} is {into} from now on.").format(name=old.name, into=into.name))
