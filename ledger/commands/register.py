"""`medel register`: what other systems say happened: invoices, bookings, payments, balances."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

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

MOST_SHOWN = 200  # in a table; JSON gives all

_INVOICES = ("number", "date", "due_date", "issuer", "recipient", "amount", "reference", "place")
_BOOKINGS = ("series", "number", "date", "account", "amount", "text", "objects", "place")
_PAYMENTS = ("date", "amount", "payer", "payee", "reference", "message", "place")
_BALANCES = ("kind", "fiscal_year", "period", "account", "amount", "place")


@group("register", help=N_("What other systems say: invoices, bookings, payments, balances."))
def register() -> None:
    pass


def _filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options every list takes; they come as one `Wanted`."""

    @wraps(function)
    def with_wanted(
        *args: Any, since: str | None, until: str | None, batch: int | None,
        number: str | None, text: str | None, **rest: Any,
    ) -> Any:  # fmt: skip
        from ledger.dates import parse_date
        from ledger.registers.listing import Wanted

        wanted = Wanted(
            since=parse_date(since).isoformat() if since else None,
            until=parse_date(until).isoformat() if until else None,
            batch=batch, number=number, words=text,
        )  # fmt: skip
        return function(*args, wanted=wanted, **rest)

    decorated: Any = with_wanted
    for one in (
        format_option("text", "json"),
        option("--text", metavar="WORDS", help=N_("Only rows with these words.")),
        option("--number", metavar="N", help=N_("Only rows with this number or reference.")),
        option("--batch", metavar="N", type=click.IntRange(1), help=N_("Only of this import.")),
        option("--until", metavar="DATE", help=N_("Only to this day.")),
        option("--since", metavar="DATE", help=N_("Only from this day.")),
        book_option,
    ):
        decorated = one(decorated)
    return decorated  # type: ignore[no-any-return]


@register.command("invoices", help=N_("List invoices and credit notes."))
@_filters
def invoices(db: str, wanted: Any, format_: str) -> None:
    _list(db, "invoices", _INVOICES, wanted, format_)


@register.command("bookings", help=N_("List the rows of vouchers."))
@_filters
def bookings(db: str, wanted: Any, format_: str) -> None:
    _list(db, "bookings", _BOOKINGS, wanted, format_)


@register.command("payments", help=N_("List payments."))
@_filters
def payments(db: str, wanted: Any, format_: str) -> None:
    _list(db, "payments", _PAYMENTS, wanted, format_)


@register.command("balances", help=N_("List balances and budgets of accounts."))
@_filters
def balances(db: str, wanted: Any, format_: str) -> None:
    _list(db, "account_balances", _BALANCES, wanted, format_)


def _list(db: str, table: str, columns: tuple[str, ...], wanted: Any, format_: str) -> None:
    from ledger.registers.listing import listed
    from ledger.storage.store import open_book
    from ledger.storage.tables import metadata

    with open_book(db).reading() as connection:
        rows = list(listed(connection, metadata.tables[table], wanted))
    if format_ == "json":
        say_json(rows)
    elif not rows:
        say(_("No rows."))
    else:
        headings = _headings()
        shown = {name: headings[name] for name in columns if any(row[name] for row in rows)}
        say_rows([_as_text(row) for row in rows[:MOST_SHOWN]], shown, right=["amount"])
        left = len(rows) - MOST_SHOWN
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
        "period": _("Period"), "place": _("Place"),
    }  # fmt: skip
