"""`medel lineage`: each grant of a fund year, what was drawn on it, and where the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    format_option,
    moment_options,
    option,
    say,
    say_json,
)
from ledger.messages import N_, _, language
from ledger.money import Money

if TYPE_CHECKING:
    from ledger.posting.lineage import End, Lineage, Lot


@command(
    "lineage",
    help=N_(
        "Whose money paid what, and what is left of each grant.\n\n"
        "What goes out is drawn on the grant that was named with --of, else on the first that "
        "came in, and followed through the bodies that handed it on."
    ),
)
@argument("fund")
@argument("year")
@book_option
@option("--body", help=N_("Only what this body was granted, received or carried."))
@moment_options
@format_option("text", "json")
def lineage(
    db: str, fund: str, year: str, body: str | None, as_of: str | None, known_at: str | None,
    format_: str,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year
    from ledger.grants.funds import fund_names_by_number, fund_number
    from ledger.parties.bodies import body_number, names_by_number
    from ledger.posting.lineage import lineage as lineage_of
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    of_year = parse_fund_year(year)
    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        number = fund_number(connection, fund)
        name = fund_names_by_number(connection)[number]
        named = names_by_number(connection)[body_number(connection, body)] if body else None
        found = lineage_of(connection, moment, fund=number)
    lots = found.grants(name, of_year, named)
    if format_ == "json":
        say_json([_fields(found, lot) for lot in lots])
    elif not lots:
        say(_("Nothing is granted, received or carried to {fund} {year}.").format(
            fund=name, year=of_year))  # fmt: skip
    for lot in lots if format_ == "text" else ():
        _say(found, lot)


def _fields(found: Lineage, lot: Lot) -> dict[str, Any]:
    entry = lot.entry
    return {
        "entry": entry.number, "date": entry.date, "kind": entry.kind.value, "payer": entry.payer,
        "payee": entry.payee, "fund": entry.fund, "fund_year": entry.fund_year,
        "amount": entry.amount.decimal_string, "drawn": Money(lot.drawn).decimal_string,
        "left": Money(lot.left).decimal_string,
        "draws": [
            {
                "entry": draw.entry.number, "kind": draw.entry.kind.value,
                "date": draw.entry.date, "payer": draw.entry.payer, "payee": draw.entry.payee,
                "amount": Money(draw.ore).decimal_string,
                "uncovered": Money(found.uncovered.get(draw.entry.number, 0)).decimal_string,
            }
            for draw in lot.draws
        ],
        "ends": [
            {
                "body": end.body, "entry": end.entry.number if end.entry else entry.number,
                "kind": end.entry.kind.value if end.entry and end.gone else None,
                "left": not end.gone, "amount": Money(end.ore).decimal_string,
            }
            for end in found.ends(lot)
        ],
    }  # fmt: skip


def _say(found: Lineage, lot: Lot) -> None:
    entry = lot.entry
    say(
        _("Entry {number}: {payer} → {payee}, {amount} kr ({kind})").format(
            number=entry.number, payer=entry.payer, payee=entry.payee,
            amount=entry.amount.kronor_text(language()), kind=entry.kind.label(language()),
        )
    )  # fmt: skip
    for draw in lot.draws:
        say(
            _("  drawn by entry {number}: {payer} → {payee}, {amount} kr ({kind})").format(
                number=draw.entry.number, payer=draw.entry.payer, payee=draw.entry.payee,
                amount=Money(draw.ore).kronor_text(language()),
                kind=draw.entry.kind.label(language()),
            )
        )  # fmt: skip
    say(_("  left: {amount} kr").format(amount=Money(lot.left).kronor_text(language())))
    for end in found.ends(lot):
        say(_told(end))


def _told(end: End) -> str:
    amount = Money(end.ore).kronor_text(language())
    if end.gone and end.entry:
        said = _("    {amount} kr: {kind} by {body}, entry {number}")
        return said.format(
            amount=amount, kind=end.entry.kind.label(language()), body=end.body,
            number=end.entry.number,
        )  # fmt: skip
    return _("    {amount} kr: left with {body}").format(amount=amount, body=end.body)
