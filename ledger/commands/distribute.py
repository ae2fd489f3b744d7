"""`medel distribute`: divide a sum by a key, show the parts, and propose them in the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    NUMBER,
    argument,
    book_option,
    by_option,
    command,
    format_option,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.proposing.calculations import Transfer
    from ledger.sharing.distributions import Order, Work
    from ledger.sharing.pools import Pool


@command(
    "distribute",
    help=N_(
        "Divide a sum by a key and put the parts into the inbox.\n\n"
        "The parts sum to the whole, to the öre. What is stored is the whole calculation: the sum, "
        "the key, the decision and every part; the proposals rest on it and are accepted as others "
        "are. --unused FUND YEAR divides what is left over all bodies: those who hold more than "
        "their part hand over to those who hold less."
    ),
)
@argument("amount", required=False)
@book_option
@by_option
@option("--key", "key_name", required=True, help=N_("By which distribution key."))
@option("--unused", nargs=2, metavar="FUND YEAR", help=N_("Divide what is left of this."))
@option("--forecast", is_flag=True,
        help=N_("With --unused: what the forecast leaves, not what is left today."))  # fmt: skip
@option("--fund", help=N_("The fund the money belongs to."))
@option("--year", help=N_("The fund year (bidragsår) it concerns."))
@option("--from", "giver", metavar="BODY", help=N_("Who pays every part."))
@option("--to", "taker", metavar="BODY", help=N_("Who is paid every part."))
@option("--kind", help=N_("What to propose it as: allocated, transferred, to_invoice …"))
@option("--decision", type=NUMBER, help=N_("The entry of the decision it rests on."))
@option("--row", type=NUMBER, help=N_("The row of the inbox with the decision it rests on."))
@option("--paper", help=N_("Or the paper it rests on."))
@option("--date", "day", help=N_("The day of the decision, where it is another."))
@option("--round", "unit", type=click.Choice(["ore", "kr"]), default="ore",
        help=N_("Round to whole öre or whole kronor."))  # fmt: skip
@option("--dry-run", is_flag=True, help=N_("Only show the parts; store nothing."))
@format_option("text", "json")
def distribute(
    db: str, by: str, amount: str | None, key_name: str, unused: tuple[str, str] | None,
    forecast: bool, fund: str | None, year: str | None, giver: str | None, taker: str | None,
    kind: str | None, decision: int | None, row: int | None, paper: str | None, day: str | None,
    unit: str, dry_run: bool, format_: str,
) -> None:  # fmt: skip
    from ledger.dates import parse_date
    from ledger.errors import WrongUse
    from ledger.money import Money
    from ledger.proposing.calculations import put_into_inbox, statement_kind
    from ledger.proposing.decisions import cite, needed
    from ledger.sharing.distribution import KRONA, ORE
    from ledger.sharing.distributions import Order, reading_of_work, work_out
    from ledger.sharing.key_book import named_key
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    if amount and unused:
        raise WrongUse(_("Either an amount, or --unused FUND YEAR."))
    if forecast and not unused:
        raise WrongUse(_("--forecast goes with --unused."))
    on = parse_date(day) if day else None
    book = open_book(db)
    rows: list[int] = []
    with book.reading() if dry_run else book.writing() as connection:
        cited = cite(connection, entry=decision, row=row, paper=paper, day=on)
        pool = _pool(connection, unused, by_forecast=forecast)
        fund_name, fund_year = _of_what(connection, pool, fund, year)
        order = Order(
            key=named_key(connection, key_name), fund=fund_name, year=fund_year,
            amount=Money.of_text(amount) if amount else None, pool=pool,
            giver=_body(connection, giver), taker=_body(connection, taker),
            unit=KRONA if unit == "kr" else ORE, kind=statement_kind(kind) if kind else None,
            day=cited.date if cited else on,
        )  # fmt: skip
        work = work_out(connection, order)
        if not dry_run:
            reading = reading_of_work(work, order, needed(cited))
            said = {"key": order.key.name, "version": order.key.version,
                    "amount": work.amount.decimal_string, "decision": decision, "row": row,
                    "paper": paper}  # fmt: skip
            with act(connection, by, "distributed", said) as made:
                rows = list(put_into_inbox(connection, made, reading).candidates)
    if format_ == "json":
        say_json(_fields(work, order, rows))
    else:
        _say_work(work, order, rows)


def _pool(
    connection: Connection, unused: tuple[str, str] | None, *, by_forecast: bool
) -> Pool | None:
    from ledger.dates import parse_fund_year
    from ledger.sharing.pools import unused as unused_of

    if not unused:
        return None
    fund = _fund(connection, unused[0])
    return unused_of(connection, fund, parse_fund_year(unused[1]), by_forecast=by_forecast)


def _of_what(
    connection: Connection, pool: Pool | None, fund: str | None, year: str | None
) -> tuple[str, int]:
    from ledger.dates import parse_fund_year
    from ledger.errors import WrongUse

    named = _fund(connection, fund) if fund else None
    of_year = parse_fund_year(year) if year else None
    if pool:
        if named not in {None, pool.fund} or of_year not in {None, pool.year}:
            raise WrongUse(
                _("What is unused stays in its own fund and year."),
                next_step=_("Leave out --fund and --year; carry over with --kind carried."),
            )
        return pool.fund, pool.year
    if not named or not of_year:
        raise WrongUse(_("Say which money it is, with --fund and --year."))
    return named, of_year


def _fund(connection: Connection, words: str) -> str:
    from ledger.grants.funds import fund_names_by_number, fund_number

    return fund_names_by_number(connection)[fund_number(connection, words)]


def _body(connection: Connection, words: str | None) -> str | None:
    from ledger.parties.bodies import body_number, names_by_number

    return names_by_number(connection)[body_number(connection, words)] if words else None


def _say_work(work: Work, order: Order, rows: list[int]) -> None:
    from ledger.sharing.distributions import described

    for line in described(work, order, None):
        if not line:
            break
        say(line)
    say()
    _say_parts(work)
    for name in work.keeps:
        say(_("{body} keeps its own part.").format(body=name))
    say()
    for number, transfer in _numbered(work, rows):
        said = _("{payer} → {payee}: {kronor} kr, {kind}").format(
            payer=transfer.payer or "?", payee=transfer.payee or "?",
            kronor=transfer.amount.kronor_text(language()), kind=transfer.kind.label(language()),
        )  # fmt: skip
        say(_("Row {number}: {error}").format(number=number, error=said) if number else said)
    if not rows:
        say(_("Nothing was stored."))


def _numbered(work: Work, rows: list[int]) -> list[tuple[int | None, Transfer]]:
    """Each proposal with its row in the inbox, where it has been put there."""
    numbers: list[int | None] = [*rows] or [None] * len(work.transfers)
    return list(zip(numbers, work.transfers, strict=True))


def _say_parts(work: Work) -> None:
    from ledger.money import Money
    from ledger.sharing.distributions import exact_text, share_text

    in_use = language()
    table = [
        {
            "part": "  " * len(part.path) + part.name,
            "share": share_text(part),
            "exact": exact_text(part.exact),
            "amount": part.amount.kronor_text(in_use),
            "remainder": Money(part.extra).kronor_text(in_use) if part.extra else "",
            "note": part.note,
        }
        for part in work.parts
    ]
    headings = {"part": _("Part"), "share": _("Share"), "exact": _("Exactly"),
                "amount": _("Kronor"), "remainder": _("Remainder"), "note": _("Note")}  # fmt: skip
    say_rows(table, headings, right=("share", "exact", "amount", "remainder"))


def _fields(work: Work, order: Order, rows: list[int]) -> dict[str, Any]:
    from ledger.money import Money

    return {
        "amount": work.amount.decimal_string,
        "fund": order.fund,
        "fund_year": order.year,
        "key": order.key.name,
        "key_version": order.key.version,
        "key_paper": order.key.paper,
        "populations": [{"name": p.name, "date": p.date, "file": p.file} for p in work.populations],
        "pool": [{"body": h.body, "amount": h.amount.decimal_string} for h in order.pool.held]
        if order.pool
        else None,
        "parts": [
            {
                "part": part.name, "within": list(part.path), "divided": part.divided,
                "share": str(part.share) if part.share is not None else None,
                "exact": str(part.exact / 100), "amount": part.amount.decimal_string,
                "remainder": Money(part.extra).decimal_string, "note": part.note,
            }
            for part in work.parts
        ],
        "proposals": [
            {
                "row": number, "payer": one.payer, "payee": one.payee,
                "amount": one.amount.decimal_string, "kind": one.kind.value,
            }
            for number, one in _numbered(work, rows)
        ],
    }  # fmt: skip
