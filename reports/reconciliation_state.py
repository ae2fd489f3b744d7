"""The items and matches of a book that a reconciliation is of, read once; what stands between them.

    state = state_of(connection, part, moment)
    state.kept, state.settled, state.shown_groups

Items dated after `--as-of` are not there, nor are matches that hold one. An item whose fund, year
or party is not known has those of what it is settled with: an invoice its decision's, a payment its
invoice's. What is still not known of it leaves it in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ledger.matching.items import Item
from ledger.parties.merged import merged
from ledger.reconciling.amounts import Draw, Key, Settled
from ledger.reconciling.decisions import standing_decisions
from ledger.reconciling.groups import Group, groups, keys_of
from ledger.reconciling.open_items import Reading, Wanted, is_wanted
from ledger.storage.moments import Moment
from ledger.terms import EntryKind, ItemKind, MatchState, Relation, SeenBy

if TYPE_CHECKING:
    from sqlalchemy import Connection

INVOICED: Draw = (Relation.DECIDED_INVOICED, SeenBy.BOTH)
CREDITED: Draw = (Relation.CREDITED, SeenBy.BOTH)
# In what order what is known goes on: from decisions to invoices, and from both on.
_TELLS = (
    Relation.DECIDED_INVOICED, Relation.CREDITED, Relation.INVOICED_PAID, Relation.DECIDED_PAID,
    Relation.INVOICED_BOOKED, Relation.DECIDED_BOOKED,
)  # fmt: skip
_BOOKS = (SeenBy.PAYER, SeenBy.PAYEE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the book, by number."""

    year: int | None = None
    fund: int | None = None
    body: int | None = None
    forum: int | None = None


@dataclass
class State:
    """All items and the matches that hold or are suggested; `kept` are the items asked for."""

    items: dict[Key, Item]
    said: dict[Key, Item]  # the same by their own words alone
    groups: list[Group]
    entry_kinds: dict[int, EntryKind]
    settled: Settled = field(default_factory=Settled)
    kept: set[Key] = field(default_factory=set)

    @cached_property
    def amounts(self) -> dict[Key, int]:
        """Öre of each item."""
        return {key: item.amount for key, item in self.items.items()}

    @cached_property
    def standing(self) -> list[Group]:
        """The matches that are settled."""
        return [one for one in self.groups if one.state is MatchState.SETTLED]

    @property
    def shown_groups(self) -> Iterator[Group]:
        """Matches with an item that was asked for."""
        return (one for one in self.groups if not self.kept.isdisjoint(keys_of(one.parts)))

    @cached_property
    def suggested_for(self) -> dict[Key, list[int]]:
        """The suggestions each item stands in."""
        found: dict[Key, list[int]] = {}
        for one in self.groups:
            if one.state is MatchState.SUGGESTED:
                for key in sorted(keys_of(one.parts), key=lambda key: (key[0].value, key[1])):
                    found.setdefault(key, []).append(one.number)
        return found

    def kept_of(self, kind: ItemKind) -> list[tuple[Key, Item]]:
        """The items of a kind that were asked for, in order of number."""
        return [
            (key, item) for key, item in self.items.items() if key[0] is kind and key in self.kept
        ]

    def open_of(self, key: Key, draw: Draw) -> int:
        """What of an item is still to be settled."""
        return self.settled.open_of(key, draw, self.amounts)

    def paid_side(self, key: Key, relation: Relation) -> SeenBy:
        """In whose books more of it has been seen; the payee's where both have the same."""
        of_item = self.settled.of.get(key, {})
        return max(reversed(_BOOKS), key=lambda side: of_item.get((relation, side), 0))

    def unpaid(self, key: Key) -> int:
        """What of an invoice nobody has seen a payment or credit note for."""
        side = self.paid_side(key, Relation.INVOICED_PAID)
        return self.open_of(key, (Relation.INVOICED_PAID, side))


def state_of(connection: Connection, part: Selection, moment: Moment) -> State:
    """Read what is asked for."""
    reading = Reading(connection, Settled(), moment)
    last = moment.as_of.isoformat() if moment.as_of else None
    said = {
        (kind, item.number): item
        for kind in ItemKind
        for item in reading.items(kind)
        if last is None or item.date is None or item.date <= last
    }
    found = [
        one
        for state in (MatchState.SETTLED, MatchState.SUGGESTED)
        for one in groups(connection, state=state, moment=moment)
        if keys_of(one.parts) <= said.keys()
    ]
    decisions = standing_decisions(connection, None, moment)
    kinds = {number: EntryKind.of(one.row.kind) for number, one in decisions.items()}
    state = State(_told_by_matches(said, found), said, found, kinds)
    for one in state.standing:
        state.settled.take(one.parts, one.draw)
    same = merged(connection, moment)
    by_forum = None
    if part.forum is not None:
        forums = same.all_of(part.forum)
        by_forum = {n for n, one in decisions.items() if one.row.forum in forums}
    state.kept = _kept(state, part, by_forum)
    return state


def _told_by_matches(said: dict[Key, Item], found: Iterable[Group]) -> dict[Key, Item]:
    items = dict(said)
    settled = [one for one in found if one.state is MatchState.SETTLED and one.left]
    for relation in _TELLS:
        for one in settled:
            if one.relation is relation:
                source = items[one.left[0].kind, one.left[0].number]
                for part in one.right:
                    key = (part.kind, part.number)
                    items[key] = _told(items[key], source, relation)
    return items


def _told(item: Item, source: Item, relation: Relation) -> Item:
    fund = source.fund if item.fund is None else item.fund
    year = source.fund_year if item.fund_year is None else item.fund_year
    payer, payee = item.payer, item.payee
    if item.kind is not ItemKind.BOOKING and relation is not Relation.CREDITED:
        payer = source.payer if payer is None else payer
        payee = source.payee if payee is None else payee
    return replace(item, fund=fund, fund_year=year, payer=payer, payee=payee)


def _kept(state: State, part: Selection, by_forum: Collection[int] | None) -> set[Key]:
    """The items asked for, and the decisions and invoices that are settled with them."""
    wanted = Wanted(part.year, part.fund)
    kept = {
        key
        for key, item in state.items.items()
        if is_wanted(item, wanted)
        and (part.body is None or part.body in {item.payer, item.payee})
        and (by_forum is None or (key[0] is ItemKind.DECISION and key[1] in by_forum))
    }
    pairs = [keys_of(one.parts) for one in state.standing if one.draw in {INVOICED, CREDITED}]
    while new := {key for keys in pairs if not keys.isdisjoint(kept) for key in keys} - kept:
        kept |= new
    return kept
