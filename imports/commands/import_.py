"""`medel import`: read files and put what they say about money into the inbox."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imports.commands.importing import Import, exit_code_of, say_batch, show
from imports.commands.options import (
    HowToRead,
    WhatItIs,
    reading_options,
    said_options,
    say_notes,
)
from imports.commands.progress import progress
from ledger.commands.kit import argument, book_option, by_option, command, option, say
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from imports.taking.outcomes import Outcome


@command(
    "import",
    help=N_(
        "Read files and put proposals into the inbox.\n\n"
        "Minutes as text, Markdown, HTML, Word, OpenDocument or PDF; a letter (.eml), a zip or a "
        "folder of them; or the review workbook with your answers. Each "
        "file is stored with its text; a file that is known already adds nothing. A file that "
        "cannot be read is told, and the others go on.\n\n"
        "What other systems hand over is told by what it holds: accounting as SIE 4, payments as "
        "BgMax or camt.053, e-invoices of Peppol or Svefaktura, and invoice lists as xlsx, xls, "
        "ods, csv or json that a layout knows. “medel register” lists it.\n\n"
        "Tables of figures are told by their headings: populations, budgets and forecasts, and "
        "distribution lists, whose sums go into the inbox. Where none or several readers answer "
        "for a file, that is told with the reasons; --as KIND decides.\n\n"
        "With --dry-run all is done and taken back again: what is shown is what would be done. "
        "With --plan it is also written to a file, and “medel apply” does exactly that."
    ),
)
@argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@book_option
@by_option
@option("--dry-run", is_flag=True, help=N_("Show what would be done; store nothing."))
@option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("Write what would be done to this file; store nothing."),
)
@option(
    "--layout",
    metavar="NAME",
    help=N_("Read the files as invoice lists of this layout (“medel layout list”)."),
)
@option(
    "--validate",
    is_flag=True,
    help=N_("Hold e-invoices against the standard's own rules too (medelsbok[validate])."),
)
@said_options
@reading_options
def import_(
    files: tuple[Path, ...], db: str, by: str, dry_run: bool, plan_file: Path | None,
    layout: str | None, validate: bool, how: HowToRead, said: WhatItIs,
) -> None:  # fmt: skip
    from ledger.storage.store import open_book

    asked = Import(open_book(db), db, by, files, how, layout, validate, said)
    if dry_run or plan_file:
        outcomes = asked.on_trial(lambda _outcomes: False)
        for outcome in outcomes:
            show(outcome)
        if plan_file:
            _write_plan(asked, outcomes, plan_file)
        say(_("Nothing was stored."))
    else:
        outcomes = _take(asked)
    sys.exit(exit_code_of(outcomes))


def _take(asked: Import) -> list[Outcome]:
    """Take each file as it has been read; what is done stays, whatever comes of the next."""
    from imports.taking.run import each

    outcomes: list[Outcome] = []
    run = None
    try:
        with closing(asked.reads()) as reads, progress(asked.files) as shown:
            run = asked.run(shown.rows)
            for read, outcome in each(asked.book, run, reads):
                show(outcome)
                say_notes(read, asked.said)
                outcomes.append(outcome.in_short())
                shown.tick(read.opened)
    except KeyboardInterrupt:
        _say_how_far(len(outcomes))
        raise
    finally:
        say_batch(run.batch if run else None, outcomes)
    return outcomes


def _write_plan(asked: Import, outcomes: list[Outcome], path: Path) -> None:
    from ledger.storage.files import put_file

    put_file(path, asked.plan(outcomes).as_bytes())
    said = _("The plan is in {file}; “medel apply {file}” does exactly that.")
    say(said.format(file=path))


def _say_how_far(done: int) -> None:
    say(err=True)
    if done:
        said = ngettext(
            "{count} file is done; import the same files again to go on with the rest.",
            "{count} files are done; import the same files again to go on with the rest.",
            done,
        )
        say(said.format(count=done), err=True)
