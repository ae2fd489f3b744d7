"""`medel trace`: from an entry to the file, the section, the page and the very words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.commands.journal import fields_of_entry
from ledger.commands.kit import (
    NUMBER,
    argument,
    book_option,
    command,
    format_option,
    moment_options,
    say,
    say_json,
)
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from ledger.posting.trail import Ground, Trail

MARKS = ("»", "«")  # set around the sum in the quote


@command("trace", help=N_("Follow an entry back to the sentence, or the paper, it rests on."))
@argument("number", type=NUMBER)
@book_option
@moment_options
@format_option("text", "json")
def trace(db: str, number: int, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.commands.match_shown import chain_fields, say_chain
    from ledger.posting.trail import trail_of
    from ledger.reconciling.chains import chain_of
    from ledger.reconciling.decisions import first_number
    from ledger.reconciling.evidence import describe
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from ledger.terms import ItemKind

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        trail = trail_of(connection, number, moment)
        start = (ItemKind.DECISION, first_number(connection, number))
        chain = chain_of(connection, start, moment)
        items = describe(connection, chain.items, moment) if chain.groups else {}
    if format_ == "json":
        say_json(_fields(trail) | {"chain": chain_fields(chain, items)})
        return
    _say_trail(trail)
    if chain.groups:
        say()
        say(_("What it was met by:"))
        say_chain(chain, items)


def _fields(trail: Trail) -> dict[str, Any]:
    return {
        "entry": fields_of_entry(trail.entry),
        "corrected_by": list(trail.corrected_by),
        "evidence": [
            {
                "file": ground.file, "sha256": ground.sha256, "section": ground.section,
                "page": ground.page, "forum": ground.forum, "meeting_date": ground.meeting_date,
                "quote": ground.quote,
                "quote_span": list(ground.quote_span) if ground.quote_span else None,
                "amount_text": ground.amount_text,
                "amount_span": list(ground.amount_span) if ground.amount_span else None,
                "paper": ground.paper, "stated_by": ground.stated_by, "note": ground.note,
            }
            for ground in trail.grounds
        ],
    }  # fmt: skip


def _say_trail(trail: Trail) -> None:
    from ledger.dates import local_time

    entry = trail.entry
    say(
        _("Entry {number}: {payer} → {payee}, {amount} kr").format(
            number=entry.number, payer=entry.payer, payee=entry.payee,
            amount=entry.amount.kronor_text(language()),
        )
    )  # fmt: skip
    say(
        _("{kind}, {fund} {year}, dated {date}").format(
            kind=entry.kind.label(language()), fund=entry.fund, year=entry.fund_year,
            date=entry.date,
        )
    )  # fmt: skip
    say(_("Posted by {by}, {at}").format(by=entry.by, at=local_time(entry.at)))
    if entry.corrects:
        say(
            _("It corrects entry {number}: {reason}").format(
                number=entry.corrects, reason=entry.reason
            )
        )
    if trail.corrected_by:
        say(_("Corrected by entry {numbers}").format(
            numbers=", ".join(map(str, trail.corrected_by))))  # fmt: skip
    for ground in trail.grounds:
        say()
        _say_ground(ground)


def _say_ground(ground: Ground) -> None:
    from ledger.evidence import marked

    if ground.quote is None or ground.quote_span is None:
        say(_("Rests on: {paper} (stated by {by})").format(paper=ground.paper, by=ground.stated_by))
    else:
        say("  " + marked(ground.quote, ground.quote_span, ground.amount_span, MARKS))
        say()
        for name, value in (
            (_("File"), ground.file),
            (_("Section"), ground.section),
            (_("Page"), ground.page),
            (_("Meeting"), " ".join(filter(None, (ground.forum, ground.meeting_date))) or None),
            (_("Place in the text"), f"{ground.quote_span.start}–{ground.quote_span.end}"),
            ("SHA-256", ground.sha256),
        ):
            if value:
                say(f"  {name}: {value}")
    if ground.note:
        say(_("  Note: {note}").format(note=ground.note))
