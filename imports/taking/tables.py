"""Tables of figures into the book: populations, plans, and lists of what each may claim.

A file that was taken as the same kind before adds nothing. What the file does not say of itself is
what was said beside it (`About`), else what the titles above its tables say; it is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from imports.minutes.meeting import days_in
from imports.sheets import Sheets
from imports.table_file import TableFile
from imports.table_heads import titles, years_in
from imports.taking.distributions import Distributing, passed_over, reading_of_list
from imports.taking.minutes import take_reading
from imports.taking.outcomes import Line, Outcome, known
from imports.taking.plans import Planning, said_of_plan, store_plan
from imports.taking.populations import Counting, said_of_population, store_population
from ledger.dates import parse_date, parse_fund_year, today
from ledger.errors import WrongUse
from ledger.grants.funds import names_of
from ledger.messages import _
from ledger.money import Money
from ledger.proposing.sources import known_source
from ledger.terms import PlanKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.taking.run import Run

_Take = Callable[["Connection", "Run", TableFile, Sheets, Outcome], Outcome]


def take_table(connection: Connection, run: Run, file: TableFile) -> Outcome:
    """Store one file, in the batch of the run. Raises UnreadableFile, WrongUse, NotResolved."""
    read = file.sheets()
    sheets = replace(read, source=replace(read.source, reader=file.reader))
    source = sheets.source
    outcome = Outcome(
        file.name, "stored", file.kind, source.sha256, len(source.content), source.reader,
        file.about.given,
    )  # fmt: skip
    if known_source(connection, source.sha256, source.reader):
        return known(outcome)
    return _TAKE[file.kind](connection, run, file, sheets, outcome)


def _population(
    connection: Connection, run: Run, file: TableFile, sheets: Sheets, outcome: Outcome
) -> Outcome:
    about = file.about
    day = parse_date(about.date) if about.date else _day(sheets)
    said = Counting(day, about.name or PurePath(file.name).stem, about.column)
    stored = store_population(connection, run.by, sheets, said, run.batch)
    did = said.options | {
        "column": stored.found.column, "people": stored.people, "bodies": len(stored.found.rows),
    }  # fmt: skip
    lines = (*said_of_population(stored, said), *sheets.source.remarks)
    return replace(
        outcome, batch=stored.batch, did={"population": did}, said=_lines(file.name, lines)
    )


def _plan(
    connection: Connection, run: Run, file: TableFile, sheets: Sheets, outcome: Outcome
) -> Outcome:
    about = file.about
    said = Planning(
        PlanKind.of(file.kind), parse_fund_year(about.year) if about.year else _year(sheets),
        about.name or PurePath(file.name).stem, parse_date(about.date) if about.date else today(),
        about.paper or PurePath(file.name).name, about.fund, about.body, about.column,
    )  # fmt: skip
    stored = store_plan(connection, run.by, sheets, said, run.batch)
    total = sum(row.amount.ore for row in stored.found.rows)
    did = {
        "kind": file.kind, "year": said.year, "name": said.name, "paper": said.paper,
        "lines": len(stored.found.rows), "sum": Money(total).decimal_string,
    }  # fmt: skip
    lines = (*said_of_plan(stored, said), *sheets.source.remarks)
    return replace(outcome, batch=stored.batch, did={"plan": did}, said=_lines(file.name, lines))


def _distribution(
    connection: Connection, run: Run, file: TableFile, sheets: Sheets, outcome: Outcome
) -> Outcome:
    about = file.about
    said = Distributing(
        about.fund, parse_fund_year(about.year) if about.year else None, about.payer,
        parse_date(about.date) if about.date else None, about.column,
    )  # fmt: skip
    reading, found = reading_of_list(sheets, said, names_of(connection))
    taken = take_reading(connection, run, reading, file.kind, outcome.options)
    return replace(taken, said=(*taken.said, *map(Line, passed_over(found))))


_TAKE: Mapping[str, _Take] = {
    "population": _population, "budget": _plan, "forecast": _plan, "distribution": _distribution,
}  # fmt: skip


def _day(sheets: Sheets) -> date:
    """The one day that the titles name."""
    days = {day for sheet in sheets.sheets for title in titles(sheet) for day in days_in(title)}
    if len(days) != 1:
        raise WrongUse(
            _("Say which day the people were counted, with --date."), place=sheets.source.name
        )
    return days.pop()


def _year(sheets: Sheets) -> int:
    """The one year that the titles name."""
    years = {year for sheet in sheets.sheets for year in years_in(sheet)}
    if len(years) != 1:
        raise WrongUse(_("Say which year it is for, with --year."), place=sheets.source.name)
    return years.pop()


def _lines(file: str, lines: Iterable[str]) -> tuple[Line, ...]:
    first, *rest = lines
    return (Line(f"{file}: {first}"), *(Line(f"  {line.strip()}") for line in rest))
