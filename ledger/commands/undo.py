"""`medel undo`: take back an import; what was used is kept, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.commands.kit import (
    NUMBER,
    argument,
    book_option,
    by_option,
    format_option,
    group,
    moment_options,
    option,
    say,
    say_json,
    say_rows,
)
from ledger.messages import N_, _, ngettext

if TYPE_CHECKING:
    from ledger.proposing.batches import Batch, Undone


@group("undo", help=N_("Take back an import."), default="batch")
def undo() -> None:
    pass


@undo.command(
    "batch",
    help=N_(
        "Take back an import: the last, or the one named.\n\n"
        "Its proposals leave the inbox and its files may be imported again. A file that an entry "
        "rests on, or whose rows are settled in a match, is kept, and told. Nothing is removed: "
        "the undoing is a new event, with --why. The word “batch” may be left out."
    ),
)
@argument("number", required=False, type=NUMBER, metavar="[IMPORT]")
@book_option
@by_option
@option("--why", help=N_("Why; it is kept."))
def batch(db: str, by: str, number: int | None, why: str | None) -> None:
    from ledger.proposing import batches
    from ledger.reconciling.used import matches_of_sources
    from ledger.storage.chain import act
    from ledger.storage.store import open_book

    why = (why or "").strip() or None
    with open_book(db).writing() as connection:
        which = number or batches.last_batch(connection)
        with act(connection, by, "undone", {"batch": which, "why": why}) as made:
            matched = matches_of_sources(connection, which)
            undone = batches.undo(connection, made, which, why, matched)
    _say_undone(undone)


@undo.command("list", help=N_("List the imports, newest first."))
@book_option
@moment_options
@format_option("text", "json")
def list_(db: str, as_of: str | None, known_at: str | None, format_: str) -> None:
    from ledger.proposing.batches import listed
    from ledger.storage.moments import moment_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = listed(connection, moment_of(connection, as_of, known_at))
    if format_ == "json":
        say_json([_fields(batch) for batch in found])
    elif not found:
        say(_("Nothing has been imported."))
    else:
        _say_batches(found)


def _fields(batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.number, "kind": batch.kind, "at": batch.at, "by": batch.by,
        "files": batch.files, "undone": batch.undone, "rows": batch.rows, "state": batch.state,
    }  # fmt: skip


def _say_batches(found: list[Batch]) -> None:
    from ledger.dates import local_time

    states = {"imported": _("imported"), "undone": _("undone"), "partly": _("partly undone")}
    rows = [
        _fields(batch) | {"at": local_time(batch.at), "state": states[batch.state]}
        for batch in found
    ]
    headings = {
        "batch": _("Import"), "at": _("When"), "by": _("Who"), "kind": _("Kind"),
        "files": _("Files"), "rows": _("Rows"), "state": _("State"),
    }  # fmt: skip
    say_rows(rows, headings, right=("batch", "files", "rows"))


def _say_undone(undone: Undone) -> None:
    for name in undone.undone:
        say(_("{file}: undone; it may be imported again.").format(file=name))
    matched = dict(undone.matched)
    for name in (name for name in undone.kept if name not in matched):
        say(_("{file}: kept, since the book rests on it.").format(file=name))
    for name, numbers in matched.items():
        said = _("{file}: kept, its rows are settled in match {numbers}; undo those first.")
        say(said.format(file=name, numbers=", ".join(map(str, numbers))))
    said = ngettext(
        "Import {batch} is undone: {count} row has left the inbox.",
        "Import {batch} is undone: {count} rows have left the inbox.",
        undone.rows,
    )
    say(said.format(batch=undone.batch, count=undone.rows))
    if undone.rejected:
        said = ngettext(
            "{count} of them had been turned down.",
            "{count} of them had been turned down.",
            undone.rejected,
        )
        say(said.format(count=undone.rejected))
