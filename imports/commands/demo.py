"""`medel demo`: the whole job on example minutes, typed as a user would type it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import click

from ledger.commands.kit import argument, command, say
from ledger.errors import WrongUse
from ledger.messages import N_, _

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
MINUTES = {".txt", ".md", ".docx", ".pdf"}
FOLDER_OF_MINUTES = "protokoll"
FOLDER_OF_REGISTERS = "andra-system"  # to try “medel import” and “medel register” on
BOOK = "medelsbok.db"
YEARS = ("2023", "2024")
MARK = ".medel-demo"  # the folder is the demo's own, and may be made anew


@command(
    "demo",
    help=N_(
        "Show the whole job on example minutes.\n\n"
        "Makes a folder (medel-demo, or the one named) with invented minutes from three counties, "
        "a book, the proposals accepted that leave nothing open, and the workbooks."
    ),
)
@argument("folder", default="medel-demo", type=click.Path(path_type=Path, file_okay=False))
@click.pass_context
def demo(context: click.Context, folder: Path) -> None:
    _make_folder(folder)
    minutes = _copy_minutes(folder / FOLDER_OF_MINUTES)
    shutil.copytree(EXAMPLES / FOLDER_OF_REGISTERS, folder / FOLDER_OF_REGISTERS)
    typist = _Typist(context.find_root().command, folder / BOOK)

    say(_("1. A new book, and the minutes of {count} meetings.").format(count=len(minutes)))
    typist.type("init")
    typist.type("import", *map(str, minutes), shown=f"import {folder / FOLDER_OF_MINUTES}/*")

    ready = typist.ask("inbox", "list", "--ready")
    say(_("2. {count} proposals leave nothing open: they are accepted.").format(count=len(ready)))
    typist.type("inbox", "accept", "--by", _("demo"), *(str(row["number"]) for row in ready))

    say(_("3. A workbook for each year, and one with what is left to decide."))
    workbooks = [folder / f"redovisning-{year}.xlsx" for year in YEARS]
    for year, workbook in zip(YEARS, workbooks, strict=True):
        typist.type("report", "year", year, "-o", str(workbook))
    review = folder / "granskning.xlsx"
    typist.type("report", "inbox", "-o", str(review))

    say(_("4. From a figure back to its sentence, and: does the book still hold?"))
    typist.type("trace", "1")
    typist.type("check")

    say(_("Done. Open these in Excel or LibreOffice:"))
    for workbook in (*workbooks, review):
        say(f"  {workbook}")
    say(_("The minutes they rest on are in {folder}.").format(folder=folder / FOLDER_OF_MINUTES))


class _Typist:
    """Runs commands of the program on the demo's book, showing each as it would be typed."""

    def __init__(self, root: click.Command, book: Path) -> None:
        self.root = root
        self.book = book

    def type(self, *words: str, shown: str = "") -> None:
        """Show the command, as a shell would take it, and run it."""
        shown = shown or " ".join(f'"{word}"' if " " in word else word for word in words)
        say(f"\n$ medel --db {self.book} {shown}")
        self._run(words)
        say()

    def ask(self, *words: str) -> list[dict[str, object]]:
        """Run a listing quietly and return its rows."""
        heard = StringIO()
        with redirect_stdout(heard):
            self._run((*words, "--format", "json"))
        rows: list[dict[str, object]] = json.loads(heard.getvalue())
        return rows

    def _run(self, words: Sequence[str]) -> None:
        try:
            self.root.main(["--db", str(self.book), *words], "medel", standalone_mode=False)
        except SystemExit as done:
            if done.code:
                sys.exit(done.code)


def _make_folder(folder: Path) -> None:
    if (folder / MARK).is_file():
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()):
        raise WrongUse(
            _("The folder is not empty."), place=str(folder), next_step=_("Name another one.")
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _copy_minutes(folder: Path) -> list[Path]:
    folder.mkdir()
    found = sorted(path for path in EXAMPLES.iterdir() if path.suffix in MINUTES)
    return [Path(shutil.copyfile(path, folder / path.name)) for path in found]
