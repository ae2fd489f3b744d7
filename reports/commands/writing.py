"""What every report command shares: what it is asked for, and where it is written.

@argument("year")
@report_options
def year(year: str, how: How) -> None:
    write(how.spec("year", year=parse_fund_year(year)), how)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import book_option, moment_options, option, say
from ledger.errors import WrongUse
from ledger.messages import N_, _, language, ngettext

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reports.kinds import Report
    from reports.saved import Saved
    from reports.spec import Spec

FORMATS = ("xlsx", "docx", "pdf", "html", "json", "csv", "text")
UNITS = ("kr", "tkr", "mkr")
OUTPUT = click.Path(path_type=Path)
SHOWN = Path("-")  # as a file's name: show it


# Where reports are noted down in place of being written, while that lasts.
_noted: ContextVar[list[Saved] | None] = ContextVar("_noted", default=None)


@dataclass(frozen=True, slots=True)
class How:
    """From which book, in which shape and where to a report is written."""

    db: str
    as_of: str | None
    known_at: str | None
    unit: str
    values_only: bool
    format: str
    output: Path | None
    each: bool

    def spec(self, kind: str, **part: Any) -> Spec:
        """The report of this kind and part of the book. Raises WrongUse."""
        from ledger.dates import parse_date
        from reports.spec import Spec, Unit

        day = parse_date(self.as_of).isoformat() if self.as_of else None
        return Spec(
            kind, as_of=day, known_at=self.known_at, language=report_language(),
            unit=Unit.of(self.unit), values_only=self.values_only, **part,
        )  # fmt: skip


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options every report takes; they come as one `How`."""

    @wraps(function)
    def with_how(
        *args: Any, db: str, as_of: str | None, known_at: str | None, unit: str,
        values_only: bool, format_: str | None, output: Path | None, each: bool, **rest: Any,
    ) -> Any:  # fmt: skip
        if output == SHOWN:
            output = None
        chosen = _format(format_, output, each=each)
        how = How(db, as_of, known_at, unit, values_only, chosen, output, each)
        return function(*args, how=how, **rest)

    decorated: Any = with_how
    for one in (
        option(
            "-o", "--output", metavar="FILE", type=OUTPUT,
            help=N_("The file to write; with --each the folder."),
        ),
        option("--each", is_flag=True, help=N_("A file for each body, in the folder -o names.")),
        option(
            "--format",
            "format_",
            type=click.Choice(FORMATS),
            help=N_("How to write it; else as the file's name says."),
        ),
        option(
            "--values-only", is_flag=True, help=N_("Values in place of formulas in a workbook.")
        ),
        option(
            "--unit",
            type=click.Choice(UNITS),
            default="kr",
            help=N_("Sums in kronor, thousands or millions; every öre is kept behind them."),
        ),
        moment_options,
        book_option,
    ):  # fmt: skip
        decorated = one(decorated)
    return decorated  # type: ignore[no-any-return]


def write(spec: Spec, how: How) -> None:
    """Write the report to its file, or show it; where it is only to be saved, note it down."""
    from reports.formats import WITH_MACROS
    from reports.saved import Saved

    if how.output and how.output.suffix.lower() == WITH_MACROS and not spec.template:
        raise _no_ending(how.output)  # only a template has macros
    asked = Saved(spec, how.format, str(how.output) if how.output else None, how.each)
    noted = _noted.get()
    if noted is None:
        carry_out(how.db, asked)
    else:
        noted.append(asked)


@contextmanager
def noting() -> Iterator[list[Saved]]:
    """While this lasts, reports that are asked for are noted down and not written."""
    noted: list[Saved] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def carry_out(db: str, asked: Saved) -> None:
    """Write what was asked for."""
    from ledger.storage.store import open_book
    from reports.kinds import report_of

    report = report_of(asked.spec.kind)
    asked = replace(asked, spec=report.dated(asked.spec))
    with open_book(db).reading() as connection:
        if asked.each and asked.output:
            _write_each(connection, report, asked, Path(asked.output))
            return
        facts = report.read(connection, asked.spec)
    _write_one(report, facts, asked)


def _write_one(report: Report, facts: Any, asked: Saved) -> None:
    from reports.formats import report_bytes

    content = report_bytes(report, facts, asked.spec, asked.format)
    if asked.output is None:
        # As bytes into a pipe or file: not every system's own encoding holds all we write.
        click.echo(content.decode() if sys.stdout.isatty() else content, nl=False)
    else:
        put(Path(asked.output), content)
        say(report.summary(facts, asked.output))


def _write_each(connection: Connection, report: Report, asked: Saved, folder: Path) -> None:
    """A file for each body that the report has lines of."""
    from reports.formats import ending_of, file_names, report_bytes

    bodies = report.bodies(report.read(connection, asked.spec))
    ending = ending_of(asked.format, asked.spec.template)
    names = file_names(bodies, asked.spec.year, ending)
    folder.mkdir(parents=True, exist_ok=True)
    with _counted(list(zip(bodies, names, strict=True))) as rows:
        for body, name in rows:
            spec = replace(asked.spec, body=body)
            facts = report.read(connection, spec)
            put(folder / name, report_bytes(report, facts, spec, asked.format))
    said = ngettext("{folder}: {count} file.", "{folder}: {count} files.", len(bodies))
    say(said.format(folder=folder, count=len(bodies)))


def _counted(rows: list[tuple[str, str]]) -> Any:
    """The rows, with a bar on the terminal while they are gone through."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(rows, file=sys.stderr, show_pos=True, hidden=hidden)


def report_language() -> str:
    """Swedish unless `--lang` was given: who reads a report may not be who runs the program."""
    context: click.Context | None = click.get_current_context()
    while context:
        if context.get_parameter_source("lang") is click.core.ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return "sv"


def no_file(example: str) -> WrongUse:
    """What to say where a workbook or document is asked for and no file is named."""
    return WrongUse(
        _("A workbook or document cannot be shown here."),
        next_step=_("Name a file with -o, for example -o {example}.").format(example=example),
    )


def put(output: Path, content: bytes) -> None:
    """The file, wholly or not at all."""
    from ledger.storage.files import put_file

    put_file(output, content)


def _format(said: str | None, output: Path | None, *, each: bool) -> str:
    if each and output is None:
        raise WrongUse(
            _("A file for each body needs a folder."),
            next_step=_("Name one with -o, for example -o {example}.").format(
                example="redovisningar"
            ),
        )
    from reports.formats import ENDINGS, FILES_ONLY, format_of

    if said in FILES_ONLY and output is None:
        raise no_file(f"redovisning{ENDINGS[said]}")
    if said or output is None:
        return said or "text"
    if each:
        return "xlsx"
    asked = format_of(output.name)
    if asked is None:
        raise _no_ending(output)
    return asked


def _no_ending(output: Path) -> WrongUse:
    from reports.formats import ENDINGS

    return WrongUse(
        _("No report is written as {ending}.").format(ending=output.suffix),
        place=str(output),
        next_step=_("Give it one of these endings: {endings}, or say --format.").format(
            endings=", ".join(ENDINGS.values())
        ),
    )
