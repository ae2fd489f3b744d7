"""`medel post`: an entry typed by hand, resting on who says so and on what paper."""

from __future__ import annotations

from ledger.commands.kit import book_option, by_option, command, option, say
from ledger.messages import N_, _


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
def post(
    db: str, by: str, kind: str, amount: str, payer: str | None, payee: str | None, fund: str,
    year: str, to_year: str | None, day: str | None, paper: str, text: str | None,
) -> None:  # fmt: skip
    from ledger import journal
    from ledger.bodies import body_number
    from ledger.chain import act
    from ledger.dates import parse_date, parse_fund_year, today
    from ledger.errors import WrongUse
    from ledger.evidence import Typed
    from ledger.funds import fund_number
    from ledger.money import Money
    from ledger.resolving import entry_kind
    from ledger.store import open_book
    from ledger.terms import EntryKind

    what = entry_kind(kind)
    if what is EntryKind.CARRIED:
        payer, payee = payer or payee, payee or payer
        if not to_year:
            raise WrongUse(_("Carried from which year (--year) to which? Add --to-year."))
    elif to_year:
        raise WrongUse(_("--to-year goes with --kind carried."))
    if not payer or not payee:
        raise WrongUse(_("Name both parties, with --payer and --payee."))
    money = Money.of_text(amount)
    with open_book(db).writing() as connection, act(connection, by, "posted") as made:
        new = journal.NewEntry(
            date=parse_date(day) if day else today(),
            kind=what,
            fund=fund_number(connection, fund),
            fund_year=parse_fund_year(year),
            payer=body_number(connection, payer),
            payee=body_number(connection, payee),
            amount=money,
            text=text or paper,
            to_year=parse_fund_year(to_year) if to_year else None,
        )
        number = journal.post(connection, made, new, Typed(paper, by))
    say(_("Posted as entry {number}.").format(number=number))
