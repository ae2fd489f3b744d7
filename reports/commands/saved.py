"""`medel report save | run | saved | forget`: next year's report is one command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    argument,
    book_option,
    by_option,
    command,
    format_option,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.errors import WrongUse
from ledger.messages import N_, _
from reports.commands.writing import OUTPUT, carry_out, noting
from reports.kinds import KINDS

if TYPE_CHECKING:
    from reports.saved import Saved


@command(
    "save",
    help=N_(
        "Keep a report by a name, as it would be asked for.\n\n"
        "For example: medel report save board year 2023 --unit tkr -o board-2023.xlsx\n\n"
        "Nothing is written until “medel report run NAME”. Options of saving stand before the name."
    ),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@book_option
@by_option
@argument("name")
@argument("asked", nargs=-1, required=True, type=click.UNPROCESSED, metavar="REPORT…")
@click.pass_context
def save(context: click.Context, db: str, by: str, name: str, asked: tuple[str, ...]) -> None:
    from ledger.storage.chain import act
    from ledger.storage.store import open_book
    from reports.saved import save as keep

    report = _noted(context, asked)
    with (
        open_book(db).writing() as connection,
        act(connection, by, "saved report", {"name": name}) as made,
    ):
        keep(made, name, report)
    say(_("Saved. Write it with: medel report run {name}").format(name=_quoted(name)))


@command("run", help=N_("Write a saved report, of its own year or of another."))
@argument("name")
@book_option
@option("--year", metavar="YEAR", help=N_("Of this fund year; the file's name changes with it."))
@option("-o", "--output", metavar="FILE", type=OUTPUT, help=N_("Write it here instead."))
def run(name: str, db: str, year: str | None, output: Path | None) -> None:
    from dataclasses import replace

    from ledger.dates import parse_fund_year
    from ledger.storage.store import open_book
    from reports.saved import saved as saved_as

    with open_book(db).reading() as connection:
        asked = saved_as(connection, name).for_year(parse_fund_year(year) if year else None)
    carry_out(db, replace(asked, output=str(output)) if output else asked)


@command("saved", help=N_("List the saved reports."))
@book_option
@format_option("text", "json")
def saved(db: str, format_: str) -> None:
    from ledger.storage.store import open_book
    from reports.saved import all_saved

    with open_book(db).reading() as connection:
        kept = all_saved(connection)
    rows = [_fields(name, report) for name, report in kept.items()]
    if format_ == "json":
        say_json(rows)
    elif not rows:
        say(_("No reports are saved."))
    else:
        headings = {"name": _("Name"), "kind": _("Report"), "year": _("Year"), "part": _("Part"),
                    "unit": _("Unit"), "output": _("File")}  # fmt: skip
        say_rows(rows, headings)


@command("forget", help=N_("Keep a saved report no longer."))
@argument("name")
@book_option
@by_option
def forget(name: str, db: str, by: str) -> None:
    from ledger.storage.chain import act
    from ledger.storage.store import open_book
    from reports.saved import forget as no_longer

    with (
        open_book(db).writing() as connection,
        act(connection, by, "forgot report", {"name": name}) as made,
    ):
        no_longer(connection, made, name)
    say(_("No longer saved: {name}").format(name=name))


def _noted(context: click.Context, asked: tuple[str, ...]) -> Saved:
    """The report as its own command understands what was asked for."""
    group = context.parent.command if context.parent else None
    known = group.commands if isinstance(group, click.Group) else {}
    report = known.get(asked[0])
    with noting() as noted:
        if report is not None and asked[0] in KINDS:
            with report.make_context(asked[0], [*asked[1:]], parent=context.parent) as its_own:
                report.invoke(its_own)
    if not noted:
        raise WrongUse(
            _("“{word}” is no report that can be saved.").format(word=asked[0]),
            next_step=_("“medel report --help” lists the reports."),
        )
    return noted[0]


def _fields(name: str, report: Saved) -> dict[str, Any]:
    spec = report.spec
    part = ", ".join(one for one in (spec.body, spec.forum, spec.fund) if one)
    return {
        "name": name, "kind": spec.kind, "year": spec.year, "part": part or None,
        "unit": spec.unit.value, "output": report.output, "format": report.format,
    }  # fmt: skip


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
