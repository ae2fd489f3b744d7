"""`medel report`: `year` writes the yearly summary, `inbox` the workbook for reviews."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    group,
    moment_options,
    option,
    say,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from reports.figures import YearFacts

FORMATS = ("xlsx", "json", "csv", "text")
_OUTPUT = click.Path(path_type=Path)


@group("report", help=N_("Write workbooks and other reports."))
def report() -> None:
    pass


@command(
    "year",
    help=N_(
        "The yearly summary per body.\n\n"
        "A workbook with all bodies, one sheet per body, the decisions, what needs follow-up and "
        "the checks. Without -o it is shown as text. Reports are in Swedish unless --lang en is "
        "given."
    ),
)
@argument("year")
@book_option
@option("--body", help=N_("Only what concerns this body."))
@option("--forum", help=N_("Only what this cooperation body has decided."))
@moment_options
@option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help=N_("How to write it; else as the file's name says."),
)
@option("-o", "--output", metavar="FILE", type=_OUTPUT, help=N_("The file to write."))
def year(
    year: str, db: str, body: str | None, forum: str | None, as_of: str | None,
    known_at: str | None, format_: str | None, output: Path | None,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book
    from reports.facts import year_facts
    from reports.formats import year_report

    chosen = _format(format_, output)
    with open_book(db).reading() as connection:
        moment = moment_of(connection, as_of, known_at)
        facts = year_facts(connection, parse_fund_year(year), body=body, forum=forum, moment=moment)
    content = year_report(facts, chosen, report_language())
    if output is None:
        # As bytes into a pipe or file: not every system's own encoding holds all we write.
        click.echo(content.decode() if sys.stdout.isatty() else content, nl=False)
    else:
        _put(output, content)
        say(_what_it_holds(facts, output))


@command(
    "inbox",
    help=N_(
        "A workbook for reviewing the inbox.\n\n"
        "The proposals that wait, each beside its quote, with columns to answer in. Save the "
        "answers and read them back: medel import FILE.xlsx"
    ),
)
@book_option
@option("-o", "--output", metavar="FILE", type=_OUTPUT, help=N_("The .xlsx file to write."))
def inbox(db: str, output: Path | None) -> None:
    from ledger.storage.store import open_book
    from reports.facts import inbox_facts
    from reports.inbox_sheet import inbox_book
    from reports.write_xlsx import xlsx_bytes

    if output is None:
        raise _no_file("granskning.xlsx")
    if output.suffix.lower() != ".xlsx":
        raise WrongUse(
            _("The review is an Excel workbook."),
            place=str(output),
            next_step=_("Give it a name that ends with .xlsx."),
        )
    with open_book(db).reading() as connection:
        facts = inbox_facts(connection, report_language())
    _put(output, xlsx_bytes(inbox_book(facts, report_language())))
    count = len(facts.proposals)
    text = ngettext(
        "{file}: {number} proposal to review.", "{file}: {number} proposals to review.", count
    )
    say(text.format(file=output, number=count))


report.add_command(year)
report.add_command(inbox)


def report_language() -> str:
    """Swedish unless `--lang` was given: who reads a report may not be who runs the program."""
    context: click.Context | None = click.get_current_context()
    while context:
        if context.get_parameter_source("lang") is click.core.ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return "sv"


def _format(said: str | None, output: Path | None) -> str:
    from reports.formats import format_of

    if said == "xlsx" and output is None:
        raise _no_file("redovisning.xlsx")
    return said or ("text" if output is None else format_of(output.name))


def _no_file(example: str) -> WrongUse:
    return WrongUse(
        _("A workbook cannot be shown here."),
        next_step=_("Name a file with -o, for example -o {example}.").format(example=example),
    )


def _what_it_holds(facts: YearFacts, output: Path) -> str:
    if not facts.entries:
        return _("{file}: the book has no entries here for {year}.").format(
            file=output, year=facts.year
        )
    bodies = len({line.body for line in facts.lines})
    parts = [
        ngettext("{number} body", "{number} bodies", bodies).format(number=bodies),
        ngettext("{number} entry", "{number} entries", len(facts.entries)).format(
            number=len(facts.entries)
        ),
    ]
    waiting = len(facts.follow_ups)
    if waiting:
        parts.append(
            ngettext("{number} decision to follow up", "{number} decisions to follow up",
                     waiting).format(number=waiting)
        )  # fmt: skip
    return f"{output}: {', '.join(parts)}."


def _put(output: Path, content: bytes) -> None:
    from ledger.storage.files import put_file

    put_file(output, content)
