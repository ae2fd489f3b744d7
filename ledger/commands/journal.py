"""`medel journal`: the entries, in order of number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.posting.journal import Entry


@command("journal", help=N_("List the entries, in order of number."))
@book_option
@option("--year", help=N_("Only this fund year."))
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only entries where this body pays or is paid."))
@moment_options
@format_option("text", "json")
def journal(
    db: str, year: str | None, fund: str | None, body: str | None, as_of: str | None,
    known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from sqlalchemy import or_

    from ledger.dates import parse_fund_year
    from ledger.grants.funds import fund_number
    from ledger.parties.bodies import body_number
    from ledger.parties.merged import merged
    from ledger.posting.attest import attests_of, waiting
    from ledger.posting.journal import listing
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from ledger.storage.tables import entries

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        where = [*moment.knew(entries), *moment.by_day(entries.c.date)]
        if year:
            where.append(entries.c.fund_year == parse_fund_year(year))
        if fund:
            where.append(entries.c.fund == fund_number(connection, fund))
        if body:
            numbers = merged(connection, moment).all_of(
                body_number(connection, body, moment=moment)
            )
            where.append(or_(entries.c.payer.in_(numbers), entries.c.payee.in_(numbers)))
        posted = listing(connection, *where, moment=moment)
        reviewed = attests_of(connection, moment)
        waits = {entry.number for entry in waiting(connection, moment)}
    if format_ == "json":
        say_json(
            [
                fields_of_entry(entry)
                | {
                    "reviewed_by": reviewed[n].by if (n := entry.number) in reviewed else None,
                    "awaits_review": entry.number in waits,
                }
                for entry in posted
            ]
        )
    elif not posted:
        say(_("No entries."))
    else:
        _say_entries(
            posted, {n: a.by for n, a in reviewed.items()} | dict.fromkeys(waits, _("waits"))
        )


def fields_of_entry(entry: Entry) -> dict[str, Any]:
    """An entry as JSON shows it; the amount in kronor as a decimal string."""
    return {
        "number": entry.number,
        "date": entry.date,
        "kind": entry.kind.value,
        "fund": entry.fund,
        "fund_year": entry.fund_year,
        "to_year": entry.to_year,
        "payer": entry.payer,
        "payee": entry.payee,
        "payer_then": entry.payer_then,
        "payee_then": entry.payee_then,
        "amount": entry.amount.decimal_string,
        "text": entry.text,
        "forum": entry.forum,
        "candidate": entry.candidate,
        "corrects": entry.corrects,
        "reason": entry.reason,
        "by": entry.by,
        "at": entry.at,
    }


def _say_entries(posted: list[Entry], review: Mapping[int, str]) -> None:
    rows = [
        fields_of_entry(entry)
        | {
            "kind": entry.kind.label(language()),
            "payer": _with_then(entry.payer, entry.payer_then),
            "payee": _with_then(entry.payee, entry.payee_then),
            "amount": entry.amount.kronor_text(language()),
            "corrects": entry.corrects or "",
            "review": review.get(entry.number, ""),
        }
        for entry in posted
    ]
    headings = {
        "number": _("No"), "date": _("Date"), "kind": _("Kind"), "payer": _("Payer"),
        "payee": _("Payee"), "fund": _("Fund"), "fund_year": _("Year"), "amount": _("Kronor"),
        "corrects": _("Corrects"),
    }  # fmt: skip
    if any(row["review"] for row in rows):
        headings["review"] = _("Reviewed")
    say_rows(rows, headings, right=("number", "amount"))


def _with_then(name: str, then: str | None) -> str:
    """A party's name, and in brackets what it was posted as where it has been merged since."""
    return f"{name} ({then})" if then else name
