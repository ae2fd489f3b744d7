"""The chain: decision → invoices → payments and bookings, n : m : k, as the settled groups have it.

    chain = chain_of(connection, (ItemKind.DECISION, 12))
    chain.items, chain.groups

What an economist sees as one chain is the groups that share items; it is worked out when it is
shown and is stored nowhere. `met_by` says of each decision and invoice how much of it has come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.reconciling.amounts import Key, Settled, amounts_of, settled_amounts
from ledger.reconciling.groups import Group, groups, groups_that_hold, keys_of
from ledger.storage.moments import NOW, Moment
from ledger.terms import ItemKind, MatchState, Relation

MOST_ITEMS = 2_000  # in one chain: a payment of thousands of invoices is shown in part


@dataclass(frozen=True, slots=True)
class Chain:
    """All that settled groups tie to an item: decisions first, then invoices and the rest."""

    start: Key
    items: tuple[Key, ...]
    groups: tuple[Group, ...]
    whole: bool  # not cut at MOST_ITEMS


@dataclass(frozen=True, slots=True)
class Met:
    """Öre of a decision that have been invoiced and paid; of an invoice, credited and paid."""

    amount: int
    invoiced: int = 0
    credited: int = 0
    paid: int = 0
    booked: int = 0


def chain_of(connection: Connection, start: Key, moment: Moment = NOW) -> Chain:
    """The chain that an item stands in; itself alone where nothing is settled."""
    items: dict[Key, None] = {start: None}
    found: dict[int, Group] = {}
    new: set[Key] = {start}
    while new and len(items) <= MOST_ITEMS:
        holding = groups_that_hold(connection, new, moment)
        settled = [one for one in holding if one.state is MatchState.SETTLED]
        found |= {one.number: one for one in settled}
        new = {key for one in settled for key in keys_of(one.parts)} - items.keys()
        items |= dict.fromkeys(new)
    ordered = sorted(items, key=lambda key: (_ORDER[key[0]], key[1]))
    return Chain(start, tuple(ordered), tuple(found[n] for n in sorted(found)), not new)


def met(
    connection: Connection, kind: ItemKind, numbers: Collection[int] | None = None,
    moment: Moment = NOW,
) -> dict[int, Met]:  # fmt: skip
    """How much of each decision (or invoice) has been invoiced, credited, paid and booked.

    Of a decision, what was paid and booked straight on it, and what was on the invoices it is
    settled with; an invoice of several decisions fills them in the order they were settled.
    """
    standing = groups(connection, state=MatchState.SETTLED, moment=moment)
    settled = settled_amounts(connection, moment=moment)
    wanted = (
        {key for key in settled.of if key[0] is kind}
        if numbers is None
        else {(kind, number) for number in numbers}
    )
    amounts = amounts_of(connection, wanted, moment)
    through = {
        relation: _through_invoices(standing, settled, relation)
        for relation in (Relation.INVOICED_PAID, Relation.INVOICED_BOOKED)
    }
    return {key[1]: _met(key, amount, settled, through) for key, amount in amounts.items()}


def _met(
    key: Key, amount: int, settled: Settled, through: Mapping[Relation, Mapping[Key, int]]
) -> Met:
    said = {relation: settled.in_relation(key, relation) for relation in Relation}
    if key[0] is ItemKind.INVOICE:
        return Met(
            amount, said[Relation.DECIDED_INVOICED], said[Relation.CREDITED],
            said[Relation.INVOICED_PAID], said[Relation.INVOICED_BOOKED],
        )  # fmt: skip
    return Met(
        amount, said[Relation.DECIDED_INVOICED], 0,
        said[Relation.DECIDED_PAID] + through[Relation.INVOICED_PAID].get(key, 0),
        said[Relation.DECIDED_BOOKED] + through[Relation.INVOICED_BOOKED].get(key, 0),
    )  # fmt: skip


def _through_invoices(
    standing: Sequence[Group], settled: Settled, relation: Relation
) -> dict[Key, int]:
    """What came in on the invoices of each decision; the first settled is filled first."""
    left: dict[Key, int] = {}
    found: dict[Key, int] = defaultdict(int)
    for one in standing:
        if one.relation is not Relation.DECIDED_INVOICED:
            continue
        came = 0
        for part in one.right:
            key = (part.kind, part.number)
            there = left.setdefault(key, settled.in_relation(key, relation))
            taken = min(there, part.amount)
            left[key] = there - taken
            came += taken
        for part in one.left:
            filled = min(came, part.amount)
            found[part.kind, part.number] += filled
            came -= filled
    return found


_ORDER = {kind: place for place, kind in enumerate(ItemKind)}
