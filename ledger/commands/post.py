"""`medel post`: an entry typed by hand, resting on who says so and on what paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.commands.kit import NUMBER, book_option, by_option, command, option, say
from ledger.messages import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from ledger.money import Money
    from ledger.posting.journal import NewEntry


@command(
    "post",
    help=N_(
        "Post an entry by hand.\n\n"
        "For what no minutes in the book say: a grant letter, a payment, an older decision. "
        "--paper says what it rests on, so that the figure can be followed back to it."
    ),
)
@book_option
@by_option
@option("--kind", required=True, help=N_("granted, allocated, to_invoice, received, spent …"))
@option("--amount", required=True, help=N_("Kronor, for example 985 975 or 985975,50."))
@option("--payer", help=N_("The body that pays."))
@option("--payee", help=N_("The body that is paid."))
@option("--fund", required=True, help=N_("The fund the money belongs to."))
@option("--year", required=True, help=N_("The fund year (bidragsår) it concerns."))
@option("--to-year", help=N_("Of a carry-over: the year it is carried to."))
@option("--date", "day", help=N_("The day of the decision or event; today if left out."))
@option("--paper", required=True, help=N_("What it rests on: letter, invoice, minutes …"))
@option("--text", help=N_("What the entry is about; the paper if left out."))
@option("--split", "split", multiple=True, metavar="BODY=AMOUNT",
        help=N_("One part of the sum, for each payee (or payer:, fund:, year:)."))  # fmt: skip
@option("--of", "of", type=NUMBER, help=N_("The grant (an entry) that the money is drawn on."))
def post(
    db: str, by: str, kind: str, amount: str, payer: str | None, payee: str | None, fund: str,
    year: str, to_year: str | None, day: str | None, paper: str, text: str | None,
    split: tuple[str, ...], of: int | None,
) -> None:  # fmt: skip
    from ledger.evidence import Typed
    from ledger.money import Money
    from ledger.posting import journal
    from ledger.posting.lineage import draw
    from ledger.proposing.splits import check_sum, note_of, parse_parts
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    whole, parts = Money.of_text(amount), parse_parts(split)
    said = {
        "kind": kind, "payer": payer, "payee": payee, "fund": fund, "fund_year": year,
        "to_year": to_year, "day": day, "text": text or paper,
    }  # fmt: skip
    numbers = []
    with open_book(db).writing() as connection, act(connection, by, "posted") as made:
        if parts:
            check_sum(parts, whole)
        for which, part in enumerate(parts, start=1):
            new = _new_entry(connection, said | part.own, part.amount)
            rests_on = Typed(paper, by, note_of(which, parts, whole))
            numbers.append(journal.post(connection, made, new, rests_on))
        if not parts:
            new = _new_entry(connection, said, whole)
            numbers.append(journal.post(connection, made, new, Typed(paper, by)))
        if of is not None:
            for number in numbers:
                draw(connection, made, number, of)
    for number in numbers:
        say(_("Posted as entry {number}.").format(number=number))


def _new_entry(connection: Connection, said: Mapping[str, Any], amount: Money) -> NewEntry:
    """The entry that was typed. Raises WrongUse where something is missing."""
    from ledger.dates import parse_date, parse_fund_year, today
    from ledger.errors import WrongUse
    from ledger.grants.funds import fund_number
    from ledger.parties.bodies import body_number
    from ledger.posting.journal import NewEntry
    from ledger.proposing.resolving import entry_kind
    from ledger.terms import EntryKind

    kind = entry_kind(said["kind"])
    payer, payee, to_year = said["payer"], said["payee"], said["to_year"]
    if kind is EntryKind.CARRIED:
        payer, payee = payer or payee, payee or payer
        if not to_year:
            raise WrongUse(_("Carried from which year (--year) to which? Add --to-year."))
    elif to_year:
        raise WrongUse(_("--to-year goes with --kind carried."))
    if not payer or not payee:
        raise WrongUse(_("Name both parties, with --payer and --payee."))
    return NewEntry(
        date=parse_date(said["day"]) if said["day"] else today(),
        kind=kind,
        fund=fund_number(connection, said["fund"]),
        fund_year=parse_fund_year(said["fund_year"]),
        payer=body_number(connection, payer),
        payee=body_number(connection, payee),
        amount=amount,
        text=said["text"],
        to_year=parse_fund_year(to_year) if to_year else None,
    )
