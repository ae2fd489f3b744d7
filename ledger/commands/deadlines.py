"""`medel deadlines`: what is due, for which body, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    book_option,
    command,
    format_option,
    moment_options,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language, ngettext
from ledger.terms import CarryOver, Due

if TYPE_CHECKING:
    from ledger.years.deadlines import Deadline, Deadlines

TERMS_UNKNOWN = "terms_unknown"


@command(
    "deadlines",
    help=N_(
        "What is due: to requisition, to use, to report.\n\n"
        "For each last day of a fund year, the bodies with something missing: granted but not "
        "requisitioned, left unused, not reported. Overdue first."
    ),
)
@book_option
@option("--within", metavar="DAYS", type=click.IntRange(0, 36500),
        help=N_("Only what is due in so many days, and what is overdue."))  # fmt: skip
@moment_options
@format_option("text", "json")
def deadlines(
    db: str, within: int | None, as_of: str | None, known_at: str | None, format_: str
) -> None:
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from ledger.years import deadlines as all_of

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        found = all_of.deadlines(connection, within=within, moment=moment)
    if format_ == "json":
        say_json([*map(_fields, found.due), *(_unknown(*one) for one in found.terms_unknown)])
    else:
        _say(found)


def _fields(one: Deadline) -> dict[str, Any]:
    return {
        "what": one.what.value,
        "due": one.due.isoformat(),
        "days_left": one.days_left,
        "fund": one.fund,
        "fund_year": one.year,
        "body": one.body,
        "amount": one.missing.decimal_string if one.missing else None,
        "carry_over": one.carry_over.value,
    }


def _unknown(fund: str, year: int) -> dict[str, Any]:
    nothing = dict.fromkeys(("due", "days_left", "body", "amount"))
    return {"what": TERMS_UNKNOWN, "fund": fund, "fund_year": year, **nothing,
            "carry_over": CarryOver.UNKNOWN.value}  # fmt: skip


def _say(found: Deadlines) -> None:
    if found.due:
        rows = [
            {
                "due": one.due, "days": _days(one.days_left), "what": one.what.label(language()),
                "fund": one.fund, "year": one.year, "body": one.body, "missing": _missing(one),
            }
            for one in found.due
        ]  # fmt: skip
        headings = {
            "due": _("Last day"), "days": _("Days left"), "what": _("To do"), "fund": _("Fund"),
            "year": _("Year"), "body": _("Body"), "missing": _("Missing"),
        }  # fmt: skip
        say_rows(rows, headings, right=("days",))
    else:
        say(_("Nothing is due."))
    if found.terms_unknown:
        unknown = ", ".join(f"{fund} {year}" for fund, year in found.terms_unknown)
        say()
        say(_("Terms unknown: {funds}.").format(funds=unknown))
        say(_("Say them: medel fund year FUND YEAR --use-by … --from … --on-word …"))


def _days(left: int) -> str:
    if left >= 0:
        return str(left)
    return ngettext("{days} day late", "{days} days late", -left).format(days=-left)


def _missing(one: Deadline) -> str:
    if one.body is None:
        return _("nothing is posted")
    if one.missing is None:
        return _("the report")
    kronor = one.missing.kronor_text(language())
    if one.what is Due.REQUISITION:
        return _("{kronor} kr not requisitioned").format(kronor=kronor)
    carried = _("may be carried over: {answer}").format(answer=one.carry_over.label(language()))
    return _("{kronor} kr left ({carried})").format(kronor=kronor, carried=carried)
