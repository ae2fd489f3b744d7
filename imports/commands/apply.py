"""`medel apply`: do exactly what a plan says, or nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imports.commands.importing import Import, exit_code_of, say_batch, show
from imports.commands.options import HowToRead, WhatItIs
from ledger.commands.kit import argument, book_option, by_option, command, say
from ledger.messages import N_, _

if TYPE_CHECKING:
    from imports.import_plan import Plan
    from imports.taking.outcomes import Outcome
    from ledger.storage.store import Book

MOST_TOLD = 20  # differences, one by one


@command(
    "apply",
    help=N_(
        "Do exactly what a plan of an import says.\n\n"
        "“medel import FILE… --plan FILE” writes the plan. The files are read once more, and what "
        "would be done now is held against the plan: where a file, its reader, a layout, your own "
        "words or the book has changed so that something else would come of it, nothing is done "
        "and every difference is told. What has happened in the book otherwise does not matter.\n\n"
        "A plan of “medel match --plan FILE” is carried out as well."
    ),
)
@argument("plan_file", metavar="PLAN.json", type=click.Path(path_type=Path))
@book_option
@by_option
def apply(plan_file: Path, db: str, by: str) -> None:
    from imports.import_plan import differences, read_plan
    from ledger.commands.match import apply_plan
    from ledger.reconciling.plans import is_plan_file
    from ledger.storage.store import open_book

    if is_plan_file(plan_file):
        apply_plan(plan_file, db, by)
        return
    plan = read_plan(plan_file)
    book = open_book(db)
    _refuse_another_book(book, plan, plan_file)
    asked = Import(
        book,
        db,
        by,
        tuple(map(Path, plan.named)),
        _how(plan),
        plan.options["layout"],
        plan.options["validate"],
        _what(plan),
    )
    found: list[str] = []

    def is_the_same(outcomes: list[Outcome]) -> bool:
        found.extend(differences(plan, asked.words(), [one.fields() for one in outcomes]))
        return not found

    outcomes = asked.on_trial(is_the_same, in_language=plan.language)
    if found:
        raise _changed(plan_file, found)
    for outcome in outcomes:
        show(outcome)
    say_batch(next((one.batch for one in outcomes if one.batch), None), outcomes)
    say(_("Done as planned."))
    sys.exit(exit_code_of(outcomes))


def _how(plan: Plan) -> HowToRead:
    said = plan.options
    return HowToRead(
        words=Path(said["words"]) if said["words"] else None, suggest=tuple(said["suggest"]),
        proposals=Path(said["proposals"]) if said["proposals"] else None, workers=None,
        scheduler=None, ocr=said["ocr"],
    )  # fmt: skip


def _what(plan: Plan) -> WhatItIs:
    from imports.about import About

    return WhatItIs(plan.options["kind"], About(**plan.options["about"]))


def _refuse_another_book(book: Book, plan: Plan, path: Path) -> None:
    from ledger.errors import Refused
    from ledger.storage.chain import book_id

    with book.reading() as connection:
        if book_id(connection) != plan.book["id"]:
            raise Refused(
                _("The plan was made for another book."),
                place=path.name,
                next_step=_("Name the right one with --db."),
            )


def _changed(path: Path, found: list[str]) -> Exception:
    from ledger.errors import Refused

    left = len(found) - MOST_TOLD
    more = [_("and {count} more").format(count=left)] if left > 0 else []
    return Refused(
        "\n".join(
            [
                _("What would be done now is not what was planned; nothing was done."),
                *(f"  {one}" for one in found[:MOST_TOLD]),
                *(f"  {one}" for one in more),
            ]
        ),
        place=path.name,
        next_step="\n" + _("Look at it anew: medel import FILE… --plan {file}").format(
            file=path.name
        ),
    )  # fmt: skip
