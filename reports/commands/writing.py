"""What every report command shares: what it is asked for, and where it is written.

@argument("year")
@report_options
def year(year: str, how: How) -> None:
    write(how.spec("year", year=parse_fund_year(year)), how)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import book_option, moment_options, option, say
from ledger.errors import WrongUse
from ledger.messages import N_, _, language

if TYPE_CHECKING:
    from reports.spec import Spec

FORMATS = ("xlsx", "json", "csv", "text")
UNITS = ("kr", "tkr", "mkr")
OUTPUT = click.Path(path_type=Path)


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
        values_only: bool, format_: str | None, output: Path | None, **rest: Any,
    ) -> Any:  # fmt: skip
        how = How(db, as_of, known_at, unit, values_only, _format(format_, output), output)
        return function(*args, how=how, **rest)

    decorated: Any = with_how
    for one in (
        option("-o", "--output", metavar="FILE", type=OUTPUT, help=N_("The file to write.")),
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
    ):
        decorated = one(decorated)
    return decorated  # type: ignore[no-any-return]


def write(spec: Spec, how: How) -> None:
    """Write the report to its file, or show it."""
    from ledger.storage.store import open_book
    from reports.formats import report_bytes
    from reports.kinds import report_of

    report = report_of(spec.kind)
    with open_book(how.db).reading() as connection:
        facts = report.read(connection, spec)
    content = report_bytes(report, facts, spec, how.format)
    if how.output is None:
        # As bytes into a pipe or file: not every system's own encoding holds all we write.
        click.echo(content.decode() if sys.stdout.isatty() else content, nl=False)
    else:
        put(how.output, content)
        say(report.summary(facts, str(how.output)))


def report_language() -> str:
    """Swedish unless `--lang` was given: who reads a report may not be who runs the program."""
    context: click.Context | None = click.get_current_context()
    while context:
        if context.get_parameter_source("lang") is click.core.ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return "sv"


def no_file(example: str) -> WrongUse:
    """What to say where a workbook is asked for and no file is named."""
    return WrongUse(
        _("A workbook cannot be shown here."),
        next_step=_("Name a file with -o, for example -o {example}.").format(example=example),
    )


def put(output: Path, content: bytes) -> None:
    """The file, wholly or not at all."""
    from ledger.storage.files import put_file

    put_file(output, content)


def _format(said: str | None, output: Path | None) -> str:
    if said == "xlsx" and output is None:
        raise no_file("redovisning.xlsx")
    if said or output is None:
        return said or "text"
    from reports.formats import format_of

    return format_of(output.name)
