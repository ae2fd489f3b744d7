"""What matches and rules add to the lines of a year: invoiced, paid, and what the books say.

    of_matches(connection, 2023)       # {(body, fund): {Column.INVOICED_CLAIM: öre, …}}
    found = booked(connection, 2023)
    found.counted, found.held_out      # bookings that rules say are spent, received, returned

Nothing is posted a second time. A booking that is matched with an entry of its kind is that
entry's and adds nothing. Where a line has entries of the kind that are not matched with bookings,
one cannot know whether its bookings are the same money: they are held out, and told, until somebody
matches them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from ledger.columns import Column
from ledger.parties.merged import merged
from ledger.proposing.sources import standing
from ledger.reconciling.amounts import AT_ONCE, IN_FORCE, Settled, settled_amounts, stands
from ledger.reconciling.chains import met
from ledger.reconciling.decisions import Decision, standing_decisions
from ledger.registers.meaning import facts_of
from ledger.registers.rule_book import rules_in_force
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import bookings, match_parts, sources
from ledger.terms import CountsAs, EntryKind, ItemKind, Relation

Scope = tuple[int, int]  # body and fund, by number

# What a row counts as → the kind of entry that says the same, and the column it goes into.
_SAYS = {
    CountsAs.SPENT: (EntryKind.SPENT, Column.SPENT),
    CountsAs.RECEIVED: (EntryKind.RECEIVED, Column.RECEIVED),
    CountsAs.RETURNED: (EntryKind.RETURNED, Column.RETURNED),
}


@dataclass(frozen=True, slots=True)
class Booked:
    """Bookings of one account that a rule says are money of a line: öre above zero add to it."""

    body: int
    fund: int
    counts_as: CountsAs
    account: str
    account_name: str | None
    amount: int
    rows: int
    last_day: str  # ISO
    place: str  # of the first row: file and line

    @property
    def column(self) -> Column:
        """The column of the line it goes into."""
        return _SAYS[self.counts_as][1]


@dataclass(frozen=True, slots=True)
class BookedYear:
    """What the books say of a year, and what of it waits to be matched with entries."""

    counted: tuple[Booked, ...] = ()
    held_out: tuple[Booked, ...] = ()


def of_matches(
    connection: Connection, year: int, *, forum: int | None = None, moment: Moment = NOW
) -> dict[Scope, dict[Column, int]]:
    """What settled matches say is invoiced and paid of the year's decisions, by body and fund."""
    came = met(connection, ItemKind.DECISION, moment=moment)
    if not came:
        return {}
    same = merged(connection, moment)
    forums = None if forum is None else same.all_of(forum)
    sums: dict[Scope, dict[Column, int]] = defaultdict(lambda: defaultdict(int))
    numbers = sorted(came)
    for at in range(0, len(numbers), AT_ONCE):
        chunk = numbers[at : at + AT_ONCE]
        for number, one in standing_decisions(connection, chunk, moment).items():
            row = one.row
            if row.fund_year != year or (forums is not None and row.forum not in forums):
                continue
            payee, payer = (sums[same.root(body), row.fund] for body in (row.payee, row.payer))
            payee[Column.INVOICED_CLAIM] += came[number].invoiced
            payer[Column.INVOICED_DEBT] += came[number].invoiced
            payee[Column.PAID_IN] += came[number].paid
            payer[Column.PAID_OUT] += came[number].paid
    return sums


def booked(connection: Connection, year: int, moment: Moment = NOW) -> BookedYear:
    """What rules say of bookings of the year; a row's year is its rule's, else its day's."""
    if not any(rule.counts_as in _SAYS for rule in rules_in_force(connection, moment)):
        return BookedYear()  # no rule says it: no need to read the books
    facts = facts_of(connection, moment)
    settled = settled_amounts(connection, moment=moment)
    apart = _matched(connection, moment)
    found: dict[tuple[Scope, CountsAs, str], list[tuple[Row[Any], int]]] = defaultdict(list)
    for row in _rows(connection, moment):
        meaning = facts.of("bookings", row)
        ore = meaning.counted(row.amount)
        if not ore or meaning.fund is None or meaning.body is None:
            continue
        if (meaning.fund_year or int(row.date[:4])) != year or meaning.counts_as is None:
            continue
        left = ore - apart.get(row.id, 0) if ore > 0 else ore
        if left:
            scope = meaning.body, meaning.fund
            found[scope, meaning.counts_as, row.account].append((row, left))
    open_lines = _open_entries(connection, year, settled, moment)
    every = [_booked(*key, rows) for key, rows in sorted(found.items(), key=_in_order)]
    held = {one for one in every if (one.body, one.fund, one.counts_as) in open_lines}
    return BookedYear(
        tuple(one for one in every if one not in held), tuple(one for one in every if one in held)
    )


def _rows(connection: Connection, moment: Moment) -> Iterable[Row[Any]]:
    query = (
        select(bookings, sources.c.name.label("file"))
        .join(sources, sources.c.id == bookings.c.source)
        .where(
            bookings.c.change == IN_FORCE, standing(bookings.c.source, moment),
            *moment.knew(bookings), *moment.by_day(bookings.c.date),
        )
        .order_by(bookings.c.id)
    )  # fmt: skip
    return connection.execute(query, execution_options={"yield_per": 1000})


def _matched(connection: Connection, moment: Moment) -> dict[int, int]:
    """Öre of each booking that are an entry's of the kinds that books, too, may say."""
    kinds = {kind for kind, _column in _SAYS.values()}
    said = {
        number
        for number, one in standing_decisions(connection, None, moment).items()
        if EntryKind.of(one.row.kind) in kinds
    }
    parts = select(match_parts).where(stands(match_parts.c.match_group, moment))
    groups: set[int] = set()
    of_bookings = []
    for part in connection.execute(parts):
        if part.kind == ItemKind.DECISION.value and part.item in said:
            groups.add(part.match_group)
        elif part.kind == ItemKind.BOOKING.value:
            of_bookings.append(part)
    apart: dict[int, int] = defaultdict(int)
    for part in of_bookings:
        if part.match_group in groups:
            apart[part.item] += part.amount
    return apart


def _open_entries(
    connection: Connection, year: int, settled: Settled, moment: Moment
) -> set[tuple[int, int, CountsAs]]:
    """Lines with entries of a kind that are not wholly matched with bookings."""
    same = merged(connection, moment)
    return {
        (same.root(_whose(one, kind)), one.row.fund, counts_as)
        for number, one in standing_decisions(connection, None, moment).items()
        for counts_as, (kind, _column) in _SAYS.items()
        if one.row.kind == kind.value and one.row.fund_year == year
        and settled.in_relation((ItemKind.DECISION, number), Relation.DECIDED_BOOKED) < one.amount
    }  # fmt: skip


def _whose(one: Decision, kind: EntryKind) -> int:
    """The body on whose line an entry of the kind stands."""
    return int(one.row.payee if kind is EntryKind.RECEIVED else one.row.payer)


def _booked(
    scope: Scope, counts_as: CountsAs, account: str, rows: list[tuple[Row[Any], int]]
) -> Booked:
    first = rows[0][0]
    return Booked(
        *scope, counts_as, account, first.account_name, sum(ore for _row, ore in rows), len(rows),
        max(row.date for row, _ore in rows), f"{first.file}:{first.line}",
    )  # fmt: skip


def _in_order(found: tuple[tuple[Scope, CountsAs, str], object]) -> tuple[Scope, str, str]:
    scope, counts_as, account = found[0]
    return scope, counts_as.value, account
