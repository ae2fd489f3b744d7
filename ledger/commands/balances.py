"""`medel balances`: sums per body, fund and fund year; columns without money are left out."""

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
    from ledger.balances import Line
    from ledger.columns import Column


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
    from ledger.balances import lines
    from ledger.bodies import body_number
    from ledger.dates import parse_fund_year
    from ledger.funds import fund_number
    from ledger.moments import moment_of
    from ledger.store import open_book

    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        found = lines(
            connection,
            year=parse_fund_year(year) if year else None,
            fund=fund_number(connection, fund) if fund else None,
            body=body_number(connection, body, moment=moment) if body else None,
            moment=moment,
        )
    if format_ == "json":
        say_json([fields_of_line(line) for line in found])
    elif not found:
        say(_("No entries."))
    else:
        _say_lines(found)


def fields_of_line(line: Line) -> dict[str, Any]:
    """A line as JSON shows it; every column in kronor as a decimal string, or null."""
    return {
        "body": line.body,
        "fund": line.fund,
        "fund_year": line.year,
        "columns": {c.value: m.decimal_string if m else None for c, m in line.columns.items()},
    }


def _say_lines(found: list[Line]) -> None:
    used: list[Column] = [c for c in found[0].columns if any(_ore(line, c) for line in found)]
    rows = [
        {"body": line.body, "fund": line.fund, "year": line.year}
        | {column.value: _kronor(line, column) for column in used}
        for line in found
    ]
    headings = {"body": _("Body"), "fund": _("Fund"), "year": _("Year")}
    headings |= {column.value: column.label(language()) for column in used}
    say_rows(rows, headings, right=[column.value for column in used])


def _ore(line: Line, column: Column) -> int:
    money = line.columns[column]
    return money.ore if money else 0


def _kronor(line: Line, column: Column) -> str:
    money = line.columns[column]
    return money.kronor_text(language()) if money and money.ore else ""
