"""`medel plan`, with `plan import`, which reads a budget or a forecast from a file."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.commands.kit import argument, book_option, by_option, option, say
from ledger.commands.plan import KINDS, plan
from ledger.messages import N_, _, language, ngettext
from ledger.terms import PlanKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.plan_file import PlanFile
    from ledger.planning.plans import NewLine


@plan.command(
    "import",
    help=N_(
        "Read a budget or a forecast from a workbook or csv file.\n\n"
        "Columns are found by their headings: fund, body, amount (or budget, or forecast), and "
        "where they are there year, kind and text. The file is stored with the book, and each "
        "line keeps its cell. The version is proposed until it is approved."
    ),
)
@argument("file", type=click.Path(path_type=Path))
@book_option
@by_option
@option("--kind", type=KINDS, required=True, help=N_("Budget or forecast."))
@option("--year", required=True, help=N_("The year it is for."))
@option("--name", required=True, help=N_("What the version is called: “Prognos maj”."))
@option("--date", "day", help=N_("The day of the decision or forecast; today if left out."))
@option("--paper", required=True, help=N_("What it rests on: a decision, a letter …"))
@option("--fund", help=N_("The fund, where the file has no column for it."))
@option("--body", help=N_("The body, where the file has no column for it."))
@option("--column", help=N_("The heading of the amounts, where there are several."))
@option("--dry-run", is_flag=True, help=N_("Show what would be read; store nothing."))
def import_(
    file: Path, db: str, by: str, kind: str, year: str, name: str, day: str | None, paper: str,
    fund: str | None, body: str | None, column: str | None, dry_run: bool,
) -> None:  # fmt: skip
    from imports.plan_file import Defaults, read_plan
    from imports.sheets import read_sheets
    from ledger.dates import parse_date, parse_fund_year, today
    from ledger.planning.plans import NewVersion, add_version
    from ledger.proposing.sources import keep
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    what, of_year = PlanKind.of(kind), parse_fund_year(year)
    on = parse_date(day) if day else today()
    sheets = read_sheets(file)
    found = read_plan(sheets, what, Defaults(of_year, fund, body), column)
    book = open_book(db)
    with book.reading() if dry_run else book.writing() as connection:
        lines = _numbered(connection, sheets.source.name, found)
        if dry_run:
            _say_read(found)
            say(_("Nothing was stored."))
            return
        said = {"file": sheets.source.name, "sha256": sheets.source.sha256, "version": name}
        with act(connection, by, "plan imported", said) as made:
            source = keep(connection, made, sheets.source)
            new = NewVersion(what, of_year, name, on, paper, source)
            number = add_version(connection, made, new, lines)
    say(
        _("Version {number}, {kind} {year} “{name}”: proposed.").format(
            number=number, kind=what.label(language()), year=of_year, name=name
        )
    )
    _say_read(found)


def _numbered(connection: Connection, file: str, found: PlanFile) -> list[NewLine]:
    """The lines of a file with the book's bodies and funds; what is unknown is told by cell."""
    from ledger.errors import MedelError, NotResolved
    from ledger.grants.funds import fund_number
    from ledger.parties.bodies import body_number
    from ledger.planning.plans import NewLine

    lines, wrong = [], []
    fund = cache(partial(fund_number, connection))  # the same few in hundreds of rows
    body = cache(partial(body_number, connection))
    for row in found.rows:
        try:
            lines.append(
                NewLine(
                    fund(row.fund),
                    row.year,
                    body(row.body),
                    row.kind,
                    row.amount,
                    row.text,
                    row.place,
                )
            )
        except MedelError as error:
            wrong.append(f"{row.place}: {error}")
    if wrong:
        raise NotResolved("\n".join(wrong), place=file)
    return lines


def _say_read(found: PlanFile) -> None:
    total = sum(row.amount.ore for row in found.rows)
    from ledger.money import Money

    line = ngettext("{count} line, {kronor} kr.", "{count} lines, {kronor} kr.", len(found.rows))
    say(line.format(count=len(found.rows), kronor=Money(total).kronor_text(language())))
    if found.scale > 1:
        say(_("The amounts are read as {unit}.").format(unit=f"{found.scale} kr"))
    for skipped in found.skipped:
        say(_("  passed over: {row}").format(row=skipped))
