"""`medel body list` and `medel body show`: which bodies there are, and all that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    format_option,
    moment_options,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.commands.line_rows import fields_of_line, say_lines
from ledger.messages import N_, _, language
from ledger.terms import BodyKind

if TYPE_CHECKING:
    from ledger.years.body_facts import BodyFacts


@command("list", help=N_("List bodies with the names they go by."))
@argument("words", required=False)
@book_option
@option("--kind", type=click.Choice([kind.value for kind in BodyKind]),
        help=N_("Only bodies of this kind."))  # fmt: skip
@option("--county", help=N_("Only bodies of this county."))
@moment_options
@format_option("text", "json")
def list_(
    db: str, words: str | None, kind: str | None, county: str | None, as_of: str | None,
    known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from ledger.parties.bodies import known_bodies
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        found = [
            body
            for body in known_bodies(connection, moment, only_known=True)
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


@command("show", help=N_("Show a body: its names, groups and members, and what it has."))
@argument("words", metavar="BODY")
@book_option
@moment_options
@format_option("text", "json")
def show(db: str, words: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from ledger.years.body_facts import body_facts

    with open_book(db).reading() as connection:
        facts = body_facts(connection, words, moment_of(connection, as_of, known_at))
    if format_ == "json":
        say_json(_fields(facts))
    else:
        _say(facts)


def _fields(facts: BodyFacts) -> dict[str, Any]:
    known = facts.known
    return {
        "name": known.name,
        "kind": known.kind.value,
        "county": known.county,
        "code": known.code,
        "org_number": facts.org_number,
        "aliases": list(known.aliases),
        "merged": [
            {"name": one.name, "into": one.into, "why": one.why, "by": one.by, "at": one.at}
            for one in facts.merges
        ],
        "member_of": [_fields_of_spell(*one) for one in facts.member_of],
        "members": [_fields_of_spell(*one) for one in facts.members],
        "lines": [fields_of_line(line) for line in facts.lines],
    }


def _fields_of_spell(name: str, since: object, until: object) -> dict[str, Any]:
    return {
        "body": name,
        "from": str(since) if since else None,
        "to": str(until) if until else None,
    }


def _say(facts: BodyFacts) -> None:
    known = facts.known
    say(f"{known.name} ({known.kind.label(language())})")
    for heading, text in (
        (_("County"), known.county),
        (_("Code"), known.code),
        (_("Organisation number"), facts.org_number),
        (_("Also called"), ", ".join(known.aliases)),
        (_("Member of"), "; ".join(_spell_text(*one) for one in facts.member_of)),
    ):
        if text:
            say(f"  {heading}: {text}")
    for merge in facts.merges:
        said = _("{name} became {into} {day}: {why} ({by})").format(
            name=merge.name, into=merge.into, day=merge.at[:10], why=merge.why, by=merge.by
        )
        say(f"  {said}")
    if facts.members:
        say(_("  Members:"))
        for one in facts.members:
            say(f"    {_spell_text(*one)}")
    say()
    if facts.lines:
        say_lines(facts.lines, but="body")
    else:
        say(_("It has nothing in the book."))


def _spell_text(name: str, since: object, until: object) -> str:
    if since and until:
        return _("{name} from {since} to {until}").format(name=name, since=since, until=until)
    if since:
        return _("{name} from {since}").format(name=name, since=since)
    return _("{name} to {until}").format(name=name, until=until) if until else name
