"""`medel plan`, with `plan import`, which reads a budget or a forecast from a file."""

from __future__ import annotations

from pathlib import Path

import click

from imports.commands.options import say_import
from ledger.commands.kit import argument, book_option, by_option, option, say
from ledger.commands.plan import KINDS, plan
from ledger.messages import N_, _
from ledger.terms import PlanKind


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
    from imports.sheets import read_sheets
    from imports.taking.plans import Planning, said_of_plan, store_plan
    from ledger.dates import parse_date, parse_fund_year, today
    from ledger.storage.store import open_book

    said = Planning(
        PlanKind.of(kind), parse_fund_year(year), name, parse_date(day) if day else today(), paper,
        fund, body, column,
    )  # fmt: skip
    sheets = read_sheets(file)
    with open_book(db).writing() as connection:
        stored = store_plan(connection, by, sheets, said)
        if dry_run:
            connection.rollback()
    version, *lines = (*said_of_plan(stored, said), *sheets.source.remarks)
    for line in lines if dry_run else (version, *lines):
        say(line)
    if dry_run:
        say(_("Nothing was stored."))
    else:
        say_import(stored.batch)
