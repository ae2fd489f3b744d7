"""`medel report`: `year` writes the yearly summary, `inbox` the workbook for reviews.

Reports of a fund, a body and other parts of the book stand in `extracts`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.commands.kit import (
    argument,
    book_option,
    command,
    group,
    option,
    say,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _, ngettext
from reports.commands.extracts import EXTRACTS
from reports.commands.saved import forget, run, save, saved
from reports.commands.template import template_of
from reports.commands.writing import (
    OUTPUT,
    How,
    no_file,
    put,
    report_language,
    report_options,
    write,
)

if TYPE_CHECKING:
    from reports.spec import Spec


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
@option("--body", help=N_("Only what concerns this body."))
@option("--forum", help=N_("Only what this cooperation body has decided."))
@option(
    "--comments-from",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help=N_("Last year's workbook: what was written under Kommentar stands beside this year's."),
)
@option(
    "--template",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help=N_("Fill in a workbook of your own; “medel template” says how it is marked."),
)
@report_options
def year(
    year: str, body: str | None, forum: str | None, comments_from: str | None,
    template: str | None, how: How,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year

    spec = how.spec(
        "year", year=parse_fund_year(year), body=body, forum=forum, comments_from=comments_from,
        template=template_of(template, how),
    )  # fmt: skip
    write(spec, how)


@command(
    "reconciliation",
    help=N_(
        "What is decided, invoiced, booked and paid, and what is not.\n\n"
        "A list of each thing to look at, who owes whom, and checks that everything ties. Without "
        "-o it is shown as text. Reports are in Swedish unless --lang en is given."
    ),
)
@option("--year", help=N_("Only what concerns this fund year; what has none is looked at too."))
@option("--fund", help=N_("Only this fund; what names none is looked at too."))
@option("--body", help=N_("Only what concerns this body."))
@option("--forum", help=N_("Only what this cooperation body has decided."))
@option("--net", is_flag=True, help=N_("What two owe each other as one debt."))
@report_options
def reconciliation(
    year: str | None, fund: str | None, body: str | None, forum: str | None, net: bool, how: How
) -> None:
    write(_of_part("reconciliation", how, year, fund, body=body, forum=forum, net=net), how)


@command(
    "statement",
    help=N_(
        "The statement of account of a body, or of each.\n\n"
        "What it owes and is owed, each line with the decision's own words, what is invoiced, paid "
        "and open, and how old it is. With --each -o FOLDER a file for each body."
    ),
)
@argument("body", required=False)
@option("--year", help=N_("Only what concerns this fund year; what has none is looked at too."))
@option("--fund", help=N_("Only this fund; what names none is looked at too."))
@option("--forum", help=N_("Only what this cooperation body has decided."))
@report_options
def statement(
    body: str | None, year: str | None, fund: str | None, forum: str | None, how: How
) -> None:
    write(_of_part("statement", how, year, fund, body=body, forum=forum), how)


@command(
    "basis",
    help=N_(
        "The basis of each invoice that is decided (fakturaunderlag).\n\n"
        "Who invoices whom, of which fund, how much, what is invoiced already, and the decision's "
        "own words. Name entries, or a year and the body that invoices. As a document: "
        "-o underlag.docx or underlag.pdf; with --each -o FOLDER a file for each that invoices."
    ),
)
@argument("entries", metavar="[ENTRY]...", nargs=-1, type=click.IntRange(min=1))
@option("--year", help=N_("Only what concerns this fund year."))
@option("--fund", help=N_("Only this fund."))
@option("--body", help=N_("Only what this body is to invoice."))
@option("--forum", help=N_("Only what this cooperation body has decided."))
@report_options
def basis(
    entries: tuple[int, ...], year: str | None, fund: str | None, body: str | None,
    forum: str | None, how: How,
) -> None:  # fmt: skip
    from ledger.dates import parse_fund_year

    spec = how.spec(
        "basis", entries=entries, year=parse_fund_year(year) if year else None, fund=fund,
        body=body, forum=forum,
    )  # fmt: skip
    write(spec, how)


@command(
    "inbox",
    help=N_(
        "A workbook for reviewing the inbox.\n\n"
        "The proposals that wait, each beside its quote, with columns to answer in. Save the "
        "answers and read them back: medel import FILE.xlsx"
    ),
)
@book_option
@option("-o", "--output", metavar="FILE", type=OUTPUT, help=N_("The .xlsx file to write."))
def inbox(db: str, output: Path | None) -> None:
    from ledger.storage.store import open_book
    from reports.facts import inbox_facts
    from reports.inbox_sheet import inbox_book
    from reports.write_xlsx import xlsx_bytes

    file = _workbook(output, "granskning.xlsx")
    with open_book(db).reading() as connection:
        facts = inbox_facts(connection, report_language())
    put(file, xlsx_bytes(inbox_book(facts, report_language())))
    count = len(facts.proposals)
    text = ngettext(
        "{file}: {number} proposal to review.", "{file}: {number} proposals to review.", count
    )
    say(text.format(file=file, number=count))


@command(
    "matches",
    help=N_(
        "A workbook for deciding about suggested matches.\n\n"
        "What “medel match” suggests, the surest first, with columns to answer in. Save the "
        "answers and read them back: medel import FILE.xlsx"
    ),
)
@book_option
@option("-o", "--output", metavar="FILE", type=OUTPUT, help=N_("The .xlsx file to write."))
def matches(db: str, output: Path | None) -> None:
    from ledger.storage.store import open_book
    from reports.facts import match_facts
    from reports.match_sheet import match_book
    from reports.write_xlsx import xlsx_bytes

    file = _workbook(output, "avstamning.xlsx")
    with open_book(db).reading() as connection:
        facts = match_facts(connection, report_language())
    put(file, xlsx_bytes(match_book(facts, report_language())))
    count = len(facts.matches)
    text = ngettext(
        "{file}: {number} match to decide.", "{file}: {number} matches to decide.", count
    )
    say(text.format(file=file, number=count))


def _of_part(
    kind: str, how: How, year: str | None, fund: str | None, **part: str | bool | None
) -> Spec:
    from ledger.dates import parse_fund_year

    return how.spec(kind, year=parse_fund_year(year) if year else None, fund=fund, **part)


def _workbook(output: Path | None, example: str) -> Path:
    """The file to write. Raises WrongUse where it is none, or no workbook."""
    if output is None:
        raise no_file(example)
    if output.suffix.lower() != ".xlsx":
        raise WrongUse(
            _("The review is an Excel workbook."),
            place=str(output),
            next_step=_("Give it a name that ends with .xlsx."),
        )
    return output


for one in (
    year, *EXTRACTS, reconciliation, statement, basis, inbox, matches, save, run, saved, forget
):  # fmt: skip
    report.add_command(one)
