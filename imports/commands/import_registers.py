"""The part of `medel import` that takes files of other systems: SIE, payments, e-invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.commands.kit import say
from ledger.messages import _, language, ngettext

if TYPE_CHECKING:
    from imports.registers.reading import RegisterFile
    from ledger.registers.files import StoredFile
    from ledger.registers.identity import Account
    from ledger.storage.store import Book

MOST_PROBLEMS = 20  # said one by one


def take_register(
    book: Book, by: str, file: RegisterFile, batch: int | None, *, dry_run: bool
) -> int | None:
    """Store one file and give an account of its rows; returns the number of the batch."""
    from ledger.proposing.batches import FileTaken, add_file
    from ledger.proposing.sources import known_source
    from ledger.registers.files import store_file
    from ledger.storage.chain import act

    source = file.source()
    with book.writing() as connection:
        if known_source(connection, source.sha256):
            say(_("{file}: known already, nothing added.").format(file=file.name))
            return batch
        payload = {"file": file.name, "sha256": source.sha256, "reader": source.reader}
        payload |= file.options()
        with act(connection, by, "imported", payload) as made:
            stored = store_file(connection, made, source, file.tables())
            taken = FileTaken(file.name, source.sha256, stored.source, stored.as_kept())
            number = add_file(made, batch, file.kind, file.options(), taken)
        if dry_run:
            connection.rollback()
    file.refused = sum(account.refused for account in stored.accounts.values())
    _say_account(file, stored)
    if file.refused and not dry_run:
        after = _("  When it is mended: “medel undo {batch}”, and import it again.")
        say(after.format(batch=number), err=True)
    return batch if dry_run else number


def _say_account(file: RegisterFile, stored: StoredFile) -> None:
    for name, account in stored.accounts.items():
        if account.read or len(stored.accounts) == 1:
            said = _("{file}: {rows}, {taken} new, {known} known already{sums}.")
            if account.refused:
                said = _(
                    "{file}: {rows}, {taken} new, {known} known already, {refused} refused{sums}."
                )
            say(
                said.format(
                    file=file.name, rows=_rows(name, account.read), taken=account.taken,
                    known=account.known, refused=account.refused,
                    sums="" if name == "account_balances" else _sums(account),
                )
            )  # fmt: skip
    say_problems(file)


def say_problems(file: RegisterFile) -> None:
    """What is to be said of a file, and what is wrong in it, line by line."""
    for remark in file.remarks:
        say(f"  {remark}")
    for problem in file.problems.told[:MOST_PROBLEMS]:
        line = _("  {file}, line {line}: {what}")
        say(line.format(file=file.name, line=problem.line, what=problem.what), err=True)
    left = len(file.problems.told[MOST_PROBLEMS:]) + file.problems.more
    if left:
        more = ngettext("  and {count} more like these.", "  and {count} more like these.", left)
        say(more.format(count=left), err=True)


def _sums(account: Account) -> str:
    from ledger.money import Money

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
