"""`medel balances`: sums per body, fund and fund year; columns without money are left out."""

from __future__ import annotations

from ledger.commands.kit import (
    book_option,
    command,
    format_option,
    moment_options,
    option,
    say,
    say_json,
)
from ledger.commands.line_rows import fields_of_line, say_lines
from ledger.messages import N_, _, ngettext


@command("balances", help=N_("Sums per body, fund and fund year."))
@book_option
@option("--year", help=N_("Only this fund year."))
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only this body."))
@moment_options
@format_option("text", "json")
def balances(
    db: str, year: str | None, fund: str | None, body: str | None, as_of: str | None,
    known_at: str | None, format_: str,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year
    from ledger.grants.funds import fund_number
    from ledger.parties.bodies import body_number
    from ledger.posting.attest import waiting_on
    from ledger.posting.balances import lines
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        found = lines(
            connection,
            year=parse_fund_year(year) if year else None,
            fund=fund_number(connection, fund) if fund else None,
            body=body_number(connection, body, moment=moment) if body else None,
            moment=moment,
        )
        waits = waiting_on(connection, found, moment)
    if format_ == "json":
        say_json([fields_of_line(line) for line in found])
    elif not found:
        say(_("No entries."))
    else:
        say_lines(found)
    if waits and format_ == "text":
        numbers = ", ".join(map(str, waits))
        text = ngettext(
            "Entry {numbers} waits for review, and is counted.",
            "Entries {numbers} wait for review, and are counted.", len(waits),
        )  # fmt: skip
        say(text.format(numbers=numbers))
