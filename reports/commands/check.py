"""`medel check`: quiet and 0 when all holds; else each finding with what to do, and 1."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.commands.kit import (
    EXIT_CHECK_FAILED,
    book_option,
    command,
    format_option,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, language, ngettext
from ledger.money import Money

if TYPE_CHECKING:
    from reports.against import Compared, Shown

MOST_SHOWN = 50  # in a table; JSON gives all


@command(
    "check",
    help=N_(
        "Does the book still hold?\n\n"
        "Looks at the chain of events and every row it seals, at the guards in the database, at "
        "the unbroken series of entries, at evidence against the stored texts, at the sums and the "
        "matches. "
        "Says nothing when all is well.\n\n"
        "With --against it looks at a workbook that “medel report” has written: whether it still "
        "says what the book said then, which figures the book says otherwise today, and by which "
        "entries."
    ),
)
@book_option
@option("--deep", is_flag=True, help=N_("Work out every figure a second time, by another road."))
@option(
    "--against",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=N_("Compare the book with this workbook."),
)
@format_option("text", "json")
def check(db: str, deep: bool, against: Path | None, format_: str) -> None:
    if against is not None:
        _against(db, against, format_)
        return
    from functools import partial

    from ledger.reconciling.checks import broken_matches
    from ledger.safekeeping import checks
    from ledger.safekeeping.installation import strangers
    from ledger.storage.store import open_book

    also = [("matches", partial(broken_matches, deep=deep))]
    with open_book(db).reading() as connection:
        findings = [*strangers(), *checks.check(connection, deep=deep, also=also)]
    if format_ == "json":
        say_json([{"check": f.check, "finding": f.what, "do": f.do} for f in findings])
    for finding in findings if format_ == "text" else ():
        say(finding.what)
        say(_("  → {what}").format(what=finding.do))
    if findings:
        sys.exit(EXIT_CHECK_FAILED)


def _against(db: str, file: Path, format_: str) -> None:
    from ledger.storage.store import open_book
    from reports.against import compared

    with open_book(db).reading() as connection:
        found = compared(connection, file)
    if format_ == "json":
        say_json(_fields(file, found))
    else:
        _tell(file, found)
    if not found.same:
        sys.exit(EXIT_CHECK_FAILED)


def _tell(file: Path, found: Compared) -> None:
    if found.trouble:
        say(f"{file}: {found.trouble}")
        return
    made = datetime.fromisoformat(found.made_at).astimezone()
    line = _("{file}: made from this book after entry {number}, {time}.")
    say(line.format(file=file, number=found.stamp.entry, time=f"{made:%Y-%m-%d %H:%M}"))
    if found.other_program:
        program = found.stamp.program
        say(
            _("It was written by {program}: only its figures are compared.").format(program=program)
        )
    if found.template:
        told = _("It was made in the template {file}: only the book's figures are compared.")
        say(told.format(file=found.template))
    if found.edited:
        count = len(found.edited)
        said = ngettext("{count} cell does not say what the book said then:",
                        "{count} cells do not say what the book said then:", count)  # fmt: skip
        say(said.format(count=count))
        _say_edited(found)
    if found.figures:
        count = len(found.figures)
        said = ngettext("{count} figure has changed since:",
                        "{count} figures have changed since:", count)  # fmt: skip
        say(said.format(count=count))
        _say_figures(found)
    if found.same:
        since = ngettext("{count} entry later the book still says the same.",
                         "{count} entries later the book still says the same.",
                         found.entries_since)  # fmt: skip
        same = _("The book still says the same.")
        say(since.format(count=found.entries_since) if found.entries_since else same)


def _say_edited(found: Compared) -> None:
    headings = {"sheet": _("Sheet"), "cell": _("Cell"), "said": _("Book"), "says": _("File")}
    rows = [
        {"sheet": one.sheet, "cell": one.cell, "said": _text(one.said), "says": _text(one.says)}
        for one in found.edited
    ]
    _say_some(rows, headings, [])


def _say_figures(found: Compared) -> None:
    headings = {"line": _("Line"), "column": _("Figure"), "then": _("Then"), "now": _("Now"),
                "entries": _("Entries")}  # fmt: skip
    rows = [
        {
            "line": " · ".join(one.line), "column": one.column, "then": _text(one.then),
            "now": _text(one.now), "entries": ", ".join(map(str, one.entries)),
        }
        for one in found.figures
    ]  # fmt: skip
    _say_some(rows, headings, ["then", "now"])


def _say_some(rows: list[dict[str, str]], headings: dict[str, str], right: list[str]) -> None:
    say_rows(rows[:MOST_SHOWN], headings, right=right)
    left = len(rows) - MOST_SHOWN
    if left > 0:
        say(ngettext("and {count} row more.", "and {count} rows more.", left).format(count=left))


def _text(value: Shown) -> str:
    if value is None:
        return "–"
    return value.kronor_text(language()) if isinstance(value, Money) else str(value)


def _fields(file: Path, found: Compared) -> dict[str, Any]:
    return {
        "file": str(file), "same": found.same, "trouble": found.trouble or None,
        "book": found.stamp.book_id, "event": found.stamp.event, "head": found.stamp.head,
        "entry": found.stamp.entry, "made_at": found.made_at or None,
        "program": found.stamp.program, "template": found.template or None,
        "entries_since": found.entries_since,
        "cells": [
            {"sheet": one.sheet, "cell": one.cell, "book": _plain(one.said),
             "file": _plain(one.says)}
            for one in found.edited
        ],
        "figures": [
            {"line": list(one.line), "column": one.column, "then": _plain(one.then),
             "now": _plain(one.now), "entries": list(one.entries)}
            for one in found.figures
        ],
    }  # fmt: skip


def _plain(value: Shown) -> str | int | None:
    if isinstance(value, Money):
        return value.decimal_string
    return value.isoformat() if isinstance(value, date) else value
