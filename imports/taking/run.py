"""One run of `medel import`: its files taken one by one, or all together on trial.

    for read, outcome in each(book, run, reads): ...            # each file its own transaction
    for read, outcome in together(connection, run, reads): ...  # all in the caller's

Taken together, a file that fails leaves no trace and the others go on, just as when they are taken
one by one; so a dry run (which is rolled back) and a plan that is applied (which may be) come to
the same as the import itself.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imports.files import Opened
from imports.taking.outcomes import Line, Outcome, failed
from ledger.errors import MedelError
from ledger.messages import _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from imports.lexicons import OwnWords
    from imports.parallel import Read
    from ledger.storage.store import Book

Rows = Callable[[str, int, float | None], None]  # file, rows so far, how much of it is done


@dataclass(slots=True)
class Run:
    """Who takes the files, with what words, and the batch they go into once there is one."""

    by: str
    own: OwnWords | None = None
    validate: bool = False  # e-invoices, by the standard's own rules
    batch: int | None = None
    rows: Rows | None = None  # what to tell of rows on the way


def take(connection: Connection, run: Run, item: Opened) -> Outcome:
    """Take one file. Raises MedelError; nothing of it is to be kept then."""
    if item.error or item.left:
        return _not_taken(item)
    if item.answers:
        from imports.taking.answers import take_answer_sheet

        return take_answer_sheet(connection, run, item.answers)
    if item.register:
        from imports.taking.registers import take_register

        return take_register(connection, run, item.register)
    if item.table:
        from imports.taking.tables import take_table

        return take_table(connection, run, item.table)
    from imports.taking.minutes import take_minutes

    assert item.reading  # noqa: S101  nothing else is left
    return take_minutes(connection, run, item.reading)


def each(book: Book, run: Run, reads: Iterable[Read]) -> Iterator[tuple[Read, Outcome]]:
    """Take each file in a transaction of its own: it is there when its outcome is told."""
    for read in reads:
        item = read.opened
        try:
            if item.error or item.left:  # nobody need wait for the book
                outcome = _not_taken(item)
            else:
                with book.writing() as connection:
                    outcome = take(connection, run, item)
        except MedelError as error:
            outcome = failed(item.name, error)
        run.batch = outcome.batch or run.batch
        yield read, outcome


def together(
    connection: Connection, run: Run, reads: Iterable[Read]
) -> Iterator[tuple[Read, Outcome]]:
    """Take every file in one transaction; it is the caller's to commit or roll back."""
    for read in reads:
        savepoint = connection.begin_nested()
        try:
            outcome = take(connection, run, read.opened)
        except MedelError as error:
            savepoint.rollback()
            outcome = failed(read.opened.name, error)
        else:
            savepoint.commit()
        run.batch = outcome.batch or run.batch
        yield read, outcome


@contextmanager
def spooled(reads: Iterable[Read]) -> Iterator[Iterator[Read]]:
    """All that is read, to the last, before the first is given: on the disk, not in memory.

    Reading takes the time, and nobody else should wait for the book meanwhile.
    """
    with tempfile.TemporaryFile() as held:
        count = 0
        for read in reads:
            pickle.dump(read, held, protocol=pickle.HIGHEST_PROTOCOL)
            count += 1
        held.seek(0)
        yield (pickle.load(held) for _number in range(count))  # noqa: S301  written just now


def _not_taken(item: Opened) -> Outcome:
    """Of a file that was left or could not be read."""
    if item.error:
        return failed(item.name, item.error)
    said = Line(_("{file}: {why}.").format(file=item.name, why=item.left))
    return Outcome(item.name, "left", said=(said,))
