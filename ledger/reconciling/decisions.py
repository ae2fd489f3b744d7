"""An entry as something to be met: with its corrections it is one decision, under its first number.

    standing_decisions(connection, [9])[9].amount     # what it says after its corrections
    first_number(connection, 11)                      # 9, where entry 11 corrects entry 9

A correction is a reversal and, where new values were given, a new entry. The newest of those says
what is decided; where there is none, nothing is. Matches name the first number, so that they stay
with the decision when it is corrected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import entries


@dataclass(frozen=True, slots=True)
class Decision:
    """What an entry says when it has been corrected as far as it has."""

    number: int  # the first entry's
    numbers: tuple[int, ...]  # of every entry that states it, oldest first; no reversals
    row: Row[Any]  # the entry that says what holds

    @property
    def amount(self) -> int:
        """Öre, above zero."""
        return int(self.row.amount)


def standing_decisions(
    connection: Connection, numbers: Collection[int] | None = None, moment: Moment = NOW
) -> dict[int, Decision]:
    """The decisions of these first numbers, or all; those that were taken back are left out."""
    knew = moment.knew(entries)
    firsts = select(entries).where(entries.c.corrects.is_(None), *knew).order_by(entries.c.id)
    if numbers is not None:
        firsts = firsts.where(entries.c.id.in_(numbers))
    found = {row.id: [row] for row in connection.execute(firsts)}
    last = {number: number for number in found}
    while last:  # the corrections of what was last said, generation by generation
        later = _corrections(connection, None if numbers is None else last.values(), moment)
        next_last = {}
        for first, number in last.items():
            for row in later.get(number, ()):
                if row.amount > 0:
                    found[first].append(row)
                    next_last[first] = row.id
            if later.get(number) and first not in next_last:
                del found[first]
        last = next_last
    return {
        first: Decision(first, tuple(row.id for row in rows), rows[-1])
        for first, rows in found.items()
    }


def first_number(connection: Connection, number: int) -> int:
    """The number a decision is matched under, by the number of any entry that states it."""
    while True:
        corrects = connection.execute(
            select(entries.c.corrects).where(entries.c.id == number)
        ).scalar()
        if corrects is None:
            return number
        number = int(corrects)


def _corrections(
    connection: Connection, of: Iterable[int] | None, moment: Moment
) -> dict[int, list[Row[Any]]]:
    """The entries that correct each of these, or any."""
    query = select(entries).where(entries.c.corrects.is_not(None), *moment.knew(entries))
    if of is not None:
        query = query.where(entries.c.corrects.in_(list(of)))
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query.order_by(entries.c.id)):
        found.setdefault(row.corrects, []).append(row)
    return found
