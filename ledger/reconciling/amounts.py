"""How much of an item there is, how much of it is settled, and what is open in a relation.

    settled = settled_amounts(connection, keys)
    settled.open_of((ItemKind.INVOICE, 7), draw, amounts_of(connection, keys))

Nothing is kept: amounts follow from the rows, and what is settled from the groups that stand.
Relations that draw on the same öre share a pool: what is credited of an invoice cannot be paid as
well, and what was paid straight on a decision cannot be invoiced. No pool holds more than its item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, exists, func, select

from ledger.matching.items import Part
from ledger.proposing.sources import standing
from ledger.reconciling.decisions import standing_decisions
from ledger.storage.moments import NOW, Moment
from ledger.storage.tables import (
    bookings,
    invoices,
    match_groups,
    match_parts,
    match_states,
    payments,
)
from ledger.terms import ItemKind, MatchState, Relation, SeenBy

Key = tuple[ItemKind, int]  # an item: its kind, and its number there
Draw = tuple[Relation, SeenBy]  # what an item is drawn on for

AT_ONCE = 500  # items asked for in one statement
IN_FORCE = ""  # of a booking: its correction history is never summed, nor matched
REGISTERS = {
    ItemKind.INVOICE: invoices,
    ItemKind.BOOKING: bookings,
    ItemKind.PAYMENT: payments,
}
_BOOKS = (SeenBy.PAYER, SeenBy.PAYEE)


def _between_papers(relation: Relation) -> Draw:
    return relation, SeenBy.BOTH


# Of each kind, what together may hold no more than the item's amount. Who pays and who is paid each
# have books and an account of their own: there, the same payment is seen once by each.
POOLS: Mapping[ItemKind, tuple[frozenset[Draw], ...]] = {
    ItemKind.DECISION: tuple(
        frozenset({_between_papers(Relation.DECIDED_INVOICED), (relation, seen_by)})
        for relation in (Relation.DECIDED_PAID, Relation.DECIDED_BOOKED)
        for seen_by in _BOOKS
    ),
    ItemKind.INVOICE: (
        frozenset(map(_between_papers, (Relation.DECIDED_INVOICED, Relation.CREDITED))),
        *(
            frozenset({(Relation.INVOICED_PAID, seen_by), _between_papers(Relation.CREDITED)})
            for seen_by in _BOOKS
        ),
        *(frozenset({(Relation.INVOICED_BOOKED, seen_by)}) for seen_by in _BOOKS),
    ),
    ItemKind.BOOKING: tuple(
        frozenset({(Relation.INVOICED_BOOKED, seen_by), (Relation.DECIDED_BOOKED, seen_by)})
        for seen_by in _BOOKS
    ),
    ItemKind.PAYMENT: tuple(
        frozenset({(Relation.INVOICED_PAID, seen_by), (Relation.DECIDED_PAID, seen_by)})
        for seen_by in _BOOKS
    ),
}

# In what order a run goes: each takes what those before it left.
DRAWS: tuple[Draw, ...] = (
    *map(_between_papers, (Relation.CREDITED, Relation.DECIDED_INVOICED)),
    *((relation, seen_by) for relation in (Relation.INVOICED_PAID, Relation.DECIDED_PAID,
      Relation.INVOICED_BOOKED, Relation.DECIDED_BOOKED) for seen_by in _BOOKS),
)  # fmt: skip


@dataclass(slots=True)
class Settled:
    """Öre settled of each item by what it was drawn for; `take` adds while groups are made."""

    of: dict[Key, dict[Draw, int]] = field(default_factory=dict)

    def in_relation(self, key: Key, relation: Relation) -> int:
        """What groups of the relation hold of the item, in whoever's books that is most."""
        of_item = self.of.get(key, {})
        return max((ore for draw, ore in of_item.items() if draw[0] is relation), default=0)

    def held(self, key: Key, draw: Draw) -> int:
        """What is taken of the item in the fullest pool that is drawn on."""
        of_item = self.of.get(key)
        if not of_item:
            return 0
        pools = (pool for pool in POOLS[key[0]] if draw in pool)
        return max((sum(of_item.get(one, 0) for one in pool) for pool in pools), default=0)

    def open_of(self, key: Key, draw: Draw, amounts: Mapping[Key, int]) -> int:
        """What of the item can still be settled for this; never below zero."""
        return max(amounts.get(key, 0) - self.held(key, draw), 0)

    def take(self, parts: Sequence[Part], draw: Draw) -> None:
        """Count the parts of one more settled group."""
        for part in parts:
            of_item = self.of.setdefault((part.kind, part.number), {})
            of_item[draw] = of_item.get(draw, 0) + part.amount


def stands(group: ColumnElement[int], moment: Moment = NOW) -> ColumnElement[bool]:
    """Whether a group, by the column of its number, is settled and has not been undone."""
    state, knew = match_states.c, moment.knew(match_states)
    is_ = exists().where(state.match_group == group, *knew)
    return is_.where(state.state == MatchState.SETTLED.value) & ~is_.where(
        state.state == MatchState.UNDONE.value
    )


def settled_amounts(
    connection: Connection, keys: Collection[Key] | None = None, moment: Moment = NOW
) -> Settled:
    """What is settled of these items, or of all."""
    found: dict[Key, dict[Draw, int]] = defaultdict(dict)
    key = (match_parts.c.kind, match_parts.c.item, match_groups.c.relation, match_groups.c.seen_by)
    total = cast(func.sum(match_parts.c.amount), BigInteger)
    query = (
        select(*key, total)
        .join(match_groups, match_groups.c.id == match_parts.c.match_group)
        .where(stands(match_groups.c.id, moment))
        .group_by(*key)
    )
    for where in _chosen(keys):
        for kind, item, relation, seen_by, ore in connection.execute(query.where(*where)):
            found[ItemKind.of(kind), item][Relation.of(relation), SeenBy.of(seen_by)] = ore
    return Settled(dict(found))


def amounts_of(
    connection: Connection, keys: Collection[Key], moment: Moment = NOW
) -> dict[Key, int]:
    """The whole amount of each item, above zero; an item that does not stand is left out."""
    found: dict[Key, int] = {}
    for kind, numbers in _by_kind(keys):
        if kind is ItemKind.DECISION:
            decisions = standing_decisions(connection, numbers, moment)
            found |= {(kind, n): one.amount for n, one in decisions.items()}
            continue
        table = REGISTERS[kind]
        query = select(table.c.id, func.abs(table.c.amount)).where(
            table.c.id.in_(numbers), standing(table.c.source, moment), *moment.knew(table)
        )
        if kind is ItemKind.BOOKING:
            query = query.where(bookings.c.change == IN_FORCE)
        found |= {(kind, number): ore for number, ore in connection.execute(query)}
    return found


def _chosen(keys: Collection[Key] | None) -> Iterator[list[ColumnElement[bool]]]:
    """Conditions on the parts, some items at a time; none where all are asked for."""
    if keys is None:
        yield []
        return
    for kind, numbers in _by_kind(keys):
        yield [match_parts.c.kind == kind.value, match_parts.c.item.in_(numbers)]


def _by_kind(keys: Collection[Key]) -> Iterator[tuple[ItemKind, list[int]]]:
    for kind in ItemKind:
        numbers = sorted({number for of_kind, number in keys if of_kind is kind})
        for start in range(0, len(numbers), AT_ONCE):
            yield kind, numbers[start : start + AT_ONCE]
