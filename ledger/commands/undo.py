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
    from collections.abc import Iterator

    from ledger.proposing.batches import Batch, FileKept, Undone


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


@undo.command(
    "show",
    help=N_(
        "Show the account of an import: what became of every row of its files.\n\n"
        "Rows and sums in each file against what was stored, and the lines of those that were "
        "taken, known before, or refused."
    ),
)
@argument("number", type=NUMBER, metavar="IMPORT")
@book_option
@format_option("text", "json")
def show(number: int, db: str, format_: str) -> None:
    from ledger.proposing.batches import files_of
    from ledger.storage.store import open_book

    with open_book(db).reading() as connection:
        found = files_of(connection, number)
    if format_ == "json":
        say_json([_file_fields(file) for file in found])
        return
    for file in found:
        say(_("{file} (undone)").format(file=file.name) if file.undone else file.name)
        for line in _account_lines(file):
            say(f"  {line}")


def _file_fields(file: FileKept) -> dict[str, object]:
    return {
        "file": file.name, "sha256": file.sha256, "kind": file.kind, "undone": file.undone,
        "options": dict(file.options), "account": _accounts_in(file),
    }  # fmt: skip


def _accounts_in(file: FileKept) -> dict[str, dict[str, object]]:
    """The account by register; of minutes under “candidates”."""
    from ledger.money import Money

    kept = file.account
    found: dict[str, dict[str, object]] = {}
    for key in kept:
        table = key.removesuffix("_read")
        if table == key or f"{table}_taken" not in kept or key.endswith("_sum_read"):
            continue
        counts = {name: kept[f"{table}_{name}"] for name in ("read", "taken", "known", "refused")}
        sums = {
            name: Money(kept[f"{table}_{name}"]).decimal_string
            for name in ("sum_read", "sum_taken")
        }
        lines = {
            fate: kept[f"{table}_lines_{fate}"]
            for fate in ("taken", "known", "refused")
            if f"{table}_lines_{fate}" in kept
        }
        found[table] = {**counts, **sums, "lines": lines}
    return found or {"candidates": dict(kept)}


def _account_lines(file: FileKept) -> Iterator[str]:
    for name, value in file.options.items():
        yield f"{name}: {value}"
    for table, account in _accounts_in(file).items():
        if table == "candidates":
            yield _rows_said(file, int(str(account.get("rows", 0))))
            continue
        said = _(
            "{register}: {read} rows read, {taken} new, {known} known already, {refused} refused; "
            "sum in the file {sum_read} kr, stored {sum_taken} kr"
        )
        yield said.format(register=_register_name(table), **account)
        lines = account["lines"]
        for fate, title in _fates().items():
            if isinstance(lines, dict) and lines.get(fate):
                yield f"  {title}: {lines[fate]}"


def _rows_said(file: FileKept, count: int) -> str:
    if file.kind == "minutes":
        said = ngettext("{count} row into the inbox", "{count} rows into the inbox", count)
    else:
        said = ngettext("{count} row", "{count} rows", count)
    return said.format(count=count)


def _fates() -> dict[str, str]:
    return {
        "taken": _("new, lines"), "known": _("known already, lines"),
        "refused": _("refused, lines"),
    }  # fmt: skip


def _register_name(table: str) -> str:
    return {
        "invoices": _("invoices"), "bookings": _("rows of vouchers"), "payments": _("payments"),
        "account_balances": _("balances"),
    }.get(table, table)  # fmt: skip


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
