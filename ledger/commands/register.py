"""`medel register`: what other systems say happened: invoices, bookings, payments, balances."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    book_option,
    format_option,
    group,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from ledger.registers.listing import Wanted

MOST_SHOWN = 200  # in a table; JSON gives all

_INVOICES = (
    "number",
    "date",
    "due_date",
    "issuer",
    "recipient",
    "amount",
    "reference",
    "order_reference",
    "project",
    "credits",
    "fund",
    "place",
)
_BOOKINGS = ("series", "number", "date", "account", "amount", "text", "objects", "fund", "place")
_PAYMENTS = ("date", "amount", "payer", "payee", "reference", "message", "fund", "place")
_BALANCES = ("kind", "fiscal_year", "period", "account", "amount", "place")


@group("register", help=N_("What other systems say: invoices, bookings, payments, balances."))
def register() -> None:
    pass


OF_EVERY_LIST = (
    format_option("text", "json"),
    option("--text", "words", metavar="WORDS", help=N_("Only rows with these words.")),
    option("--number", metavar="N", help=N_("Only rows with this number or reference.")),
    option("--batch", metavar="N", type=click.IntRange(1), help=N_("Only of this import.")),
    option("--until", metavar="DATE", help=N_("Only to this day.")),
    option("--since", metavar="DATE", help=N_("Only from this day.")),
    book_option,
)
_OF_ROWS = (
    option("--matched/--unmatched", default=None,
           help=N_("Only rows that are settled against others, or only the rest.")),
    option("--body", metavar="BODY", help=N_("Only rows that concern this body.")),
    option("--fund", metavar="FUND", help=N_("Only rows that concern this fund.")),
    option("--year", help=N_("Only rows dated this year.")),
)  # fmt: skip


def filters(*options: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a list; they come as one `Wanted`, but those the command names itself."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def with_wanted(*args: Any, db: str, format_: str, **said: Any) -> Any:
            own = {name: said.pop(name) for name in said.keys() & function.__annotations__.keys()}
            return function(*args, db=db, wanted=_wanted(**said), format_=format_, **own)

        decorated: Callable[..., Any] = with_wanted
        for one in options:
            decorated = one(decorated)
        return decorated

    return decorate


def _wanted(
    *, since: str | None, until: str | None, year: str | None = None, **said: Any
) -> Wanted:  # fmt: skip
    from ledger.dates import parse_date, parse_fund_year
    from ledger.registers.listing import Wanted

    return Wanted(
        since=parse_date(since).isoformat() if since else None,
        until=parse_date(until).isoformat() if until else None,
        year=parse_fund_year(year) if year else None, **said,
    )  # fmt: skip


@register.command("invoices", help=N_("List invoices and credit notes."))
@filters(*OF_EVERY_LIST, *_OF_ROWS)
def invoices(db: str, wanted: Wanted, format_: str) -> None:
    _list(db, "invoices", _INVOICES, wanted, format_)


@register.command("bookings", help=N_("List the rows of vouchers."))
@filters(*OF_EVERY_LIST, *_OF_ROWS)
def bookings(db: str, wanted: Wanted, format_: str) -> None:
    _list(db, "bookings", _BOOKINGS, wanted, format_)


@register.command("payments", help=N_("List payments."))
@filters(*OF_EVERY_LIST, *_OF_ROWS)
def payments(db: str, wanted: Wanted, format_: str) -> None:
    _list(db, "payments", _PAYMENTS, wanted, format_)


@register.command("balances", help=N_("List balances and budgets of accounts."))
@filters(*OF_EVERY_LIST)
def balances(db: str, wanted: Wanted, format_: str) -> None:
    _list(db, "account_balances", _BALANCES, wanted, format_)


def _list(db: str, table: str, columns: tuple[str, ...], wanted: Wanted, format_: str) -> None:
    from ledger.registers.listing import count, listed
    from ledger.storage.store import open_book
    from ledger.storage.tables import metadata

    register = metadata.tables[table]
    with open_book(db).reading() as connection:
        found = listed(connection, register, wanted)
        if format_ == "json":
            say_json(list(found))
            return
        rows = list(islice(found, MOST_SHOWN))
        found.close()
        left = count(connection, register, wanted) - MOST_SHOWN if len(rows) == MOST_SHOWN else 0
    if not rows:
        say(_("No rows."))
        return
    headings = _headings()
    shown = {name: headings[name] for name in columns if any(row[name] for row in rows)}
    say_rows([_as_text(row) for row in rows], shown, right=["amount"])
    if left > 0:
        more = ngettext("and {count} row more.", "and {count} rows more.", left)
        say(more.format(count=left))


def _as_text(row: dict[str, Any]) -> dict[str, Any]:
    """A row as people read it: kronor as they are written here, objects as pairs."""
    import json

    from ledger.money import Money

    amount = Money.of_kronor(row["amount"]).kronor_text(language())
    pairs = json.loads(row.get("objects") or "[]")
    return row | {"amount": amount, "objects": ", ".join(f"{d}: {o}" for d, o in pairs)}


def _headings() -> dict[str, str]:
    return {
        "number": _("Number"), "date": _("Date"), "due_date": _("Due"), "issuer": _("Issuer"),
        "recipient": _("Recipient"), "amount": _("Amount"), "reference": _("Reference"),
        "series": _("Series"), "account": _("Account"), "text": _("Text"),
        "objects": _("Objects"), "payer": _("Payer"), "payee": _("Payee"),
        "message": _("Message"), "kind": _("Kind"), "fiscal_year": _("Fiscal year"),
        "order_reference": _("Order"), "project": _("Project"), "credits": _("Credits"),
        "period": _("Period"), "fund": _("Fund"), "place": _("Place"),
    }  # fmt: skip
