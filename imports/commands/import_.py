"""`medel import`: read files and put what they say about money into the inbox."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imports.commands.import_registers import take_register
from imports.commands.options import HowToRead, progress, reading_options, say_notes
from ledger.commands.kit import (
    argument,
    book_option,
    by_option,
    command,
    option,
    say,
    tell,
)
from ledger.messages import N_, _, language, ngettext
from ledger.terms import Status

if TYPE_CHECKING:
    from imports.answers import AnswerSheet
    from imports.files import Opened
    from imports.lexicons import OwnWords
    from ledger.drafts import Reading
    from ledger.storage.store import Book


@dataclass(slots=True)
class _Run:
    """One run of the command: the batch that its files go into, once there is one."""

    batch: int | None = None
    validate: bool = False


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
        "ods, csv or json that a layout knows. “medel register” lists it."
    ),
)
@argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@book_option
@by_option
@option("--dry-run", is_flag=True, help=N_("Show what would be found; store nothing."))
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
@reading_options
def import_(
    files: tuple[Path, ...], db: str, by: str, dry_run: bool, layout: str | None, validate: bool,
    how: HowToRead,
) -> None:  # fmt: skip
    from imports.kinds import Lists
    from ledger.grants.funds import names_of
    from ledger.storage.store import open_book

    if validate:
        from imports.registers.official_rules import check_installed

        check_installed()
    book = open_book(db)
    own = how.own_words(db)
    lists = Lists.beside(db, layout)
    with book.reading() as connection:
        names = names_of(connection)
    exit_code = done = 0
    run = _Run(validate=validate)
    said: set[str] = set()
    try:
        with closing(how.read(files, names, own, lists)) as items, progress(files) as tick:
            for read in items:
                code = _take(book, by, read.opened, own, run, dry_run=dry_run)
                say_notes(read, said)
                exit_code = max(exit_code, code)
                done += 1
                tick(read.opened)
    except KeyboardInterrupt:
        _say_how_far(done, dry_run=dry_run)
        raise
    finally:
        if run.batch:
            line = _("This is import {batch}; “medel undo {batch}” takes it back.")
            say(line.format(batch=run.batch))
    if dry_run:
        say(_("Nothing was stored."))
    sys.exit(exit_code)


def _say_how_far(done: int, *, dry_run: bool) -> None:
    say(err=True)
    if done and not dry_run:
        said = ngettext(
            "{count} file is done; import the same files again to go on with the rest.",
            "{count} files are done; import the same files again to go on with the rest.",
            done,
        )
        say(said.format(count=done), err=True)


def _take(
    book: Book, by: str, item: Opened, own: OwnWords | None, run: _Run, *, dry_run: bool
) -> int:
    """Store one file and say what was found; returns the exit code it gives."""
    from ledger.errors import MedelError, Refused

    try:
        if item.error:
            raise item.error
        if item.left:
            say(_("{file}: {why}.").format(file=item.name, why=item.left))
        if item.answers:
            return _take_answers(book, by, item.answers, dry_run=dry_run)
        if item.register:
            if run.validate:
                item.register.validated()
            run.batch = take_register(book, by, item.register, run.batch, dry_run=dry_run)
            if item.register.refused:
                return Refused.exit_code
        if item.reading:
            _take_minutes(book, by, item.reading, own, run, dry_run=dry_run)
    except MedelError as error:
        tell(error)
        return error.exit_code
    return 0


def _take_minutes(
    book: Book, by: str, reading: Reading, own: OwnWords | None, run: _Run, *, dry_run: bool
) -> None:
    from ledger.proposing.batches import FileTaken, add_file
    from ledger.proposing.sources import known_source, store
    from ledger.storage.chain import act

    source = reading.source
    with book.reading() if dry_run else book.writing() as connection:
        if known_source(connection, source.sha256):
            say(_("{file}: known already, nothing added.").format(file=source.name))
            return
        if dry_run:
            say(f"{source.name}: {_found(reading)}")
            _remarks(reading)
            return
        payload: dict[str, Any] = {
            "file": source.name, "sha256": source.sha256, "reader": source.reader,
        }  # fmt: skip
        if own:
            payload["words"] = {"file": own.name, "sha256": own.sha256}
        with act(connection, by, "imported", payload) as made:
            stored = store(connection, made, reading)
            taken = FileTaken(
                source.name, source.sha256, stored.source,
                {"rows": len(stored.candidates), "duplicates": stored.duplicates},
            )  # fmt: skip
            words = {"words": payload["words"]} if own else {}
            batch = add_file(made, run.batch, "minutes", words, taken)
    run.batch = batch
    say(f"{source.name}: {_found(reading)}{_rows(stored.candidates)}")
    _remarks(reading)
    if stored.duplicates:
        say(
            ngettext(
                "  {count} of them stands in another file of the same meeting already.",
                "  {count} of them stand in another file of the same meeting already.",
                stored.duplicates,
            ).format(count=stored.duplicates)
        )


def _remarks(reading: Reading) -> None:
    for remark in reading.source.remarks:
        say(f"  {remark}")


def _found(reading: Reading) -> str:
    """What was found, by status: "decided: 2, proposed: 1"."""
    if not reading.candidates:
        return _("no money in these minutes.")
    count = Counter(found.status for found in reading.candidates)
    said = ", ".join(f"{s.label(language())}: {count[s]}" for s in Status if count[s])
    without = sum(found.amount is None for found in reading.candidates)
    if without:
        said += " " + _("(of which {count} without a sum)").format(count=without)
    return said


def _rows(numbers: range) -> str:
    if not numbers:
        return ""
    if len(numbers) == 1:
        return _(" → row {first} in the inbox").format(first=numbers[0])
    return _(" → rows {first}–{last} in the inbox").format(first=numbers[0], last=numbers[-1])


def _take_answers(book: Book, by: str, sheet: AnswerSheet, *, dry_run: bool) -> int:
    from imports.answers import take_answers
    from ledger.errors import Refused

    with book.writing() as connection:
        results = take_answers(connection, by, sheet)
        if dry_run:
            connection.rollback()
    count = Counter(result.outcome for result in results)
    say(
        _("{file}: {accepted} accepted, {rejected} turned down, {known} known already.").format(
            file=sheet.name, accepted=count["accepted"], rejected=count["rejected"],
            known=count["known"],
        )
    )  # fmt: skip
    refused = [result for result in results if result.outcome == "refused"]
    for result in refused:
        place = _("{file}, line {line}").format(file=sheet.name, line=result.line)
        tell(Refused(result.problem, place=place))
    return Refused.exit_code if refused else 0
