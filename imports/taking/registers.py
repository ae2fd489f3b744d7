"""A file of another system into the registers, with an account of every row of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from imports.registers.reading import RegisterFile
from imports.taking.outcomes import Line, Outcome, known
from ledger.errors import Refused
from ledger.messages import _, language, ngettext
from ledger.money import Money
from ledger.proposing.batches import FileTaken, add_file
from ledger.proposing.sources import known_source
from ledger.registers.accounts import Account
from ledger.registers.files import StoredFile, store_file
from ledger.registers.identity import Tell
from ledger.storage.chain import act

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.taking.run import Rows, Run

MOST_PROBLEMS = 20  # said one by one


def take_register(connection: Connection, run: Run, file: RegisterFile) -> Outcome:
    """Store one file and its rows, in the batch of the run."""
    source = file.source()
    outcome = Outcome(
        file.name, "stored", file.kind, source.sha256, len(source.content), source.reader,
        file.options(),
    )  # fmt: skip
    if known_source(connection, source.sha256):
        return known(outcome)
    if run.validate:
        file.validated()
    payload = {"file": file.name, "sha256": source.sha256, "reader": source.reader}
    with act(connection, run.by, "imported", payload | file.options()) as made:
        tell = _teller(file, run.rows) if run.rows else None
        stored = store_file(connection, made, source, file.tables(), tell)
        taken = FileTaken(file.name, source.sha256, stored.source, stored.as_kept())
        batch = add_file(made, run.batch, file.kind, file.options(), taken)
    refused = sum(account.refused for account in stored.accounts.values())
    return replace(
        outcome, batch=batch, did=_did(stored), said=tuple(_said(file, stored)),
        exit_code=Refused.exit_code if refused else 0,
    )  # fmt: skip


def _teller(file: RegisterFile, rows: Rows) -> Tell:
    done = file.progress()
    return lambda count, line: rows(file.name, count, done(count, line))


def lines_of(file: RegisterFile) -> Iterator[Line]:
    """What is to be said of a file, and what is wrong in it, line by line."""
    for remark in file.remarks:
        yield Line(f"  {remark}")
    problems = file.problems
    for problem in problems.told[:MOST_PROBLEMS]:
        line = _("  {file}, line {line}: {what}")
        yield Line(line.format(file=file.name, line=problem.line, what=problem.what), aside=True)
    left = len(problems.told[MOST_PROBLEMS:]) + problems.more
    if left:
        more = ngettext("  and {count} more like these.", "  and {count} more like these.", left)
        yield Line(more.format(count=left), aside=True)


def _did(stored: StoredFile) -> dict[str, Any]:
    return {name: account.fields() for name, account in stored.accounts.items()}


def _said(file: RegisterFile, stored: StoredFile) -> Iterator[Line]:
    for name, account in stored.accounts.items():
        if account.read or len(stored.accounts) == 1:
            said = _("{file}: {rows}, {taken} new, {known} known already{sums}.")
            if account.refused:
                said = _(
                    "{file}: {rows}, {taken} new, {known} known already, {refused} refused{sums}."
                )
            yield Line(
                said.format(
                    file=file.name, rows=_rows(name, account.read), taken=account.taken,
                    known=account.known, refused=account.refused,
                    sums="" if name == "account_balances" else _sums(account),
                )
            )  # fmt: skip
    yield from lines_of(file)


def _sums(account: Account) -> str:
    read = Money(account.sum_read).kronor_text(language())
    taken = Money(account.sum_taken).kronor_text(language())
    return _("; sum in the file {read} kr, stored {taken} kr").format(read=read, taken=taken)


def _rows(table: str, count: int) -> str:
    if table == "bookings":
        said = ngettext("{count} row of vouchers", "{count} rows of vouchers", count)
    elif table == "account_balances":
        said = ngettext("{count} balance", "{count} balances", count)
    elif table == "payments":
        said = ngettext("{count} payment", "{count} payments", count)
    else:
        said = ngettext("{count} invoice", "{count} invoices", count)
    return said.format(count=count)
