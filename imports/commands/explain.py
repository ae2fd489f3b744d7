"""`medel explain`: everything that would be found in files, and why. It needs no book."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imports.commands.options import HowToRead, reading_options, say_notes
from ledger.commands.kit import argument, command, format_option, option, say, say_json, tell
from ledger.errors import MedelError, UnreadableFile, WrongUse
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.drafts import Reading

WIDEST = 120


@command(
    "explain",
    help=N_(
        "Show what would be found in a file, and why.\n\n"
        "Each statement about money with its sentence, and the rule behind every field. Nothing is "
        "stored. A folder, a zip or a letter (.eml) stands for the files in "
        "it. With --html the whole text, the "
        "finds marked in place, as one page for a browser."
    ),
)
@argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@format_option("text", "jsonl")
@option("--html", "as_page", is_flag=True, help=N_("Write a page for a browser."))
@option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("The page to write; else it is printed."),
)
@reading_options
def explain(
    files: tuple[Path, ...], format_: str, as_page: bool, output: Path | None, how: HowToRead
) -> None:
    if output and not as_page:
        raise WrongUse(_("-o names the page that --html writes."), next_step=_("Give both."))
    failed: list[MedelError] = []
    readings = _readings(files, how, failed)
    if as_page:
        _write_page([reading for _file, reading in readings], output)
    else:
        for i, (file, reading) in enumerate(readings):
            if format_ == "jsonl":
                _show_rows(reading, file)
            else:
                _show_text(reading, file, first=i == 0)
    if failed:
        sys.exit(failed[-1].exit_code)


def _readings(
    files: tuple[Path, ...], how: HowToRead, failed: list[MedelError]
) -> Iterator[tuple[str, Reading]]:
    """Each file that can be read; the others are told, and kept in `failed`."""
    from ledger.parties.names import Names

    said: set[str] = set()
    for read in how.read(files, Names.shipped(), how.own_words()):
        item = read.opened
        say_notes(read, said)
        error = item.error
        if item.answers:
            error = UnreadableFile(
                _("This is a workbook with answers, not minutes."),
                place=item.name,
                next_step=_("“medel import” takes it."),
            )
        if item.register:
            error = UnreadableFile(
                _("This is a file of another system, not minutes."),
                place=item.name,
                next_step=_("“medel import” takes it, “medel register” lists it."),
            )
        if item.table:
            error = UnreadableFile(
                _("This is a table of figures, not minutes."),
                place=item.name,
                next_step=_("“medel import” takes it."),
            )
        if item.left:
            say(_("{file}: {why}.").format(file=item.name, why=item.left), err=True)
        if error:
            tell(error)
            failed.append(error)
        if item.reading:
            for remark in item.reading.source.remarks:
                say(f"{item.name}: {remark}", err=True)
            yield str(item.path or item.name), item.reading


def _write_page(readings: list[Reading], output: Path | None) -> None:
    from imports.explain_html import page
    from ledger.storage.files import put_file

    if not readings:
        return
    text = page(readings)
    if output is None:
        click.echo(text, nl=False)
        return
    put_file(output, text.encode())
    count = sum(len(reading.candidates) for reading in readings)
    said = ngettext(
        "{file}: {count} statement about money, marked in the text.",
        "{file}: {count} statements about money, marked in the text.",
        count,
    )
    say(said.format(file=output, count=count))


def _show_rows(reading: Reading, file: str) -> None:
    from imports.explain import rows

    for row in rows(reading, file):
        say_json(row, indent=None)


def _show_text(reading: Reading, file: str, *, first: bool) -> None:
    from imports.explain import text

    if not first:
        say()
    for line in text(reading, file, min(shutil.get_terminal_size().columns, WIDEST)):
        say(line)


if __name__ == "__main__":
    explain()
